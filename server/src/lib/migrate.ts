import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';

/** How long a server waits for another one that migrates, in seconds. */
const WAIT_S = 600;

type Parts = Map<string, string>;

/** Every table, column and index, with the statement that takes it away. */
const partsOf = async (runner: QueryRunner): Promise<Parts> => {
  const rows = async (sql: string) => (await runner.query(sql)) as { t: string; n: string }[];
  const tables = await rows('select table_name as t, table_name as n from information_schema.tables where table_schema = database()');
  const columns = await rows('select table_name as t, column_name as n from information_schema.columns where table_schema = database()');
  const indexes = await rows(
    "select distinct table_name as t, index_name as n from information_schema.statistics where table_schema = database() and index_name <> 'PRIMARY'",
  );
  return new Map([
    ...tables.map(({ t }) => [`table ${t}`, `drop table \`${t}\``] as const),
    ...indexes.map(({ t, n }) => [`index ${t} ${n}`, `drop index \`${n}\` on \`${t}\``] as const),
    ...columns.map(({ t, n }) => [`column ${t} ${n}`, `alter table \`${t}\` drop column \`${n}\``] as const),
  ]);
};

/** Takes away what is there now and was not before. */
const takeAway = async (runner: QueryRunner, before: Parts): Promise<void> => {
  const added = [...(await partsOf(runner))].filter(([part]) => !before.has(part));
  const whole = new Set(added.flatMap(([part]) => (part.startsWith('table ') ? [part.slice('table '.length)] : [])));
  for (const [part, statement] of added)
    if (part.startsWith('table ') || !whole.has(part.split(' ')[1] ?? '')) await runner.query(statement);
};

/** A migration failed; `clean`: nothing of it is left. */
export class MigrationFailed extends Error {
  constructor(
    readonly migration: string,
    readonly clean: boolean,
    readonly reason: Error,
  ) {
    super(`${migration}: ${reason.message}`);
  }
}

/**
 * Brings the tables up to date. SQLite takes everything back by itself when one migration fails. MySQL and MariaDB commit each change of a
 * table at once: there the tables, columns and indexes that a failed migration has made are taken away again, those before it stay. One
 * server migrates at a time; the others wait, and find nothing left to do.
 *
 * @throws MigrationFailed on MySQL and MariaDB; on SQLite what the migration threw
 */
export const runMigrations = async (ds: DataSource): Promise<void> => {
  if (ds.options.type === 'better-sqlite3') return void (await ds.runMigrations({ transaction: 'all' }));
  const runner = ds.createQueryRunner();
  try {
    await runner.query("select get_lock(left(concat('parley ', database()), 64), ?)", [WAIT_S]);
    const executor = new MigrationExecutor(ds, runner);
    for (const migration of await executor.getPendingMigrations()) {
      const before = await partsOf(runner);
      try {
        await executor.executeMigration(migration);
      } catch (error) {
        const clean = await takeAway(runner, before).then(
          () => true,
          () => false,
        );
        throw new MigrationFailed(migration.name, clean, error as Error);
      }
    }
  } finally {
    await runner.query("select release_lock(left(concat('parley ', database()), 64))").catch(() => undefined);
    await runner.release();
  }
};

/**
 * Takes back the migration that ran last, with what its tables and columns hold.
 *
 * @returns its name; null: none has run
 */
export const undoLast = async (ds: DataSource): Promise<string | null> => {
  const ran = await new MigrationExecutor(ds).getExecutedMigrations();
  const last = ran.sort((a, b) => b.timestamp - a.timestamp)[0];
  if (!last) return null;
  await ds.undoLastMigration({ transaction: ds.options.type === 'better-sqlite3' ? 'each' : 'none' });
  return last.name;
};
