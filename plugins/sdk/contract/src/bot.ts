/**
 * Bots: answer customers before a person does.
 *
 * @module
 */
import type { ZodType } from 'zod';
import type { PluginContext } from './context';

/**
 * What a bot is told when it is its turn.
 *
 * @example
 * ```ts
 * const isFirst = (turn: BotTurn): boolean => turn.reason === 'opened';
 * ```
 */
export interface BotTurn {
  conversationId: string;
  inboxId: string;
  /** The customer; `name` is null when they have given none. */
  contact: { id: string; name: string | null };
  /** `opened`: the first turn. `message`: the customer wrote. `timeout`: the time of its last `wait` is over. */
  reason: 'opened' | 'message' | 'timeout';
  /** What the customer wrote. `choiceId`: the choice of the last `ask` that it means. */
  message?: { id: string; kind: string; text?: string; content?: Record<string, unknown>; choiceId?: string };
  /** What the bot kept with its last turn; empty at first. */
  state: Record<string, unknown>;
}

/**
 * What a bot wants done, in order. `handOver` and `close` end its part; nothing after them is done.
 *
 * @example
 * ```ts
 * const actions: BotAction[] = [
 *   { do: 'ask', text: 'What is it about?', choices: [{ id: 'order', title: 'An order' }, { id: 'other', title: 'Something else' }] },
 *   { do: 'wait', state: { asked: 'topic' }, forMs: 600_000 },
 * ];
 * ```
 */
export type BotAction =
  | { do: 'say'; text: string }
  /**
   * Choices become buttons or a list where the channel has them, a numbered text where not. Their ids and titles differ from each
   * other. `listLabel` is what opens a list; `☰` unless told.
   */
  | { do: 'ask'; text: string; choices?: { id: string; title: string }[]; listLabel?: string }
  | { do: 'tag'; tag: string }
  | { do: 'setAttribute'; name: string; value: string }
  /** To a person; `note` tells them why, in the conversation's trace. */
  | { do: 'handOver'; note?: string }
  /** Not while the customer has written more in the meantime: that gets its turn first. */
  | { do: 'close' }
  /** Keep `state`, and answer at the customer's next message, or after `forMs` without one; a second at least. */
  | { do: 'wait'; state?: Record<string, unknown>; forMs?: number };

/**
 * Answers customers before a person does. A turn without `handOver` or `close` waits for the next message. One that throws, or takes
 * longer than 10 s, hands the conversation to a person. Turns of one conversation come one at a time, in order; what a turn wants is done once.
 *
 * @typeParam S the bot's settings, as its schema yields them
 * @example
 * ```ts
 * const greeter: Bot = {
 *   id: 'greeter',
 *   label: 'Greeter',
 *   settings: z.object({}),
 *   turn: async () => [{ do: 'say', text: 'A colleague will be with you.' }, { do: 'handOver' }],
 * };
 * ```
 */
export interface Bot<S = Record<string, unknown>> {
  /** Unique in the plugin; an inbox names it `<plugin>/<id>`. Stable for ever. */
  id: string;
  /** What people call it. */
  label: string;
  /** What an inbox may set for it; becomes a form in the console. */
  settings: ZodType<S>;
  /**
   * Answers within 10 s.
   *
   * @param settings the inbox's settings of this bot, defaults filled in
   */
  turn(ctx: PluginContext, turn: BotTurn, settings: S): Promise<BotAction[]>;
}
