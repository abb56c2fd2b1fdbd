import { defineAssignmentRule } from '@parley/plugin';
import { z } from 'zod';

/** What each inbox sets for itself; the console makes a form of it. */
const settings = z.object({
  keepAgent: z.boolean().default(true).meta({
    title: 'Keep the agent',
    description: 'Ask first those who had a conversation with this customer before, the latest of them first.',
  }),
});

/**
 * Least busy: whoever is online and has the fewest open conversations.
 * It decides by what it is given and by nothing else, so that last week's traffic can be asked again.
 */
export const rule = defineAssignmentRule<z.infer<typeof settings>>({
  id: 'least-busy',
  label: 'Least busy',
  settings,
  pick: (_ctx, { conversation, candidates, settings: { keepAgent } }) => {
    const free = candidates
      .filter((one) => one.presence === 'ONLINE' && one.load < one.capacity)
      .sort((a, b) => a.load - b.load || (a.id < b.id ? -1 : 1));

    const before = keepAgent ? conversation.previousAgentIds.find((id) => free.some((one) => one.id === id)) : undefined;
    if (before) return { agent: before, why: 'Knows this customer' };

    const [first] = free;
    return first
      ? { agent: first.id, why: `Has the fewest conversations: ${first.load}` }
      : { wait: true, why: 'Nobody who is online has room' };
  },
});
