import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { createConnection, type Connection } from 'mysql2/promise';

export type Kind = 'sqlite' | 'mariadb';
export type Value = string | number | Buffer | null;

/** A database of one bench: made empty, thrown away afterwards. */
export interface Database {
  kind: Kind;
  /** As DATABASE_URL wants it. */
  url: string;
  /** A folder of its own, for the server's data too. */
  folder: string;
  drop(): Promise<void>;
}

let made = 0;

/**
 * Makes an empty database.
 *
 * @param mariadb address of a MariaDB with the right to make databases, with a slash at the end; needed for that kind only
 */
export const makeDatabase = async (kind: Kind, mariadb: string | undefined): Promise<Database> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  if (kind === 'sqlite') return { kind, folder, url: `sqlite:${join(folder, 'parley.db')}`, drop: async () => removeFolder() };
  if (!mariadb) throw new Error('there is no MariaDB to make a database in');
  const name = `parley_bench_${process.pid}_${++made}`;
  const url = mariadb + name;
  const admin = async (sql: string): Promise<void> => {
    const connection = await createConnection(mariadb);
    await connection.query(sql);
    await connection.end();
  };
  await admin(`create database \`${name}\` character set utf8mb4 collate utf8mb4_bin`);
  const drop = async (): Promise<void> => {
    await admin(`drop database \`${name}\``);
    removeFolder();
  };
  return { kind, folder, url, drop };
};

/** A connection for filling tables and for looking into them, while no server runs or beside one. */
export interface Sql {
  kind: Kind;
  run(sql: string, values?: readonly Value[]): Promise<void>;
  all<T>(sql: string, values?: readonly Value[]): Promise<T[]>;
  /** Inserts records into a table, many in a statement. */
  insert(table: string, rows: readonly Readonly<Record<string, Value>>[]): Promise<void>;
  close(): Promise<void>;
}

const PART = 200;

const inParts = async (
  table: string,
  rows: readonly Readonly<Record<string, Value>>[],
  run: (sql: string, values: Value[]) => Promise<unknown>,
): Promise<void> => {
  const columns = Object.keys(rows[0] ?? {});
  for (let i = 0; i < rows.length; i += PART) {
    const part = rows.slice(i, i + PART);
    const marks = part.map(() => `(${columns.map(() => '?').join(',')})`).join(',');
    await run(
      `insert into ${table}(${columns.join(',')}) values ${marks}`,
      part.flatMap((row) => columns.map((column) => row[column] ?? null)),
    );
  }
};

/** Opens a database that a server has made its tables in. */
export const openSql = async ({ kind, url }: Pick<Database, 'kind' | 'url'>): Promise<Sql> =>
  kind === 'sqlite' ? sqliteSql(url.slice('sqlite:'.length)) : mariadbSql(await createConnection({ uri: url, supportBigNumbers: true }));

const sqliteSql = (file: string): Sql => {
  const db = new Sqlite(file);
  db.pragma('busy_timeout = 5000');
  const run = async (sql: string, values: readonly Value[] = []): Promise<void> => void db.prepare(sql).run(...values);
  return {
    kind: 'sqlite',
    run,
    all: async <T>(sql: string, values: readonly Value[] = []) => db.prepare(sql).all(...values) as T[],
    insert: async (table, rows) => {
      db.exec('begin');
      await inParts(table, rows, run);
      db.exec('commit');
    },
    close: async () => void db.close(),
  };
};

const mariadbSql = (connection: Connection): Sql => {
  const run = async (sql: string, values: readonly Value[] = []): Promise<void> => void (await connection.query(sql, [...values]));
  return {
    kind: 'mariadb',
    run,
    all: async <T>(sql: string, values: readonly Value[] = []) => (await connection.query(sql, [...values]))[0] as T[],
    insert: async (table, rows) => {
      await connection.beginTransaction();
      await inParts(table, rows, run);
      await connection.commit();
    },
    close: () => connection.end(),
  };
};
