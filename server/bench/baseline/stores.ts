import Sqlite from 'better-sqlite3';
import { createConnection, type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { Database } from '../run/database.ts';
import type { Cell, Store } from './hand.ts';

const marks = (n: number): string => Array.from({ length: n }, () => '?').join(',');
const pow2 = (n: number): number => 2 ** Math.ceil(Math.log2(n));

/** Opens the database with the settings that the server uses. */
export const openStore = async ({ kind, url }: Pick<Database, 'kind' | 'url'>): Promise<Store> =>
  kind === 'sqlite'
    ? sqliteStore(url.slice('sqlite:'.length))
    : mariadbStore(await createConnection({ uri: url, supportBigNumbers: true, charset: 'utf8mb4_bin' }));

/** Lists are cut into powers of two, so that a few prepared statements serve groups of every size. */
const cut = <T>(rows: readonly T[], most: number): T[][] => {
  const parts: T[][] = [];
  for (let i = 0; i < rows.length;) {
    let n = Math.min(most, pow2(rows.length - i));
    if (n > rows.length - i) n /= 2;
    parts.push(rows.slice(i, (i += n)));
  }
  return parts;
};

const padded = (keys: readonly string[]): string[] => [
  ...keys,
  ...Array.from({ length: keys.length === 0 ? 0 : pow2(keys.length) - keys.length }, () => keys[0] as string),
];

const insertSql = (table: string, columns: readonly string[], rows: number, tail: string): string =>
  `insert into ${table}(${columns.join(',')}) values ${Array.from({ length: rows }, () => `(${marks(columns.length)})`).join(',')}${tail}`;

const sqliteStore = (file: string): Store => {
  const db = new Sqlite(file);
  for (const text of [
    'journal_mode = WAL',
    'busy_timeout = 5000',
    'temp_store = MEMORY',
    'synchronous = FULL',
    'cache_size = -64000',
    'wal_autocheckpoint = 4000',
  ])
    db.pragma(text);
  const prepared = new Map<string, Sqlite.Statement>();
  const statement = (sql: string): Sqlite.Statement => {
    let known = prepared.get(sql);
    if (!known) prepared.set(sql, (known = db.prepare(sql)));
    return known;
  };
  return {
    transaction: async (work) => {
      statement('begin immediate').run();
      try {
        await work();
        statement('commit').run();
      } catch (error) {
        statement('rollback').run();
        throw error;
      }
    },
    select: (sql, keys) =>
      keys.length === 0 ? [] : (statement(`${sql} in (${marks(pow2(keys.length))})`).all(...padded(keys)) as Record<string, Cell>[]),
    insert: (table, columns, rows, update) => {
      const tail = update ? ` on conflict(${update.key}) do update set ${update.columns.map((c) => `${c}=excluded.${c}`).join(',')}` : '';
      for (const part of cut(rows, 64)) statement(insertSql(table, columns, part.length, tail)).run(...part.flat());
    },
    take: (orgId, count) =>
      (statement('update event_counter set seq = seq + ? where orgId = ? returning seq').get(count, orgId) as { seq: number }).seq,
    close: async () => void db.close(),
  };
};

const mariadbStore = (connection: Connection): Store => ({
  transaction: async (work) => {
    await connection.query('set transaction isolation level read committed');
    await connection.query('start transaction');
    try {
      await work();
      await connection.query('commit');
    } catch (error) {
      await connection.query('rollback');
      throw error;
    }
  },
  select: async (sql, keys, tail = '') =>
    keys.length === 0
      ? []
      : ((await connection.query<RowDataPacket[]>(`${sql} in (${marks(pow2(keys.length))})${tail}`, padded(keys)))[0] as Record<
          string,
          Cell
        >[]),
  insert: async (table, columns, rows, update) => {
    const tail = update ? ` on duplicate key update ${update.columns.map((c) => `${c}=values(${c})`).join(',')}` : '';
    for (const part of cut(rows, 64)) await connection.query(insertSql(table, columns, part.length, tail), part.flat());
  },
  take: async (orgId, count) =>
    (await connection.query<ResultSetHeader>('update event_counter set seq = last_insert_id(seq + ?) where orgId = ?', [count, orgId]))[0]
      .insertId,
  close: () => connection.end(),
});
