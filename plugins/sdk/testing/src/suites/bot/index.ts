import type { Bot, BotAction } from '@parley/plugin';
import { readAnswer } from '@parley/server';
import type { TestContext } from '../../context/test-context';
import { HOSTILE_TEXTS, HOSTILE_VALUES } from '../../hostile';
import { frozen, must, mustEqual, shown } from '../../must';
import { Unmet, type Suite, type SuiteCase } from '../../suite';
import { junkSettingsFault } from '../settings';
import { withContext, type ContextCase } from '../with-context';
import { BotTalk, endsIn, keptBy, SCRIPT, type AnyBot, type BotSuiteOptions } from './stage';

export type { BotSuiteOptions } from './stage';

const KINDS = 'image video audio voice document sticker location contacts interactive button order call unsupported hologram'.split(' ');
const MOST_STATE = 64 * 1024;
/** So many reminders without a word of the customer are one too many. */
const MOST_TIMEOUTS = 20;

/** So many choices are followed. */
const MOST_CHOICES = 60;

/** Does it come back from the database as it was? */
const isJson = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return ['string', 'boolean', 'undefined'].includes(typeof value) || value === null;
  const isPlain = Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
  return isPlain && Object.values(value).every(isJson);
};

type Open = (ctx: TestContext, id?: string) => BotTalk;

/** Leads the bot through the script, and tells what it answered. */
const walk = async (talk: BotTalk, script: readonly string[], each: (actions: BotAction[]) => void = () => undefined): Promise<BotAction[][]> => {
  const answers = [await talk.opens()];
  each(answers[0] ?? []);
  for (const text of script) {
    if (talk.over) break;
    const answer = await talk.says(text);
    answers.push(answer);
    each(answer);
  }
  return answers;
};

const answerCases = (make: ContextCase, open: Open, script: readonly string[]): SuiteCase[] => [
  make(
    'answers when a conversation opens, when the customer writes, and when a time is over',
    'The first word of a customer meets a bot that breaks; a person gets it late. Answer every reason.',
    async (ctx) => {
      await open(ctx).opens();
      await open(ctx).says('Hello');
      await open(ctx).timesOut();
    },
  ),
  make(
    'does only what a bot may do',
    'The server does not understand the answer, and hands over every conversation as if the bot had failed. Answer with the actions of the contract.',
    async (ctx) => {
      await walk(open(ctx), script, (actions) => {
        try {
          readAnswer(actions);
        } catch (error) {
          throw new Unmet(`The server refuses the answer: ${(error as Error).message}.`);
        }
      });
    },
  ),
  make(
    'ends with handing over or closing',
    'The customer reads a promise that never comes, because what stands behind handOver or close is not done. Put it last.',
    async (ctx) => {
      await walk(open(ctx), script, (actions) => {
        const end = actions.findIndex((one) => endsIn([one]));
        must(end < 0 || end === actions.length - 1, `Behind ${actions[end]?.do} stands ${actions[end + 1]?.do}, which is not done.`);
      });
    },
  ),
  make(
    'speaks through its actions only',
    'After a crash the customer hears the same twice, or half of it. Return { do: "say" } instead of sending.',
    async (ctx) => {
      await walk(open(ctx), script);
      must(ctx.sent.length === 0, 'The bot sent a text by itself.');
    },
  ),
  make(
    'takes every choice that it offers',
    'A customer taps a button and is thrown out. Handle the id of each choice.',
    async (ctx) => {
      const first = open(ctx);
      const asked = [{ talk: first, answer: await first.opens() }];
      for (let turns = 0, at = asked.shift(); at && turns < MOST_CHOICES; at = asked.shift()) {
        if (at.talk.over) continue;
        for (const { id, title } of at.answer.flatMap((one) => (one?.do === 'ask' ? (one.choices ?? []) : []))) {
          const talk = at.talk.copy();
          asked.push({ talk, answer: await talk.says(title, { choiceId: id }) });
          turns++;
        }
      }
    },
  ),
];

const hostileCases = (make: ContextCase, open: Open): SuiteCase[] => [
  make(
    'answers messages that are no text',
    'A customer sends a photo or a voice message, and the bot breaks. Answer when message.text is absent, and kinds that you do not know.',
    async (ctx) => {
      for (const kind of KINDS) {
        const talk = open(ctx);
        await talk.opens();
        if (!talk.over) await talk.says(undefined, { kind, content: {} });
      }
    },
  ),
  make(
    'answers whatever a customer types',
    'One strange message breaks the bot, or holds up everybody’s. Take text as text: no regular expressions that run away, no look-up by a customer’s word.',
    async (ctx) => {
      for (const text of HOSTILE_TEXTS) {
        const talk = open(ctx);
        await talk.opens();
        if (talk.over) continue;
        await talk.says(text);
        if (!talk.over) await talk.says(text, { choiceId: text });
      }
    },
  ),
  make(
    'goes on from what an earlier version kept',
    'On the day of an update every conversation that was under way breaks. Read the state as if it could be anything, and begin again when it makes no sense.',
    async (ctx) => {
      const talk = open(ctx);
      await talk.opens();
      await talk.says('Hello');
      const states: Record<string, unknown>[] = [{}, { step: 'no such step', version: 0 }];
      for (const key of Object.keys(talk.state)) for (const value of HOSTILE_VALUES) states.push({ ...talk.state, [key]: value });
      for (const state of states) {
        const old = open(ctx);
        old.state = state;
        await old.says('Hello').catch((error: unknown) => {
          throw new Unmet(`With the state ${shown(state)}: ${(error as Error).message}`);
        });
      }
    },
  ),
];

