import type { Rejected, Retry, SendFailure, Sent } from '@parley/plugin';
import { PluginUnavailable } from '../../plugin-host/call';

/** What one attempt came to. */
export type Outcome =
  | { kind: 'sent'; sent: Sent }
  /** The provider said: later. */
  | { kind: 'retry'; failure: SendFailure; afterMs?: number; scope: 'conversation' | 'inbox'; maxAttempts?: number }
  /** Nothing was called; the attempt does not count. */
  | { kind: 'later'; waitMs: number }
  | { kind: 'rejected'; failure: SendFailure; reason?: 'window' | 'configuration' | 'recipient' | 'content' }
  /** The provider may have it. */
  | { kind: 'uncertain'; failure: SendFailure };

/** How long an inbox rests when its plugin does not run, in ms. */
export const PLUGIN_REST_MS = 5_000;

/** What an error of `Channel.send` means. Whatever is not known to have failed before the provider got it is uncertain: nothing is sent twice. */
export const outcomeOf = (error: unknown): Outcome => {
  if (error instanceof PluginUnavailable) {
    if (error.code === 'BREAKER' || error.code === 'NOT_READY') return { kind: 'later', waitMs: PLUGIN_REST_MS };
    return { kind: 'uncertain', failure: { code: error.code, message: error.message } };
  }
  // by their word, not their class: a plugin may carry a copy of the contract
  const kind = (error as { kind?: string } | null)?.kind;
  if (kind === 'rejected') {
    const { failure, options } = error as Rejected;
    return { kind: 'rejected', failure, ...(options.reason ? { reason: options.reason } : {}) };
  }
  if (kind !== 'retry') return { kind: 'uncertain', failure: { code: 'UNKNOWN', message: 'The channel gave no clear answer.' } };
  const { failure, options } = error as Retry;
  if (options.uncertain) return { kind: 'uncertain', failure };
  return {
    kind: 'retry',
    failure,
    scope: options.scope ?? 'conversation',
    ...(options.afterMs === undefined ? {} : { afterMs: options.afterMs }),
    ...(options.maxAttempts === undefined ? {} : { maxAttempts: options.maxAttempts }),
  };
};
