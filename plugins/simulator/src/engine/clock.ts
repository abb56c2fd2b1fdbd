/** A source of time: UTC epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** The machine's own time. */
// eslint-disable-next-line no-restricted-syntax -- this is the clock that a server without Parley injects
export const systemClock: Clock = { now: () => Date.now() };
