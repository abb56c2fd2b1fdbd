import { definePlugin } from '@parley/plugin';
import { basic } from './basic';

export { settings, type BasicSettings } from './settings';

/** The plugin: one rule, `assignment-basic/basic`. It keeps no tables, no jobs and no state. */
export default definePlugin({ assignment: [basic] });
