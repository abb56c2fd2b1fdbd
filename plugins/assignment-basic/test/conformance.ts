import type { ConformanceOptions } from '@parley/plugin-testing/check';

/** What the suite cannot know of the rule; `parley plugin check` reads it too. */
export default {
  assignment: {
    basic: {
      variants: [{ given: {} }, { given: { mode: 'all' }, offline: true }, { given: { mode: 'none' }, waits: true }],
      invalidSettings: [{ mode: 'somebody' }, { mode: 1 }],
    },
  },
} satisfies ConformanceOptions;
