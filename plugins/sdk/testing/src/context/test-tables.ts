import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginDb } from '@parley/plugin';
import { Db, entities, migratePlugin, migrations, OwnTables, type LoadedPlugin, type ManualClock } from '@parley/server';

/** A plugin's tables on a SQLite file of a test's own, made by its own migrations when they are first used. */
export class TestTables {
  private opening: Promise<Db> | undefined;
  private db: Db | undefined;
  private made: string | undefined;

  constructor(
    private readonly plugin: LoadedPlugin,
    private readonly clock: ManualClock,
  ) {}

  /** For the database, and for what the plugin keeps itself. */
  get folder(): string {
    return (this.made ??= mkdtempSync(join(tmpdir(), 'parley-context-')));
  }

  /** The tables as one organization sees them. */
  of(organizationId: string | undefined): PluginDb {
    const own = async (): Promise<OwnTables> => new OwnTables(await this.open(), this.plugin, organizationId);
    return {
      find: async (table, rows) => (await own()).find(table, rows),
      first: async (table, rows) => (await own()).first(table, rows),
      count: async (table, where) => (await own()).count(table, where),
      insert: async (table, rows) => (await own()).insert(table, rows),
      save: async (table, row) => (await own()).save(table, row),
      update: async (table, where, set) => (await own()).update(table, where, set),
      remove: async (table, where) => (await own()).remove(table, where),
      query: async (sql, values) => (await own()).query(sql, values),
      transaction: async (work) => (await own()).transaction(work),
    };
  }

  /** Does something once the open transaction has committed; at once when none is open, never when it was taken back. */
  afterCommit(work: () => void): void {
    if (this.db) this.db.afterCommit(work);
    else work();
  }

  async close(): Promise<void> {
    await (await this.opening?.catch(() => undefined))?.close();
    if (this.made) rmSync(this.made, { recursive: true, force: true });
  }

  private open(): Promise<Db> {
    return (this.opening ??= (async () => {
      const own = (this.plugin.definition.entities ?? []) as (new () => object)[];
      const db = await Db.connect(`sqlite:${join(this.folder, 'test.db')}`, { entities: [...entities, ...own], migrations });
      await migratePlugin(db, this.clock, this.plugin);
      return (this.db = db);
    })());
  }
}
