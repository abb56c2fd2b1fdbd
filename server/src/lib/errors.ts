import { GraphQLError } from 'graphql';

/** The closed list of codes of unexpected errors. */
export type ErrorCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'BAD_REQUEST' | 'RATE_LIMITED' | 'PLUGIN_UNAVAILABLE' | 'INTERNAL';

/** An error that ends the operation. Its message reaches the caller. */
export class ApiError extends GraphQLError {
  constructor(code: ErrorCode, message: string) {
    super(message, { extensions: { code } });
  }
}

/** An expected refusal; becomes a row of `errors` in the payload. */
export interface Refusal {
  code: string;
  message: string;
  path?: string[];
}

/** Thrown by services for an expected refusal; {@link refused} turns it into a payload. */
export class Refused extends Error {
  readonly refusals: Refusal[];
  constructor(...refusals: Refusal[]) {
    super(refusals[0]?.message);
    this.refusals = refusals;
  }
}

/** Shorthand: `throw refuse('WINDOW_CLOSED', 'The 24-hour window has ended. Send a template.')`. */
export const refuse = (code: string, message: string, path?: string[]): Refused =>
  new Refused(path ? { code, message, path } : { code, message });

/**
 * Runs a mutation and gives its payload: what `run` yields with no errors, or `empty` with the refusals it threw.
 *
 * @example return payload({ conversation: null }, async () => ({ conversation: await this.conversations.close(ctx.viewer, id) }));
 */
export const payload = async <T extends object>(empty: T, run: () => Promise<T>): Promise<T & { errors: Refusal[] }> => {
  try {
    return { ...(await run()), errors: [] };
  } catch (error) {
    if (error instanceof Refused) return { ...empty, errors: error.refusals };
    throw error;
  }
};
