import { must } from '../../must';
import type { SuiteCase } from '../../suite';
import type { ContextCase } from '../with-context';
import type { BotSuiteOptions, Open } from './stage';

/** So many reminders without a word of the customer are one too many. */
const MOST_TIMEOUTS = 20;

/** How a bot comes to an end. */
export const endingCases = (make: ContextCase, open: Open, { person }: BotSuiteOptions): SuiteCase[] => [
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
            must(
              actions.some((one) => one?.do === 'handOver'),
              `Asked three times for a person ("${person}") it did not hand over.`,
            );
          },
        ),
      ]),
];
