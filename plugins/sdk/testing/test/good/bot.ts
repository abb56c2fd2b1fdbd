import type { Bot, BotAction } from '@parley/plugin';
import { z } from 'zod';

const TOPICS = [
  { id: 'delivery', title: 'Delivery' },
  { id: 'return', title: 'Return' },
];

/** A bot that does everything right: asks for a topic, reminds twice, hands over. */
export const greeter = (): Bot<{ greeting: string }> => ({
  id: 'greeter',
  label: 'Greeter',
  settings: z.object({ greeting: z.string().min(1).default('Hello!') }),
  turn: async (_ctx, { reason, message, state }, { greeting }): Promise<BotAction[]> => {
    const asked = typeof state.asked === 'number' && state.asked > 0 ? state.asked : 0;
    const text = message?.text ?? '';
    const topic = TOPICS.find(({ id }) => id === message?.choiceId);
    if (/person|human/i.test(text.slice(0, 200))) return [{ do: 'handOver', note: 'Wants a person' }];
    if (topic) return [{ do: 'tag', tag: topic.id }, { do: 'say', text: 'A colleague will answer.' }, { do: 'handOver' }];
    if (asked >= 3) return [{ do: 'handOver', note: 'No topic was chosen' }];
    const wait: BotAction = { do: 'wait', state: { asked: asked + 1 }, forMs: 600_000 };
    return [{ do: 'ask', text: reason === 'timeout' ? 'Are you still there?' : greeting, choices: TOPICS }, wait];
  },
});