const memoryCases = (make: ContextCase, open: Open, script: readonly string[], options: BotSuiteOptions): SuiteCase[] => [
  make(
    'keeps only what can be kept',
    'After a restart the bot has forgotten where it was; or the state grows until it is refused. Keep plain JSON, below 64 kB.',
    async (ctx) => {
      const talk = open(ctx);
      const check = (actions: BotAction[]): void => {
        const state = keptBy(actions);
        if (state === undefined) return;
        must(isJson(state), `The state is not plain JSON: ${shown(state)}.`);
        const { length } = JSON.stringify(state);
        must(length <= MOST_STATE, `The state has ${length} characters of JSON; ${MOST_STATE} are kept.`);
      };
      check(await talk.opens());
      for (let turn = 0; turn < 40 && !talk.over; turn++) check(await talk.says(`${script[turn % script.length]} ${'x'.repeat(3_000)}`));
    },
  ),
  make(
    'changes nothing of what it is given',
    'A turn that is run again after a crash begins from another state than the first time. Make a new object for the state.',
    async (ctx) => {
      const talk = open(ctx);
      await talk.turn({ reason: 'opened' }, frozen);
      for (const text of script) if (!talk.over) await talk.turn({ reason: 'message', message: { id: 'msg_1', kind: 'text', text } }, frozen);
    },
  ),
  ...(options.repeatable === false
    ? []
    : [
        make(
          'keeps conversations apart',
          'A customer reads what was meant for another. Keep everything in the state, nothing outside of the turn.',
          async (ctx) => {
            const alone = await walk(open(ctx, 'conv_a'), script);
            const other = open(ctx, 'conv_b');
            const talk = open(ctx, 'conv_a');
            const [first] = await Promise.all([talk.opens(), other.opens()]);
            const mixed = [first];
            for (const [at, text] of script.entries()) {
              if (talk.over) break;
              const noise = other.over ? undefined : other.says(script[script.length - 1 - at]);
              mixed.push((await Promise.all([talk.says(text), noise]))[0]);
            }
            mustEqual(mixed, alone, 'Beside another conversation the bot answered something else than alone.');
          },
        ),
      ]),
];

const endingCases = (make: ContextCase, open: Open, { person }: BotSuiteOptions): SuiteCase[] => [
  make(
    'does not talk to itself',
    'A customer who has gone gets a reminder every few minutes, all night long. After some timeouts wait without forMs, hand over or close; wait at least a second.',
    async (ctx) => {
      const talk = open(ctx);
      let actions = await talk.opens();
      if (!talk.over) actions = await talk.says('Hello');
      for (let count = 0; !talk.over; count++) {
        const forMs = actions.flatMap((one) => (one?.do === 'wait' && one.forMs !== undefined ? [one.forMs] : [])).pop();
        if (forMs === undefined) return;
        must(forMs >= 1_000, `It waits for ${forMs} ms: nobody can write that fast.`);
        must(count < MOST_TIMEOUTS, `After ${MOST_TIMEOUTS} timeouts without a word of the customer it still waits for the next.`);
        actions = await talk.timesOut();
      }
    },
  ),
  make(
    'ends a turn that is called off',
    'The server cannot be stopped, or a person who takes over reads an answer of the bot afterwards. Give ctx.signal to every call.',
    async (ctx) => {
      const turn = open(ctx)
        .says('Hello')
        .catch((error: unknown) => must(!/no answer within/.test(String(error)), 'The bot went on after it was told to stop.'));
      ctx.abort();
      await turn;
    },
  ),
  ...(person === undefined
    ? []
    : [
        make(
          'hands over to a person when the customer asks for one',
          'A customer who wants a person is kept by a machine, and leaves. Look for that wish first, at any step.',
          async (ctx) => {
            const talk = open(ctx);
            let actions = await talk.opens();
            for (let turn = 0; turn < 3 && !talk.over; turn++) actions = await talk.says(person);
            must(actions.some((one) => one?.do === 'handOver'), `Asked three times for a person ("${person}") it did not hand over.`);
          },
        ),
      ]),
];

/**
 * What the core counts on in a bot.
 *
 * @param bot as it stands in `definePlugin({ bots })`
 * @example registerSuite(botSuite(plugin.bots[0], { settings: { greeting: 'Hello' }, person: 'I want to talk to a person' }));
 */
export const botSuite = <S>(bot: Bot<S>, options: BotSuiteOptions = {}): Suite => {
  const one = bot as unknown as AnyBot;
  const make = withContext(options.context, options.prepare?.bind(options));
  const open: Open = (ctx, id) => new BotTalk(one, ctx, options, id);
  const script = options.script ?? SCRIPT;
  return {
    name: `bot ${one.id}`,
    cases: [
      make(
        'takes settings that work and refuses others',
        'An administrator cannot save the bot, or saves a mistake and finds out from customers. Check each setting in the schema.',
        async () => {
          must(one.settings.safeParse(options.settings ?? {}).success, `The schema refused ${shown(options.settings ?? {})}.`);
          const fault = junkSettingsFault(one.settings, options.invalidSettings ?? []);
          must(fault === null, fault ?? '');
        },
      ),
      ...answerCases(make, open, script),
      ...hostileCases(make, open),
      ...memoryCases(make, open, script, options),
      ...endingCases(make, open, options),
    ],
  };
};
