import type { AssignmentRule, Candidate, Choice } from '@parley/plugin';
import type { TestContext, TestContextOptions } from '../../context/test-context';
import { frozen, must, mustEqual, shown, within } from '../../must';
import { Unmet, type Suite, type SuiteCase } from '../../suite';
import { junkSettingsFault } from '../settings';
import { withContext, type ContextCase } from '../with-context';
import { candidate, manyPictures, waiting, type Picture } from './pictures';

/** Settings of a rule, and what they allow. */
export interface RuleVariant {
  /** As an administrator writes them. */
  given: Record<string, unknown>;
  /** True: it gives conversations to people who are not online too. */
  offline?: boolean;
  /** True: it may leave a conversation waiting although somebody is online and has room. */
  waits?: boolean;
}

/** What the suite must know of a rule. */
export interface AssignmentSuiteOptions {
  /** Each is tried. One, `{ given: {} }`, unless told. */
  variants?: readonly RuleVariant[];
  /** Settings that cannot work: each must be refused. */
  invalidSettings?: readonly Record<string, unknown>[];
  /** For a rule that reads tables of its plugin. */
  context?: TestContextOptions;
  /** Fills them before each case. */
  prepare?(ctx: TestContext): Promise<void>;
  /** The rule's time for one answer, in ms; 2000 unless told, as in the server. */
  deadlineMs?: number;
}

type AnyRule = AssignmentRule<Record<string, unknown>>;
interface Asked {
  rule: AnyRule;
  ctx: TestContext;
  variant: RuleVariant;
  deadlineMs: number;
}

const answerOf = async ({ rule, ctx, variant, deadlineMs }: Asked, picture: Picture): Promise<Choice> => {
  const parsed = rule.settings.safeParse(variant.given);
  must(parsed.success, `The schema refused ${shown(variant.given)}: give the suite settings that work (variants).`);
  const input = { ...structuredClone(picture), settings: structuredClone(parsed.data) };
  try {
    return await within(deadlineMs, 'pick', () => rule.pick(ctx, input));
  } catch (error) {
    if (error instanceof Unmet) throw error;
    throw new Unmet(`pick threw ${shown(error)}, given ${picture.candidates.length} candidates.`);
  }
};

/** The candidate it named; null when it named none. Not asked of one who is not there: that is a case of its own. */
const chosen = (answer: Choice, { candidates }: Picture): Candidate | null =>
  (answer && 'agent' in answer && candidates.find(({ id }) => id === answer.agent)) || null;

const hasRoom = ({ load, capacity }: Candidate): boolean => load < capacity;

/** Runs a look at every picture, with every variant. */
const everywhere =
  (rule: AnyRule, options: AssignmentSuiteOptions, pictures: readonly Picture[], look: (answer: Choice, picture: Picture, asked: Asked) => void) =>
  async (ctx: TestContext): Promise<void> => {
    for (const variant of options.variants ?? [{ given: {} }]) {
      const asked = { rule, ctx, variant, deadlineMs: options.deadlineMs ?? 2_000 };
      for (const picture of pictures) look(await answerOf(asked, picture), picture, asked);
    }
  };

