/**
 * What `@parley/server` offers to programs: the command line and the test kit of plugins. Everything else of the server is its own
 * affair; plugins stand on `@parley/plugin`.
 *
 * @packageDocumentation
 */
import 'reflect-metadata';
export { startApp, type App, type AppOptions } from './app';
export { readAnswer } from './bots/bot-answer';
export { faultOf } from './channels/intake/check';
export { entities } from './entities';
export { secretKeys } from './lib/form-settings';
export { ManualClock } from './lib/clock';
export { readConfig } from './lib/config';
export { Db } from './lib/db';
export { createLog } from './lib/log';
export type { Kernel } from './kernel';
export { migrations } from './migrations';
export { Contexts, type Caller } from './plugin-host/context';
export { migratePlugin } from './plugin-host/migrate';
export { OwnTables } from './plugin-host/plugin-db';
export type { GivenPlugin } from './plugin-host/plugin-host';
export { LoadedPlugin, type PluginStatus } from './plugin-host/status';
export { readQuickReplies, readRendered, readTemplates } from './replies/reply-answers';
