import type { Choice } from '@parley/plugin';
import { must, shown } from '../../must';
import type { SuiteCase } from '../../suite';
import type { ContextCase } from '../with-context';
import { chosen, everywhere, hasRoom, type AnyRule, type Asked, type AssignmentSuiteOptions } from './ask';
import { candidate, manyPictures, waiting, type Picture } from './pictures';

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

/** Whom a rule names. */
export const answerCases = (make: ContextCase, rule: AnyRule, options: AssignmentSuiteOptions): SuiteCase[] => {
  const pictures = manyPictures(150);
  const look = (pics: readonly Picture[], at: (answer: Choice, picture: Picture, asked: Asked) => void) =>
    everywhere(rule, options, pics, at);
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
        must(
          !free || variant.waits || !(answer && 'wait' in answer),
          `It let a conversation wait while somebody was online with room: ${shown(answer?.why)}.`,
        );
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
        (answer, { candidates }) =>
          must(answer && !('agent' in answer), `With ${candidates.length} agents, all busy, it answered ${shown(answer)}.`),
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
        (answer, picture) =>
          must(
            !answer || !('agent' in answer) || chosen(answer, picture),
            `It named ${shown((answer as { agent?: string })?.agent)}, who is gone.`,
          ),
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
        [
          {
            conversation: waiting(),
            candidates: Array.from({ length: 1_000 }, (_, n) => candidate(`agent_${n}`, { load: n % 7, lastAssignedAt: n })),
          },
        ],
        () => undefined,
      ),
    ),
  ];
};
