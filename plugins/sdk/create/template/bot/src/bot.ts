import { defineBot, type BotAction, type BotTurn } from '@parley/plugin';
import { z } from 'zod';

/** What each inbox sets for itself; the console makes a form of it. */
const settings = z.object({
  greeting: z.string().min(1).max(500).default('Hello! What can we do for you?').meta({ title: 'Greeting', multiline: true }),
});

const TOPICS = [
  { id: 'order', title: 'My order' },
  { id: 'return', title: 'A return' },
  { id: 'person', title: 'Talk to a person' },
];

/** So often it asks before a person takes over. */
const ATTEMPTS = 2;
const HOUR_MS = 3_600_000;

const attemptsOf = (turn: BotTurn): number => (typeof turn.state['attempts'] === 'number' ? turn.state['attempts'] : 0);

/** Asks what it is about, tags the conversation and hands it to a person. What it must remember is in `state`. */
export const bot = defineBot<z.infer<typeof settings>>({
  id: 'reception',
  label: 'Reception',
  settings,
  turn: async (_ctx, turn, { greeting }): Promise<BotAction[]> => {
    if (turn.reason === 'timeout') return [{ do: 'handOver', note: 'The customer did not choose a topic' }];

    const topic = TOPICS.find((one) => one.id === turn.message?.choiceId);
    if (topic)
      return [
        { do: 'tag', tag: topic.id },
        { do: 'say', text: 'One moment, please.' },
        { do: 'handOver', note: topic.title },
      ];

    const attempts = attemptsOf(turn);
    if (attempts >= ATTEMPTS) return [{ do: 'handOver', note: 'The customer wrote something else' }];
    return [
      { do: 'ask', text: attempts === 0 ? greeting : 'Please choose one of these.', choices: TOPICS },
      { do: 'wait', state: { attempts: attempts + 1 }, forMs: HOUR_MS },
    ];
  },
});
