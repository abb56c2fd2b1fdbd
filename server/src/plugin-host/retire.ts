import type { EntityManager } from 'typeorm';
import type { Db } from '../lib/db';
import { clash, isOwnTable, RESERVED_PREFIXES } from './names';
import { PluginCursorRow } from './plugin-cursor.entity';
import { PluginFailureRow } from './plugin-failure.entity';
import { PluginMigrationRow } from './plugin-migration.entity';
import { PluginSettingRow } from './plugin-setting.entity';
import { tableNames } from './tables';

/** What the database holds of a plugin, installed or not. */
export interface Remains {
  id: string;
  /** Null: nobody knows it, so its tables cannot be told from others'. */
  prefix: string | null;
  tables: { name: string; rows: number }[];
  /** Names in its ledger. */
  migrations: string[];
  /** Organizations and inboxes that have set something. */
  settings: number;
  /** Organizations whose events it follows. */
  subscriptions: number;
  failures: number;
  /** Jobs that wait; none are counted where the queue lies in MongoDB. */
  jobs: number;
}

const count = async (manager: EntityManager, sql: string, values: unknown[] = []): Promise<number> => {
  const [row] = (await manager.query(sql, values)) as { n: number | string }[];
  return Number(row?.n ?? 0);
};

/** The start of its jobs' names; no id holds `%` or `_`. */
const jobsLike = (id: string): string => `plugin:${id}:%`;

/** The plugins that have left something in the database, with the prefix under which they kept their tables. */
export const rememberedPlugins = async (db: Db): Promise<{ id: string; prefix: string | null }[]> => {
  const known = new Map<string, string | null>();
  for (const { pluginId, prefix } of await db.read.find(PluginMigrationRow)) known.set(pluginId, prefix ?? known.get(pluginId) ?? null);
  for (const { pluginId } of [...(await db.read.find(PluginSettingRow)), ...(await db.read.find(PluginCursorRow))])
    if (!known.has(pluginId)) known.set(pluginId, null);
  return [...known].map(([id, prefix]) => ({ id, prefix })).sort((a, b) => (a.id < b.id ? -1 : 1));
};

/**
 * What the database holds of a plugin.
 *
 * @param prefix of its manifest; what the ledger remembers unless given
 */
export const remainsOf = async (db: Db, id: string, prefix?: string): Promise<Remains> => {
  const { read } = db;
  const own = prefix ?? (await rememberedPlugins(db)).find((one) => one.id === id)?.prefix ?? null;
  const names = own === null ? [] : [...(await tableNames(read, db))].filter((name) => isOwnTable(own, name)).sort();
  const tables = [];
  for (const name of names) tables.push({ name, rows: await count(read, `select count(*) as n from \`${name}\``) });
  const ledger = await read.find(PluginMigrationRow, { where: { pluginId: id }, order: { ranAt: 'ASC', name: 'ASC' } });
  return {
    id,
    prefix: own,
    tables,
    migrations: ledger.map(({ name }) => name),
    settings: await read.countBy(PluginSettingRow, { pluginId: id }),
    // one row is the mark that it was here
    subscriptions: await count(read, "select count(*) as n from plugin_cursor where pluginId = ? and orgId <> ''", [id]),
    failures: await read.countBy(PluginFailureRow, { pluginId: id }),
    jobs: await count(read, 'select count(*) as n from job where name like ?', [jobsLike(id)]),
  };
};

/**
 * Takes away everything that the database holds of a plugin: its tables, its ledger, settings, cursors, failures and jobs. For a plugin
 * that is not loaded; what is gone is gone.
 *
 * @returns what there was
 * @throws Error when the prefix is one of the core's own
 */
export const purgePlugin = async (db: Db, id: string, prefix?: string): Promise<Remains> => {
  const remains = await remainsOf(db, id, prefix);
  const own = remains.prefix;
  if (own !== null && RESERVED_PREFIXES.some((word) => clash(word, own)))
    throw new Error(`${own} is one of the core's own words: its tables are not a plugin's`);
  await db.write(async (manager) => {
    // tables of one plugin may point at each other
    await manager.query(db.dialect === 'sqlite' ? 'pragma defer_foreign_keys = on' : 'set foreign_key_checks = 0');
    try {
      for (const { name } of remains.tables) await manager.query(`drop table \`${name}\``);
    } finally {
      if (db.dialect === 'mysql') await manager.query('set foreign_key_checks = 1');
    }
    for (const entity of [PluginMigrationRow, PluginSettingRow, PluginCursorRow, PluginFailureRow])
      await manager.delete(entity as new () => { pluginId: string }, { pluginId: id });
    await manager.query('delete from job where name like ?', [jobsLike(id)]);
  });
  return remains;
};
