import { existsSync } from 'node:fs';
import type { ParleyConfig } from '@parley/plugin';
import { coreSchema } from '../api/api';
import { entities } from '../entities';
import { EventLog } from '../events/event-log';
import type { Kernel } from '../kernel';
import { systemClock } from '../lib/clock';
import { ConfigError, readConfig, type Config } from '../lib/config';
import { Db } from '../lib/db';
import { createLog, type Logger } from '../lib/log';
import { Secrets } from '../lib/secrets';
import { migrations } from '../migrations';
import { readOperatorConfig } from '../operator-config';
import { PluginHost } from '../plugin-host/plugin-host';
import { CommandError, type Io } from './command';
import { findRoot } from './root';

/** What is configured where the command was given. */
export interface Installation {
  root: string;
  config: Config;
  operator: ParleyConfig;
  log: Logger;
}

/**
 * Reads the configuration. Nothing is opened yet.
 *
 * @throws CommandError, ConfigError
 */
export const openInstallation = async (io: Io): Promise<Installation> => {
  const root = findRoot(io);
  const config = readConfig(io.env, root);
  // a command says what is wrong in its own words
  return { root, config, operator: await readOperatorConfig(root), log: createLog('silent', false) };
};

/** Loads the plugins as the server would: checked, imported, guarded. None of them is started. */
export const loadPlugins = async ({ root, config, operator, log }: Installation): Promise<PluginHost> => {
  // a required plugin that is out would refuse; here it is shown
  const plugins = operator.plugins.map((entry) => ({ ...entry, required: false }));
  const host = new PluginHost({ config, clock: systemClock, log }, { config: { ...operator, plugins }, root, schema: coreSchema });
  await host.load();
  return host;
};

/** Is there a database yet? A server is not asked, a file is looked for. */
export const databaseExists = ({ config }: Installation): boolean => {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(config.databaseUrl)?.[1];
  return file === undefined || existsSync(file);
};

/** A database's address without what is secret in it. */
export const shownAddress = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');

/**
 * Opens the database.
 *
 * @param options migrate: brings the core's tables up to date first; `host` names the tables of plugins
 * @throws CommandError when it cannot be reached
 */
export const openDb = async (installation: Installation, options: { migrate: boolean; host?: PluginHost }): Promise<Db> => {
  const { databaseUrl } = installation.config;
  const own = [...entities, ...((options.host?.entities() ?? []) as (new () => object)[])];
  try {
    return await Db.connect(databaseUrl, { entities: own, migrations, migrate: options.migrate });
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new CommandError(`The database ${shownAddress(databaseUrl)} cannot be opened: ${(error as Error).message}. Check DATABASE_URL.`);
  }
};

/** What the rooms of the core stand on, for a command that does what a person would do in the console. */
export const kernelOf = (installation: Installation, db: Db): Kernel => {
  const { config, log } = installation;
  return {
    config,
    db,
    clock: systemClock,
    log,
    secrets: new Secrets(config.secretKey),
    events: new EventLog(db, systemClock),
    nodeId: 'cli',
  };
};
