import type { ZodType } from 'zod';
import type { PluginContext } from './context';

/** What a bot is told when it is its turn. */
export interface BotTurn {
  conversationId: string;
  contactId: string;
  /** Absent on the first turn of a conversation that somebody else opened. */
  message?: { kind: string; text?: string; content?: Record<string, unknown> };
  /** What the bot kept with its last turn. */
  state: Record<string, unknown>;
}

/** What a bot wants done, in order. */
export type BotAction =
  | { do: 'say'; text: string }
  | { do: 'ask'; text: string; choices?: { id: string; title: string }[] }
  | { do: 'tag'; tag: string }
  | { do: 'setAttribute'; name: string; value: string }
  | { do: 'handOver'; note?: string }
  | { do: 'close' }
  | { do: 'wait'; state?: Record<string, unknown> };

/** Answers customers before, or instead of, a person. */
export interface Bot<S = Record<string, unknown>> {
  id: string;
  label: string;
  settings: ZodType<S>;
  turn(ctx: PluginContext, turn: BotTurn, settings: S): Promise<BotAction[]>;
}
