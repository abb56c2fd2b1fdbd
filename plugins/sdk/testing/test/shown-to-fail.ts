import { runSuite, type Suite } from '../src';

/** An implementation with one fault, by the case that has to notice it. */
export type Faults = Record<string, () => Suite>;

/**
 * Shows that a suite is green for an implementation that does everything right, and that each of its cases notices one fault: that
 * case and no other.
 */
export const showsEachCaseToFail = (good: () => Suite, faults: Faults): void => {
  const { name, cases } = good();
  describe(`the suite "${name}"`, () => {
    test('is green for an implementation that does everything right', async () => {
      expect(await runSuite(good())).toEqual({ suite: name, passed: cases.map((one) => one.name), failed: [] });
    });

    test('has a fault for each of its cases, and says with each what a person loses', () => {
      expect(Object.keys(faults).sort()).toEqual(cases.map((one) => one.name).sort());
      for (const { why } of cases) expect(why).toMatch(/\w[^.]*\. .*\w.*\.$/s);
    });

    test.each(Object.entries(faults))('notices, and nothing else does: %s', async (broken, suite) => {
      const { failed } = await runSuite(suite());
      expect(failed.map((one) => [one.name, one.reason])).toEqual([[broken, expect.stringMatching(/\w+ .*\.$/s)]]);
    });
  });
};
