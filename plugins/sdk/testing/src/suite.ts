/** One behaviour that a suite asks of a plugin. */
export interface SuiteCase {
  /** What holds, as the end of a sentence: `refuses a body with one byte changed`. */
  readonly name: string;
  /** What a person loses when it does not hold, and what to change. */
  readonly why: string;
  /** @throws Unmet, or whatever the plugin threw, when it does not hold */
  run(): Promise<void>;
}

/**
 * The behaviours that the core counts on in a plugin of one kind. It is data: {@link registerSuite} hands it to a test runner,
 * {@link runSuite} runs it without one.
 */
export interface Suite {
  /** `channel pigeon`. */
  readonly name: string;
  readonly cases: readonly SuiteCase[];
}

/** A behaviour that is not there. The message says what was seen instead. */
export class Unmet extends Error {
  override readonly name = 'Unmet';
}

/** A case that failed. */
export interface FailedCase {
  name: string;
  /** What was seen. */
  reason: string;
  /** What a person loses, and what to change. */
  why: string;
}

/** What became of a suite. */
export interface SuiteReport {
  suite: string;
  /** Names of the cases that hold. */
  passed: string[];
  failed: FailedCase[];
}

const reasonOf = (error: unknown): string =>
  error instanceof Unmet ? error.message : error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/**
 * Runs a suite without a test runner, one case after the other.
 *
 * @param told called with each case as it ends
 * @example
 * const { failed } = await runSuite(assignmentSuite(rule));
 * for (const { name, reason, why } of failed) console.error(`${name}: ${reason} ${why}`);
 */
export const runSuite = async (
  suite: Suite,
  told: (name: string, failed: FailedCase | null) => void = () => undefined,
): Promise<SuiteReport> => {
  const report: SuiteReport = { suite: suite.name, passed: [], failed: [] };
  for (const one of suite.cases) {
    try {
      await one.run();
      report.passed.push(one.name);
      told(one.name, null);
    } catch (error) {
      const failed = { name: one.name, reason: reasonOf(error), why: one.why };
      report.failed.push(failed);
      told(one.name, failed);
    }
  }
  return report;
};

/** The two functions of a test runner that a suite needs: Jest's and Vitest's globals, or `import * as runner from 'node:test'`. */
export interface TestRunner {
  describe(name: string, register: () => void): unknown;
  test(name: string, run: () => Promise<void>, timeoutMs?: number): unknown;
}

/** Longest time of one case in a test runner, in ms. A case has shorter deadlines of its own. */
const CASE_MS = 60_000;

/**
 * Registers the cases of a suite as tests.
 *
 * @param runner the runner's `describe` and `test`; the global ones unless told
 * @throws Error when there is no test runner
 * @example registerSuite(assignmentSuite(rule, { settings: [{ given: { mode: 'online' } }] }));
 * @example registerSuite(assignmentSuite(rule), await import('node:test'));
 */
export const registerSuite = (suite: Suite, runner: TestRunner = globalThis as unknown as TestRunner): void => {
  if (typeof runner.describe !== 'function' || typeof runner.test !== 'function')
    throw new Error('registerSuite found no global describe and test: give it those of your test runner, or use runSuite');
  runner.describe(suite.name, () => {
    for (const one of suite.cases) {
      const run = async () => {
        try {
          await one.run();
        } catch (error) {
          throw new Error(`${reasonOf(error)}\n${one.why}`, { cause: error });
        }
      };
      runner.test(one.name, run, CASE_MS);
    }
  });
};
