import type { EntityManager } from 'typeorm';
import type { Dialect } from './db';

const marks = (n: number): string => Array.from({ length: n }, () => '?').join(',');
/** Of one insert. */
const MOST_ROWS = 64;
const texts = new Map<string, string>();

/** The text of an insert; kept, because one that is built anew, kilobytes long, is read anew by every cache of statements. */
const insertText = (head: string, columns: number, rows: number, tail: string): string => {
  const key = `${head}${rows}${tail}`;
  let text = texts.get(key);
  if (text === undefined) {
    const row = `(${marks(columns)})`;
    texts.set(key, (text = `${head} values ${Array.from({ length: rows }, () => row).join(',')}${tail}`));
  }
  return text;
};

/** The marks of lists, by how many there are: powers of two. */
const LISTS = Array.from({ length: 10 }, (_, power) => ` in (${marks(2 ** power)})`);
const pow2 = (n: number): number => 2 ** Math.ceil(Math.log2(n));

export type Row = Record<string, unknown>;

/**
 * Runs one statement inside a transaction and tells how many rows it found to change. A plain `manager.query` tells that on MySQL
 * only: on SQLite it yields the last row id.
 */
export const execute = async (manager: EntityManager, sql: string, params: unknown[] = []): Promise<number> => {
  const runner = manager.queryRunner;
  if (!runner) throw new Error('execute() belongs inside a write');
  return (await runner.query(sql, params, true)).affected ?? 0;
};

/**
 * Statements over many rows at once. On SQLite lists are cut or padded to powers of two, so that texts repeat and the statement cache keeps
 * hitting; on MySQL there is none, and what counts are round trips.
 */
export class Sets {
  constructor(
    private readonly manager: EntityManager,
    private readonly dialect: Dialect,
  ) {}

  /** `select … where column in (keys)`; `keys` should be sorted where rows get locked. */
  async selectIn<T = Row>(sql: string, keys: readonly string[], tail = ''): Promise<T[]> {
    const rows: T[] = [];
    for (let i = 0; i < keys.length; i += 512) {
      const part = keys.slice(i, i + 512);
      if (this.dialect === 'mysql') {
        rows.push(...((await this.manager.query(`${sql} in (?)${tail}`, [part])) as T[]));
        continue;
      }
      const n = pow2(part.length);
      const padded = part.concat(Array.from({ length: n - part.length }, () => part[part.length - 1] as string));
      rows.push(...((await this.manager.query(`${sql}${LISTS[Math.log2(n)]}${tail}`, padded)) as T[]));
    }
    return rows;
  }

  /** `for update` where the database knows it; SQLite writes one transaction at a time anyway. */
  get lock(): string {
    return this.dialect === 'mysql' ? ' for update' : '';
  }

  /** Inserts rows (arrays in the order of `columns`). Columns that none of them fills are left out: they are null anyway. */
  async insert(table: string, columns: readonly string[], rows: readonly unknown[][], tail = ''): Promise<void> {
    const used = columns.map((_, at) => at).filter((at) => rows.some((row) => row[at] !== null));
    const head = `insert into ${table}(${used.map((at) => columns[at]).join(',')})`;
    const cut = used.length === columns.length ? rows : rows.map((row) => used.map((at) => row[at]));
    if (this.dialect === 'mysql') {
      // the driver writes the values into the text: one statement for any number of rows saves a round trip
      for (let i = 0; i < cut.length; i += MOST_ROWS) await this.manager.query(`${head} values ?${tail}`, [cut.slice(i, i + MOST_ROWS)]);
      return;
    }
    for (let i = 0; i < cut.length;) {
      let n = Math.min(MOST_ROWS, pow2(cut.length - i));
      if (n > cut.length - i) n /= 2;
      const part = cut.slice(i, i + n);
      i += n;
      await this.manager.query(insertText(head, used.length, n, tail), part.flat());
    }
  }

  /** Inserts rows, or sets `update` of the row that has the same key. */
  upsert(table: string, columns: readonly string[], rows: readonly unknown[][], key: string, update: readonly string[]): Promise<void> {
    return this.insert(table, columns, rows, this.onDuplicate(key, update));
  }

  /** Inserts rows and leaves those whose key is there already. */
  insertNew(table: string, columns: readonly string[], rows: readonly unknown[][], key: string): Promise<void> {
    const tail = this.dialect === 'mysql' ? ` on duplicate key update ${columns[0]}=${columns[0]}` : ` on conflict(${key}) do nothing`;
    return this.insert(table, columns, rows, tail);
  }

  private onDuplicate(key: string, update: readonly string[]): string {
    if (this.dialect === 'mysql') return ` on duplicate key update ${update.map((c) => `${c}=values(${c})`).join(',')}`;
    return ` on conflict(${key}) do update set ${update.map((c) => `${c}=excluded.${c}`).join(',')}`;
  }
}
