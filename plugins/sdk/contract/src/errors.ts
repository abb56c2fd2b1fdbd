/** What a channel says of a send that failed: enough for the outbox to decide and for a person to understand. */
export interface SendFailure {
  /** The provider's own code, as text (`131047`), or a code of the adapter (`TIMEOUT`). */
  code: string;
  /** A sentence for the agent: what happened and what to do. */
  message: string;
}

/**
 * Thrown by `Channel.send`: this attempt failed and a later one may succeed.
 *
 * @example throw new Retry({ code: '130429', message: 'WhatsApp is receiving too much at once' }, { afterMs: 2_000, scope: 'inbox' })
 */
export class Retry extends Error {
  readonly kind = 'retry';
  constructor(
    readonly failure: SendFailure,
    readonly options: {
      /** Wait at least so long, in ms; absent: the outbox backs off by itself. */
      afterMs?: number;
      /** Whom the wait concerns: this conversation, or everybody on the inbox. */
      scope?: 'conversation' | 'inbox';
      /** Give up after so many attempts; absent: the outbox decides. */
      maxAttempts?: number;
      /** True if the provider may have taken the message: never resent blindly, a receipt or a person decides. */
      uncertain?: boolean;
    } = {},
  ) {
    super(failure.message);
  }
}

/** Thrown by `Channel.send`: the same message will never go through. */
export class Rejected extends Error {
  readonly kind = 'rejected';
  constructor(
    readonly failure: SendFailure,
    readonly options: {
      /** `window`: only a template may be sent. `configuration`: stop sending on the inbox until somebody mends its settings. */
      reason?: 'window' | 'configuration' | 'recipient' | 'content';
    } = {},
  ) {
    super(failure.message);
  }
}

/** Thrown by `Channel.receive`: the body is not what the channel speaks. The caller gets 400 and nothing is stored. */
export class Malformed extends Error {
  readonly kind = 'malformed';
}
