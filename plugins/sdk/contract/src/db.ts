/**
 * A plugin's own tables, as its handlers reach them: `ctx.db`.
 *
 * @module
 */

/**
 * An entity class of the plugin's own, listed in its `entities`.
 *
 * @example
 * ```ts
 * const table: TableClass<Point> = Point;
 * ```
 */
export type TableClass<T extends object> = new () => T;

/**
 * A condition on a column; a bare value means "equal", `null` means "has none". `like` knows `%` and `_`.
 *
 * @example
 * ```ts
 * const few: Condition<number> = { gt: 0, lte: 10 };
 * const some: Condition<string> = { in: ['cont_1', 'cont_2'] };
 * ```
 */
export type Condition<V> = V | null | { in: readonly V[] } | { not: V | null } | { gt?: V; gte?: V; lt?: V; lte?: V } | { like: string };

/**
 * Conditions on columns; all of them hold. An empty one means every row.
 *
 * @example
 * ```ts
 * const rich: Where<Point> = { contactId, points: { gte: 1000 } };
 * ```
 */
export type Where<T extends object> = { [K in keyof T]?: Condition<T[K]> };

/**
 * Which rows, in which order, how many.
 *
 * @example
 * ```ts
 * const page: Rows<Point> = { where: { points: { gt: 0 } }, orderBy: { points: 'desc' }, limit: 20, offset: 40 };
 * ```
 */
export interface Rows<T extends object> {
  where?: Where<T>;
  orderBy?: { [K in keyof T]?: 'asc' | 'desc' };
  /** At most so many; 1000 unless told. */
  limit?: number;
  offset?: number;
}

/**
 * The plugin's own tables. A table with a column `organizationId` is kept to the organization of the call: the column is filled when
 * rows are inserted, and rows of other organizations are neither found nor changed. Outside an organization (`start`, routes) nothing
 * is added. Reads see committed data, or the open transaction's own.
 *
 * @example
 * ```ts
 * const point = await ctx.db.first(Point, { where: { contactId } });
 * await ctx.db.update(Point, { contactId }, { points: (point?.points ?? 0) + 10 });
 * ```
 */
export interface PluginDb {
  /** The rows that fit, at most 1000 unless told; in no order unless told. */
  find<T extends object>(table: TableClass<T>, rows?: Rows<T>): Promise<T[]>;
  /** The first row that fits, or null. */
  first<T extends object>(table: TableClass<T>, rows?: Omit<Rows<T>, 'limit'>): Promise<T | null>;
  /** How many rows fit. */
  count<T extends object>(table: TableClass<T>, where?: Where<T>): Promise<number>;
  /** Columns that have a default may be left out. Throws when a unique key is taken. */
  insert<T extends object>(table: TableClass<T>, rows: Partial<T> | readonly Partial<T>[]): Promise<void>;
  /** Inserts, or changes the row that has the same primary key. */
  save<T extends object>(table: TableClass<T>, row: Partial<T>): Promise<void>;
  /** @returns how many rows it changed */
  update<T extends object>(table: TableClass<T>, where: Where<T>, set: Partial<T>): Promise<number>;
  /** @returns how many rows it took away */
  remove<T extends object>(table: TableClass<T>, where: Where<T>): Promise<number>;
  /**
   * SQL of your own, `?` for values; the same text runs on SQLite and MySQL. Only the plugin's tables may be named. The organization is not
   * added: write the condition yourself. What is computed (a sum, a count) comes as text on MySQL: take `Number()` of it.
   *
   * @example
   * ```ts
   * const [sum] = await ctx.db.query<{ points: number }>(
   *   'select sum(points) as points from acme_point where organizationId = ?', [ctx.organizationId]);
   * ```
   */
  query<R = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  /**
   * One transaction: what is done in `work` through `ctx.db`, `ctx.emit`, `ctx.enqueue` and `ctx.core.sendText` happens together or
   * not at all. No network call belongs in it. A nested one joins.
   *
   * @returns what `work` returns
   * @throws whatever `work` throws, after everything was taken back
   * @example
   * ```ts
   * await ctx.db.transaction(async () => {
   *   await ctx.db.insert(Point, { id: newId, contactId, points: 10 });
   *   await ctx.emit('acme.pointsEarned', { nodeId: contactId, data: { points: 10 } });
   * });
   * ```
   */
  transaction<R>(work: () => Promise<R>): Promise<R>;
}
