import type { BotAction } from '@parley/plugin';
import { z } from 'zod';

/** Most things that a bot does in one turn. */
const MAX_ACTIONS = 50;
/** What a bot may keep of a conversation, as JSON, in characters. */
const MAX_STATE = 64 * 1024;
/** The longest time that a bot may wait, in ms. */
const MAX_WAIT_MS = 30 * 24 * 3_600_000;

const words = (most: number) => z.string().trim().min(1).max(most);
const isUnlike = (values: string[]): boolean => new Set(values).size === values.length;

const action = z.discriminatedUnion('do', [
  z.object({ do: z.literal('say'), text: words(65_536) }),
  z.object({
    do: z.literal('ask'),
    text: words(65_536),
    listLabel: words(20).optional(),
    choices: z
      .array(z.object({ id: words(190), title: words(190) }))
      .refine((choices) => isUnlike(choices.map(({ id }) => id)), 'two choices have the same id')
      .refine((choices) => isUnlike(choices.map(({ title }) => title)), 'two choices have the same title')
      .optional(),
  }),
  z.object({ do: z.literal('tag'), tag: words(60) }),
  z.object({ do: z.literal('setAttribute'), name: words(60), value: z.string().max(1000) }),
  z.object({ do: z.literal('handOver'), note: z.string().trim().max(1000).optional() }),
  z.object({ do: z.literal('close') }),
  z.object({
    do: z.literal('wait'),
    state: z
      .record(z.string(), z.unknown())
      .refine((state) => JSON.stringify(state).length <= MAX_STATE, `its state has more than ${MAX_STATE / 1024} kB`)
      .optional(),
    forMs: z.number().nonnegative().max(MAX_WAIT_MS).optional(),
  }),
]);

const answer = z.array(action).max(MAX_ACTIONS);

/**
 * What a bot answered, checked: up to the action that ends its part.
 *
 * @throws Error with a sentence about what is wrong with the answer
 */
export const readAnswer = (given: unknown): BotAction[] => {
  const parsed = answer.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(
      `its answer is not what a bot may do: ${['actions', ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'not valid'}`,
    );
  }
  const actions = parsed.data as BotAction[];
  const end = actions.findIndex((one) => one.do === 'handOver' || one.do === 'close');
  return end === -1 ? actions : actions.slice(0, end + 1);
};
