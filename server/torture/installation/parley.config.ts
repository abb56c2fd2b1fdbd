import type { ParleyConfig } from '@parley/plugin';

/** What the servers under torture run. */
export default {
  plugins: [{ package: '@parley/whatsapp', required: true }, { package: '@parley/assignment-basic' }],
} satisfies ParleyConfig;
