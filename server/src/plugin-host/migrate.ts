import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import type { Clock } from '../lib/clock';
import type { Db } from '../lib/db';
import { isOwnTable, snake } from './names';
import { PluginMigrationRow } from './plugin-migration.entity';
import { PluginProblem, type LoadedPlugin } from './status';

const tablesOf = async (manager: EntityManager, db: Db): Promise<Set<string>> => {
  const sql =
    db.dialect === 'sqlite'
      ? "select name from sqlite_master where type = 'table'"
      : 'select table_name as name from information_schema.tables where table_schema = database()';
  return new Set(((await manager.query(sql)) as { name: string }[]).map((row) => row.name));
};

/**
 * Runs the migrations that a plugin has not run yet, each in its own transaction with its row in the ledger. One plugin's failure
 * leaves the others as they are. On MySQL a change of tables commits by itself, so that a failure may leave half a migration there.
 * There is no deadline: a large table takes its time.
 *
 * @throws PluginProblem
 */
export const migratePlugin = async (db: Db, clock: Clock, plugin: LoadedPlugin): Promise<void> => {
  const migrations = (plugin.definition.migrations ?? []) as unknown as (new () => MigrationInterface)[];
  if (migrations.length === 0) return;
  const ran = new Set((await db.read.findBy(PluginMigrationRow, { pluginId: plugin.id })).map((row) => row.name));
  for (const Migration of migrations) {
    const migration = new Migration();
    const name = migration.name ?? Migration.name;
    if (ran.has(name)) continue;
    try {
      await db.write(async (manager) => {
        const before = await tablesOf(manager, db);
        await migration.up(manager.queryRunner as QueryRunner);
        const after = await tablesOf(manager, db);
        const foreign = [...after].find((table) => !before.has(table) && !isOwnTable(plugin.manifest.prefix, table));
        if (foreign) throw new Error(`it makes the table ${foreign}; its tables start with ${snake(plugin.manifest.prefix)}_`);
        const lost = [...before].find((table) => !after.has(table) && !isOwnTable(plugin.manifest.prefix, table));
        if (lost) throw new Error(`it takes away the table ${lost}, which is not its own`);
        await manager.insert(PluginMigrationRow, { pluginId: plugin.id, name, ranAt: clock.now() });
      });
    } catch (error) {
      throw new PluginProblem(
        'migrate',
        `Its migration ${name} failed: ${(error as Error).message}`,
        'Install a version of the plugin that mends it, then start again; the other plugins are not touched',
      );
    }
  }
};
