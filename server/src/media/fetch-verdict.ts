import type { Rejected, Retry } from '@parley/plugin';
import { TooLarge } from './spool';

/** What a failed fetch means. */
export interface Verdict {
  /** No later attempt will help. */
  final: boolean;
  code: string;
  /** For the agent. */
  sentence: string;
  /** The provider's own wish, in ms. */
  afterMs?: number;
}

const LATER = 'The file could not be fetched from the channel for a day. Ask the customer to send it again.';

/** Only the channel's word, or our own ceiling, ends the attempts at once. */
export const verdictOf = (error: unknown, maxBytes: number): Verdict => {
  if (error instanceof TooLarge)
    return {
      final: true,
      code: 'TOO_LARGE',
      sentence: `The file is larger than ${Math.floor(maxBytes / (1024 * 1024))} MB, the most that is kept here.`,
    };
  const kind = (error as { kind?: string } | null)?.kind;
  if (kind === 'rejected') {
    const { failure } = error as Rejected;
    return { final: true, code: failure.code, sentence: failure.message };
  }
  if (kind === 'retry') {
    const { failure, options } = error as Retry;
    return { final: false, code: failure.code, sentence: LATER, ...(options.afterMs === undefined ? {} : { afterMs: options.afterMs }) };
  }
  return { final: false, code: (error as { code?: string } | null)?.code ?? 'UNKNOWN', sentence: LATER };
};
