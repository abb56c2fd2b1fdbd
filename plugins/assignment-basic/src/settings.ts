import { z } from 'zod';

/** How an inbox assigns. */
export const settings = z.object({
  mode: z.enum(['online', 'all', 'none']).default('online').meta({
    title: 'Assign new conversations',
    description:
      'online: to the online agents in sequence. all: to all agents in sequence, online or not. none: not at all; somebody claims them.',
  }),
});

export type BasicSettings = z.infer<typeof settings>;
