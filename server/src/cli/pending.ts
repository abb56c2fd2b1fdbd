import type { MigrationInterface } from 'typeorm';
import type { Db } from '../lib/db';
import { migrations } from '../migrations';
import type { PluginHost } from '../plugin-host/plugin-host';
import { PluginMigrationRow } from '../plugin-host/plugin-migration.entity';

/** The names in the ledger of the core's migrations, in order; none when there is no ledger yet. */
export const ranByCore = async (db: Db): Promise<Set<string>> => {
  try {
    return new Set(((await db.read.query('select name from migrations order by timestamp')) as { name: string }[]).map(({ name }) => name));
  } catch (error) {
    if (/no such table|doesn't exist/i.test((error as Error).message)) return new Set();
    throw error;
  }
};

/** The core's migrations that have not run. */
export const pendingOfCore = async (db: Db): Promise<string[]> => {
  const ran = await ranByCore(db);
  return migrations.map((Migration) => (new Migration() as MigrationInterface).name ?? Migration.name).filter((name) => !ran.has(name));
};

/** Migrations of a plugin, by name. */
export interface PluginMigrations {
  id: string;
  names: string[];
}

/** Every migration that the plugins bring which would start. */
export const migrationsOf = (host: PluginHost): PluginMigrations[] =>
  host.statuses().flatMap(({ id }) => {
    const plugin = host.plugin(id);
    const classes = plugin?.usable ? ((plugin.definition.migrations ?? []) as unknown as (new () => MigrationInterface)[]) : [];
    return classes.length > 0 ? [{ id, names: classes.map((Migration) => new Migration().name ?? Migration.name) }] : [];
  });

/** Those of them that have not run; the core's own must have. */
export const pendingOfPlugins = async (db: Db, plugins: readonly PluginMigrations[]): Promise<PluginMigrations[]> => {
  const ran = new Set((await db.read.find(PluginMigrationRow)).map(({ pluginId, name }) => `${pluginId} ${name}`));
  return plugins.map(({ id, names }) => ({ id, names: names.filter((name) => !ran.has(`${id} ${name}`)) }));
};
