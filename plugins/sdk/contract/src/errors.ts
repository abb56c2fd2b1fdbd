/**
 * What a plugin throws on purpose. Anything else that it throws counts as a failure of the plugin.
 *
 * @module
 */

/**
 * What a channel says of a send that failed: enough for the outbox to decide and for a person to understand.
 *
 * @example
 * ```ts
 * const failure: SendFailure = { code: '131026', message: 'This customer cannot be reached on WhatsApp.' };
 * ```
 */
export interface SendFailure {
  /** The provider's own code, as text (`131047`), or a code of the adapter (`TIMEOUT`). */
  code: string;
  /** A sentence for the agent: what happened and what to do. */
  message: string;
}

/**
 * Thrown by `Channel.send` and `Channel.fetchMedia`: this attempt failed and a later one may succeed.
 *
 * @example
 * ```ts
 * throw new Retry({ code: '130429', message: 'WhatsApp is receiving too much at once.' }, { afterMs: 2_000, scope: 'inbox' });
 * ```
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

/**
 * Thrown by `Channel.send` and `Channel.fetchMedia`: the same message or file will never go through. The agent sees the sentence.
 *
 * @example
 * ```ts
 * throw new Rejected({ code: '131047', message: 'More than 24 hours have passed: send a template.' }, { reason: 'window' });
 * ```
 */
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

/**
 * Thrown by `Channel.receive`: the body is not what the channel speaks. The caller gets 400 and nothing is stored.
 *
 * @example
 * ```ts
 * throw new Malformed('The body is not JSON');
 * ```
 */
export class Malformed extends Error {
  readonly kind = 'malformed';
}

/**
 * Thrown by a plugin that refuses what a person asked for: the sentence is shown to them as it is, and nothing is broken.
 *
 * @example
 * ```ts
 * throw new Refused('ACME_NO_POINTS', 'This customer has no points left.');
 * ```
 */
export class Refused extends Error {
  readonly kind = 'refused';
  constructor(
    /** AREA_REASON; a plugin's starts with its prefix in capitals. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
