/** A kind of job. */
export interface JobDefinition {
  handler: (data: unknown) => Promise<void>;
  concurrency: number;
  /** How long a lock holds without a sign of life, ms. */
  lockMs: number;
  /** Set for jobs that repeat, ms. */
  everyMs?: number;
  /** Takes what failed for the last time. */
  exhausted?: (data: unknown, error: unknown, attempts: number) => Promise<void>;
}

/** What a job carries: the caller's data, and the key of an appointment. */
export interface JobData {
  key?: string;
  value?: unknown;
}

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 600_000;
const RETRIES = 10;

/**
 * When a job that failed is tried again, in ms from now; null when it is not. A job that repeats is not put off beyond its next time.
 *
 * @param attempt 1 after the first failure
 */
export const retryDelay = (attempt: number, everyMs?: number): number | null =>
  attempt > RETRIES ? null : Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS, everyMs ?? Infinity);

/**
 * Runs a job; one that fails for the last time is handed to `exhausted` where there is one, and is done with.
 *
 * @param failures how often in a row it has failed until now
 */
export const perform = async (definition: JobDefinition, data: JobData | undefined, failures = 0): Promise<void> => {
  try {
    await definition.handler(data?.value);
  } catch (error) {
    const attempts = failures + 1;
    if (!definition.exhausted || retryDelay(attempts, definition.everyMs) !== null) throw error;
    await definition.exhausted(data?.value, error, attempts);
  }
};
