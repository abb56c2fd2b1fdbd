/** WhatsApp's words and HTTP status by error code. The status of throttling codes is not promised by anybody: go by the code. */
const KNOWN: Readonly<Record<number, readonly [title: string, status: number]>> = {
  0: ['AuthException', 401],
  1: ['API Unknown', 400],
  2: ['API Service', 503],
  3: ['API Method', 500],
  4: ['API Too Many Calls', 429],
  10: ['Permission Denied', 403],
  33: ['Parameter value is not valid', 400],
  100: ['Invalid parameter', 400],
  190: ['Invalid OAuth access token', 401],
  200: ['API Permission', 403],
  368: ['Temporarily blocked for policies violations', 403],
  2200: ['Callback verification failed', 400],
  2500: ['Unknown path components', 400],
  80007: ['Rate limit issues', 429],
  130403: ['User is blocked by the business', 400],
  130429: ['Rate limit hit', 429],
  130472: ["User's number is part of an experiment", 400],
  130497: ['Business account is restricted from messaging users in this country', 403],
  131000: ['Something went wrong', 500],
  131005: ['Access denied', 403],
  131008: ['Required parameter is missing', 400],
  131009: ['Parameter value is not valid', 400],
  131016: ['Service unavailable', 503],
  131021: ['Recipient cannot be sender', 400],
  131026: ['Message undeliverable', 400],
  131030: ['Recipient phone number not in allowed list', 400],
  131031: ['Business account has been locked', 403],
  131037: ['Display name approval needed', 400],
  131042: ['Business eligibility payment issue', 400],
  131045: ['Incorrect certificate', 500],
  131047: ['Re-engagement message', 400],
  131048: ['Spam rate limit hit', 429],
  131049: ['Meta chose not to deliver', 400],
  131050: ['User has stopped marketing messages', 400],
  131051: ['Unsupported message type', 400],
  131052: ['Media download error', 400],
  131053: ['Media upload error', 400],
  131056: ['(Business account, consumer account) pair rate limit hit', 429],
  131057: ['Account in maintenance mode', 500],
  131060: ['Message unavailable', 400],
  131063: ['Marketing messages are disabled on Cloud API', 400],
  131064: ['Limited because templates were misclassified', 429],
  132000: ['Template param count mismatch', 400],
  132001: ['Template does not exist', 404],
  132005: ['Template hydrated text too long', 400],
  132007: ['Template format character policy violated', 400],
  132012: ['Template parameter format mismatch', 400],
  132015: ['Template is paused', 400],
  132016: ['Template is disabled', 400],
  132018: ['Template parameter problem', 400],
  132068: ['Flow is blocked', 400],
  132069: ['Flow is throttled', 429],
  133000: ['Incomplete deregistration', 500],
  133004: ['Server temporarily unavailable', 503],
  133005: ['Two-step verification PIN mismatch', 400],
  133006: ['Phone number needs to be verified before registering', 400],
  133008: ['Too many two-step verification PIN guesses', 429],
  133009: ['Two-step verification PIN guessed too fast', 429],
  133010: ['Phone number not registered', 400],
  133015: ['Please wait a few minutes before registering', 429],
  133016: ['Account registration limit hit', 429],
  134011: ['Payments terms not accepted', 400],
  134100: ['Marketing messages API only takes marketing templates', 400],
  134101: ['Template is still syncing', 400],
  134102: ['Template cannot be used here', 400],
  135000: ['Generic user error', 400],
  137000: ['Identity hash mismatch', 400],
  2494100: ['Throughput is being upgraded', 503],
  2593107: ['Coexistence: too many synchronizations', 400],
  2593108: ['Coexistence: synchronization is over', 400],
  2593109: ['Coexistence: synchronization failed', 400],
};

/** The title of a code. */
export const titleOf = (code: number): string => KNOWN[code]?.[0] ?? 'Unknown error';

/** Codes with their titles, for the page's list. */
export const knownErrors = (): { code: number; title: string }[] =>
  Object.entries(KNOWN).map(([code, [title]]) => ({ code: Number(code), title }));

/** An answer in Graph's error shape. */
export class GraphError extends Error {
  readonly status: number;

  constructor(
    readonly code: number,
    readonly details: string,
    private readonly options: { subcode?: number; status?: number; type?: string } = {},
  ) {
    super(`(#${code}) ${titleOf(code)}`);
    this.status = options.status ?? KNOWN[code]?.[1] ?? 400;
  }

  /** The JSON body. */
  body(traceId: string): Record<string, unknown> {
    return {
      error: {
        message: this.code === 190 || this.options.subcode === 33 ? this.details : this.message,
        type: this.options.type ?? 'OAuthException',
        code: this.code,
        ...(this.code === 190 || this.options.subcode === 33
          ? {}
          : { error_data: { messaging_product: 'whatsapp', details: this.details } }),
        ...(this.options.subcode === undefined ? {} : { error_subcode: this.options.subcode }),
        fbtrace_id: traceId,
      },
    };
  }
}

/** An object that does not exist, or that the token may not see. */
export const unknownObject = (method: string, id: string): GraphError =>
  new GraphError(
    100,
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    { subcode: 33, type: 'GraphMethodException' },
  );

export const missing = (name: string): GraphError => new GraphError(131008, `The parameter ${name} is required.`);
export const invalid = (details: string): GraphError => new GraphError(131009, details);
