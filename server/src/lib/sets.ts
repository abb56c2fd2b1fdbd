import type { EntityManager } from 'typeorm';
import type { Dialect } from './db';

const marks = (n: number): string => Array.from({ length: n }, () => '?').join(',');
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
 * Statements over many rows at once, the same text on both databases. Lists are cut or padded to powers of two, so that texts
 * repeat and statement caches keep hitting.
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
      const n = pow2(part.length);
      const padded = part.concat(Array.from({ length: n - part.length }, () => part[part.length - 1] as string));
      rows.push(...((await this.manager.query(`${sql} in (${marks(n)})${tail}`, padded)) as T[]));
    }
    return rows;
  }

  /** `for update` where the database knows it; SQLite writes one transaction at a time anyway. */
  get lock(): string {
    return this.dialect === 'mysql' ? ' for update' : '';
  }

  /** Inserts rows (arrays in the order of `columns`). */
  async insert(table: string, columns: readonly string[], rows: readonly unknown[][], tail = ''): Promise<void> {
    for (let i = 0; i < rows.length;) {
      let n = Math.min(64, pow2(rows.length - i));
      if (n > rows.length - i) n /= 2;
      const part = rows.slice(i, i + n);
      i += n;
      const values = Array.from({ length: n }, () => `(${marks(columns.length)})`).join(',');
      await this.manager.query(`insert into ${table}(${columns.join(',')}) values ${values}${tail}`, part.flat());
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
