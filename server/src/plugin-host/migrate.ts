import { IsNull, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { Clock } from '../lib/clock';
import type { Db } from '../lib/db';
import { isOwnTable, snake } from './names';
import { PluginMigrationRow } from './plugin-migration.entity';
import { PluginProblem, type LoadedPlugin } from './status';
import { tableNames } from './tables';

/** The migrations that a plugin brings, with the names under which the ledger knows them. */
export const migrationsOf = (plugin: LoadedPlugin): { name: string; migration: MigrationInterface }[] =>
  ((plugin.definition.migrations ?? []) as unknown as (new () => MigrationInterface)[]).map((Migration) => {
    const migration = new Migration();
    return { name: migration.name ?? Migration.name, migration };
  });

/**
 * Runs the migrations that a plugin has not run yet, each in its own transaction with its row in the ledger. One plugin's failure
 * leaves the others as they are. On MySQL a change of tables commits by itself, so that a failure may leave half a migration there.
 * There is no deadline: a large table takes its time.
 *
 * @throws PluginProblem
 */
export const migratePlugin = async (db: Db, clock: Clock, plugin: LoadedPlugin): Promise<void> => {
  const migrations = migrationsOf(plugin);
  if (migrations.length === 0) return;
  const ran = new Set((await db.read.findBy(PluginMigrationRow, { pluginId: plugin.id })).map((row) => row.name));
  const { prefix } = plugin.manifest;
  // rows from before the ledger knew prefixes
  if (ran.size > 0) await db.write((manager) => manager.update(PluginMigrationRow, { pluginId: plugin.id, prefix: IsNull() }, { prefix }));
  for (const { name, migration } of migrations) {
    if (ran.has(name)) continue;
    try {
      await db.write(async (manager) => {
        const before = await tableNames(manager, db);
        await migration.up(manager.queryRunner as QueryRunner);
        const after = await tableNames(manager, db);
        const foreign = [...after].find((table) => !before.has(table) && !isOwnTable(prefix, table));
        if (foreign) throw new Error(`it makes the table ${foreign}; its tables start with ${snake(prefix)}_`);
        const lost = [...before].find((table) => !after.has(table) && !isOwnTable(prefix, table));
        if (lost) throw new Error(`it takes away the table ${lost}, which is not its own`);
        await manager.insert(PluginMigrationRow, { pluginId: plugin.id, name, prefix, ranAt: clock.now() });
      });
    } catch (error) {
      throw new PluginProblem(
        'migrate',
        `Its migration ${name} failed: ${(error as Error).message}${db.dialect === 'mysql' ? '; MySQL keeps what it had done of it until then' : ''}`,
        'Install a version of the plugin that mends it, then start again; the other plugins are not touched',
      );
    }
  }
};