const isSentence = (why: unknown): boolean =>
  typeof why === 'string' && why.trim().length >= 3 && why.length <= 500 && !/undefined|\[object|NaN/.test(why);

const shapeFault = (answer: Choice): string | null => {
  if (typeof answer !== 'object' || answer === null) return `pick answered ${shown(answer)}.`;
  const ways = ['agent', 'wait', 'pass'].filter((way) => way in answer);
  if (ways.length !== 1) return `pick answered ${shown(answer)}: exactly one of agent, wait and pass.`;
  if ('agent' in answer ? typeof answer.agent !== 'string' : (answer as Record<string, unknown>)[ways[0] ?? ''] !== true)
    return `pick answered ${shown(answer)}.`;
  return null;
};

const answerCases = (make: ContextCase, rule: AnyRule, options: AssignmentSuiteOptions): SuiteCase[] => {
  const pictures = manyPictures(150);
  const look = (pics: readonly Picture[], at: (answer: Choice, picture: Picture, asked: Asked) => void) => everywhere(rule, options, pics, at);
  return [
    make(
      'answers with an agent, with waiting, or with "not my case"',
      'The conversation waits for ever, because nobody understands the answer. Answer exactly one of { agent }, { wait: true } and { pass: true }.',
      look(pictures, (answer) => {
        const fault = shapeFault(answer);
        must(fault === null, fault ?? '');
      }),
    ),
    make(
      'says why, in a sentence',
      'An agent asks "why did I get this?", a supervisor "why does it still wait?", and there is no answer on screen. Put a sentence into why, with names and not ids.',
      look(pictures, (answer, { candidates }) => {
        must(isSentence(answer?.why), `The reason is no sentence: ${shown(answer?.why)}.`);
        const id = candidates.find((one) => answer.why.includes(one.id));
        must(!id, `The reason names an id instead of a name: ${shown(answer.why)}.`);
      }),
    ),
    make(
      'names only somebody whom it was offered',
      'A conversation is given to somebody who is not in this inbox, or not here any more; the server refuses, and it waits. Choose among candidates only.',
      look(pictures, (answer, picture) => {
        if (!answer || !('agent' in answer)) return;
        must(chosen(answer, picture), `It named ${answer.agent}, who is not among the candidates.`);
      }),
    ),
    make(
      'names nobody who has no room',
      'An agent gets more conversations than they can answer, and every customer waits. Skip those whose load has reached their capacity.',
      look(pictures, (answer, picture) => {
        const agent = chosen(answer, picture);
        must(!agent || hasRoom(agent), `It named somebody with ${agent?.load} of ${agent?.capacity} conversations.`);
      }),
    ),
    make(
      'names nobody who is not available',
      'A customer is given to somebody who went home, and waits until the morning. Take only those who are ONLINE, or say offline: true for settings that mean it.',
      look(pictures, (answer, picture, { variant }) => {
        const agent = chosen(answer, picture);
        must(!agent || variant.offline || agent.presence === 'ONLINE', `It named somebody who is ${agent?.presence}.`);
      }),
    ),
    make(
      'lets nobody wait while somebody has room',
      'Customers wait although an agent sits idle. Name somebody or pass; say waits: true for settings that mean it.',
      look(pictures, (answer, { candidates }, { variant }) => {
        const free = candidates.some((one) => one.presence === 'ONLINE' && hasRoom(one));
        must(!free || variant.waits || !(answer && 'wait' in answer), `It let a conversation wait while somebody was online with room: ${shown(answer?.why)}.`);
      }),
    ),
    make(
      'copes with nobody, and with everybody busy',
      'On the first day of an inbox, and on its busiest, the rule breaks and is given a pause. Answer wait or pass.',
      look(
        [
          { conversation: waiting(), candidates: [] },
          { conversation: waiting(), candidates: ['a', 'b'].map((id) => candidate(`agent_${id}`, { load: 5 })) },
          { conversation: waiting(), candidates: ['a', 'b'].map((id) => candidate(`agent_${id}`, { presence: 'OFFLINE', load: 5 })) },
        ],
        (answer, { candidates }) => must(answer && !('agent' in answer), `With ${candidates.length} agents, all busy, it answered ${shown(answer)}.`),
      ),
    ),
    make(
      'copes with an owner and earlier agents who are gone',
      'A customer who came back is given to somebody who left, or the rule breaks on them. Look the owner up among the candidates.',
      look(
        ['agent_gone', '__proto__', ''].map((id) => ({
          conversation: waiting({ ownerId: id, previousAgentIds: [id, 'agent_gone'] }),
          candidates: [candidate('agent_here')],
        })),
        (answer, picture) => must(!answer || !('agent' in answer) || chosen(answer, picture), `It named ${shown((answer as { agent?: string })?.agent)}, who is gone.`),
      ),
    ),
    make(
      'decides among equals',
      'In the morning, when nobody had a conversation yet, nothing is assigned. Order by something that always differs, the id at last.',
      look(
        [null, 5].map((lastAssignedAt) => ({
          conversation: waiting(),
          candidates: Array.from({ length: 6 }, (_, n) => candidate(`agent_${n}`, { lastAssignedAt })),
        })),
        (answer, picture, { variant }) =>
          must(
            variant.waits || (answer && ('pass' in answer || chosen(answer, picture))),
            `Among six equals it answered ${shown(answer)}.`,
          ),
      ),
    ),
    make(
      'answers in time with a thousand candidates',
      'In a large inbox every conversation waits for the rule, and the whole queue behind it. Go through the candidates once.',
      look(
        [{ conversation: waiting(), candidates: Array.from({ length: 1_000 }, (_, n) => candidate(`agent_${n}`, { load: n % 7, lastAssignedAt: n })) }],
        () => undefined,
      ),
    ),
  ];
};

const purityCases = (make: ContextCase, rule: AnyRule, options: AssignmentSuiteOptions): SuiteCase[] => {
  const pictures = manyPictures(40);
  const deadlineMs = options.deadlineMs ?? 2_000;
  const variants = options.variants ?? [{ given: {} }];
  return [
    make(
      'changes nothing of what it is given',
      'The next rule, and the trace on screen, see something else than what was true. Copy before sorting: [...candidates].sort(…).',
      async (ctx) => {
        for (const { given } of variants)
          for (const picture of pictures) {
            const input = { ...structuredClone(picture), settings: rule.settings.parse(given) };
            const before = structuredClone(input);
            await within(deadlineMs, 'pick', () => rule.pick(ctx, input));
            mustEqual(input, before, 'pick changed the conversation, the candidates or the settings that it was given.');
            await within(deadlineMs, 'pick', () => rule.pick(ctx, frozen(input))).catch((error: unknown) =>
              must(false, `pick threw ${shown(error)} when nothing of its input could be changed.`),
            );
          }
      },
    ),
    make(
      'answers the same when it is asked the same again',
      'Nobody can find out afterwards why somebody got a conversation, and two servers decide differently. Decide by what is given: no chance, no memory, no clock.',
      async (ctx) => {
        for (const variant of variants) {
          const asked = { rule, ctx, variant, deadlineMs };
          const first: Choice[] = [];
          for (const picture of pictures) first.push(await answerOf(asked, picture));
          ctx.clock.advance(3_600_000);
          for (const [at, picture] of [...pictures.entries()].reverse())
            mustEqual(await answerOf(asked, picture), first[at], `Asked the same again, it answered differently: first ${shown(first[at])}.`);
        }
      },
    ),
    make(
      'keeps conversations apart that are asked about at once',
      'Two customers who write in the same second are given to the same agent, or to one of another inbox. Keep nothing outside of the call.',
      async (ctx) => {
        for (const variant of variants) {
          const asked = { rule, ctx, variant, deadlineMs };
          const answers = await Promise.all(pictures.map((picture) => answerOf(asked, picture)));
          for (const [at, picture] of pictures.entries())
            mustEqual(answers[at], await answerOf(asked, picture), 'Asked about several at once, it answered differently than one by one.');
        }
      },
    ),
    make(
      'only decides',
      'A customer gets a message, or something is counted, for a decision that was never carried out. Do such things when conversation.assigned is told.',
      async (ctx) => {
        for (const variant of variants) for (const picture of pictures) await answerOf({ rule, ctx, variant, deadlineMs }, picture);
        must(ctx.sent.length + ctx.emitted.length + ctx.enqueued.length === 0, 'pick sent, emitted or enqueued something.');
      },
    ),
  ];
};

/**
 * What the core counts on in an assignment rule.
 *
 * @param rule as it stands in `definePlugin({ assignment })`
 * @example registerSuite(assignmentSuite(plugin.assignment[0], { variants: [{ given: {} }, { given: { mode: 'none' }, waits: true }] }));
 */
export const assignmentSuite = <S>(rule: AssignmentRule<S>, options: AssignmentSuiteOptions = {}): Suite => {
  const one = rule as unknown as AnyRule;
  const make = withContext(options.context, options.prepare?.bind(options));
  return {
    name: `assignment ${one.id}`,
    cases: [
      make(
        'takes settings that work and refuses others',
        'An administrator cannot save the rule, or saves a mistake and finds out from customers who wait. Check each setting in the schema.',
        async () => {
          for (const { given } of options.variants ?? [{ given: {} }])
            must(one.settings.safeParse(given).success, `The schema refused ${shown(given)}.`);
          const fault = junkSettingsFault(one.settings, options.invalidSettings ?? []);
          must(fault === null, fault ?? '');
        },
      ),
      ...answerCases(make, one, options),
      ...purityCases(make, one, options),
    ],
  };
};
