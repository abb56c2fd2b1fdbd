import type { ParleyConfig } from '@parley/plugin';

/** The installation that is measured: the real channel and the real rule, no screens, no phones. */
export default { plugins: [{ package: '@parley/whatsapp' }, { package: '@parley/assignment-basic' }] } satisfies ParleyConfig;
