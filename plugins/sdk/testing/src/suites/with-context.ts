import { testContext, type TestContext, type TestContextOptions } from '../context/test-context';
import type { SuiteCase } from '../suite';

/**
 * Makes cases that each get a context of their own.
 *
 * @param options of the context
 * @param prepare fills the plugin's tables before a case, in its organization
 */
export const withContext =
  (options: TestContextOptions = {}, prepare?: (ctx: TestContext) => Promise<void>) =>
  (name: string, why: string, run: (ctx: TestContext) => Promise<void>): SuiteCase => ({
    name,
    why,
    run: async () => {
      const ctx = testContext(options);
      try {
        await prepare?.(ctx);
        await run(ctx);
      } finally {
        await ctx.close();
      }
    },
  });

/** How suites without a provider make their cases. */
export type ContextCase = ReturnType<typeof withContext>;
