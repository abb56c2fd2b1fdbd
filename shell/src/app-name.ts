import type { AppName } from '@parley/plugin-ui';

/** Which of the two apps an address means; the workbench where it says neither. */
export const appOf = (path: string): AppName => (/^\/admin(\/|$)/.test(path) ? 'admin' : 'workbench');

/** The other one. */
export const otherApp = (app: AppName): AppName => (app === 'admin' ? 'workbench' : 'admin');
