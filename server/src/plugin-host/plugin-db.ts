import { AsyncLocalStorage } from 'node:async_hooks';
import type { Condition, PluginDb, Rows, TableClass, Where } from '@parley/plugin';
import {
  And,
  Equal,
  In,
  IsNull,
  LessThan,
  LessThanOrEqual,
  Like,
  MoreThan,
  MoreThanOrEqual,
  Not,
  type EntityManager,
  type EntityMetadata,
  type FindOperator,
  type FindOptionsOrder,
  type FindOptionsWhere,
} from 'typeorm';
import type { Db } from '../lib/db';
import { isOwnTable, snake } from './names';
import { readSql } from './sql-tables';
import type { LoadedPlugin } from './status';

const DEFAULT_ROWS = 1000;
/** Rows of one insert: below the number of values that a statement may carry. */
const CHUNK = 100;
/** How long a plugin may keep a transaction open, ms: on SQLite everybody else waits for it. */
const TRANSACTION_MS = 5_000;
const SCOPE = 'organizationId';

/** The plugin's transaction around the caller; `over` when it has ended and something that nobody awaited still runs. */
const around = new AsyncLocalStorage<{ over: boolean }>();

/**
 * Refuses what comes after the end of the plugin's transaction: it would be written although the rest was taken back.
 *
 * @throws Error
 */
export const requireLive = (): void => {
  if (around.getStore()?.over) throw new Error('The transaction has ended: await everything that belongs to it, within 5 s');
};

const operatorOf = (condition: unknown, column: string): FindOperator<unknown> => {
  if (condition === undefined) throw new Error(`ctx.db: ${column} is undefined; leave it out, or write null for "has none"`);
  if (condition === null) return IsNull();
  if (typeof condition !== 'object' || condition instanceof Date) return Equal(condition);
  const given = condition as { in?: unknown[]; not?: unknown; like?: string; gt?: unknown; gte?: unknown; lt?: unknown; lte?: unknown };
  if (given.in !== undefined) return In([...given.in]);
  if ('not' in given) return given.not === null ? Not(IsNull()) : Not(Equal(given.not));
  if (given.like !== undefined) return Like(given.like);
  const bounds = [
    ...(given.gt === undefined ? [] : [MoreThan(given.gt)]),
    ...(given.gte === undefined ? [] : [MoreThanOrEqual(given.gte)]),
    ...(given.lt === undefined ? [] : [LessThan(given.lt)]),
    ...(given.lte === undefined ? [] : [LessThanOrEqual(given.lte)]),
  ];
  const [first, ...more] = bounds;
  if (!first)
    throw new Error(`ctx.db: ${column} has a condition that nobody knows; write a value, or one of in, not, gt, gte, lt, lte, like`);
  return more.length === 0 ? first : And(first, ...more);
};

/** A plugin's own tables, kept to one organization where there is one. */
export class OwnTables implements PluginDb {
  constructor(
    private readonly database: Db,
    private readonly plugin: LoadedPlugin,
    private readonly organizationId: string | undefined,
  ) {}

  async find<T extends object>(table: TableClass<T>, rows: Rows<T> = {}): Promise<T[]> {
    const meta = this.meta(table);
    return this.read.find(table, {
      where: this.where(meta, rows.where),
      order: this.order(meta, rows.orderBy),
      take: whole(rows.limit ?? DEFAULT_ROWS, 'limit'),
      ...(rows.offset === undefined ? {} : { skip: whole(rows.offset, 'offset') }),
    });
  }

  async first<T extends object>(table: TableClass<T>, rows: Omit<Rows<T>, 'limit'> = {}): Promise<T | null> {
    return (await this.find(table, { ...rows, limit: 1 }))[0] ?? null;
  }

  async count<T extends object>(table: TableClass<T>, where: Where<T> = {}): Promise<number> {
    return this.read.countBy(table, this.where(this.meta(table), where));
  }

  async insert<T extends object>(table: TableClass<T>, rows: Partial<T> | readonly Partial<T>[]): Promise<void> {
    const meta = this.meta(table);
    const filled = (Array.isArray(rows) ? (rows as readonly Partial<T>[]) : [rows as Partial<T>]).map((row) => this.filled(meta, row));
    if (filled.length === 0) return;
    await this.write(async (manager) => {
      for (let i = 0; i < filled.length; i += CHUNK) await manager.insert(table, filled.slice(i, i + CHUNK) as never);
    });
  }

  async save<T extends object>(table: TableClass<T>, row: Partial<T>): Promise<void> {
    const meta = this.meta(table);
    const filled = this.filled(meta, row) as Record<string, unknown>;
    const keys = meta.primaryColumns.map(({ propertyName }) => propertyName);
    const lacking = keys.find((key) => filled[key] === undefined || filled[key] === null);
    if (lacking) throw new Error(`ctx.db.save: give ${lacking}, the primary key of ${meta.tableName}`);
    const at = Object.fromEntries(keys.map((key) => [key, filled[key]])) as FindOptionsWhere<T>;
    await this.write(async (manager) => {
      const before = (await manager.findOneBy(table, at)) as Record<string, unknown> | null;
      if (!before) return void (await manager.insert(table, filled as never));
      if (this.scoped(meta) && before[SCOPE] !== this.organizationId)
        throw new Error(`ctx.db.save: ${meta.tableName} has a row with this key that belongs to another organization`);
      const set = Object.fromEntries(Object.entries(filled).filter(([key]) => !keys.includes(key)));
      if (Object.keys(set).length > 0) await manager.update(table, at, set as never);
    }, 3);
  }

  async update<T extends object>(table: TableClass<T>, where: Where<T>, set: Partial<T>): Promise<number> {
    const meta = this.meta(table);
    const conditions = this.where(meta, where);
    const values = this.checked(meta, set);
    if (Object.keys(values).length === 0) return 0;
    return this.write(
      async (manager) =>
        (
          await manager
            .createQueryBuilder()
            .update(table)
            .set(values as never)
            .where(conditions)
            .execute()
        ).affected ?? 0,
    );
  }

  async remove<T extends object>(table: TableClass<T>, where: Where<T>): Promise<number> {
    const conditions = this.where(this.meta(table), where);
    return this.write(
      async (manager) => (await manager.createQueryBuilder().delete().from(table).where(conditions).execute()).affected ?? 0,
    );
  }

  async query<R = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    const { prefix } = this.plugin.manifest;
    const { writes, tables } = readSql(sql);
    const foreign = tables.find((table) => !isOwnTable(prefix, table));
    if (foreign !== undefined)
      throw new Error(
        `ctx.db.query: ${foreign} is not a table of ${this.plugin.id}; its tables start with ${snake(prefix)}_, and what is the core's is read with ctx.core.graphql`,
      );
    const answer: unknown = writes
      ? await this.write((manager) => manager.query(sql, [...values]))
      : await this.read.query(sql, [...values]);
    return Array.isArray(answer) ? (answer as R[]) : [];
  }

  async transaction<R>(work: () => Promise<R>): Promise<R> {
    requireLive();
    if (around.getStore()) return this.database.write(work);
    return this.database.write(async () => {
      const mark = { over: false };
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new Error('ctx.db.transaction: it was taken back after 5 s; no network call belongs in it')),
          TRANSACTION_MS,
        );
      });
      try {
        return await Promise.race([around.run(mark, work), late]);
      } finally {
        mark.over = true;
        clearTimeout(timer);
      }
    });
  }

  private get read(): EntityManager {
    requireLive();
    return this.database.read;
  }

  private write<R>(fn: (manager: EntityManager) => Promise<R>, retries = 0): Promise<R> {
    requireLive();
    return this.database.write(fn, retries);
  }

  private meta(table: TableClass<object>): EntityMetadata {
    if (!this.plugin.definition.entities?.includes(table))
      throw new Error(`ctx.db: ${table.name} is not one of the entities of ${this.plugin.id}; name it in definePlugin({ entities })`);
    return this.database.read.connection.getMetadata(table);
  }

  private scoped(meta: EntityMetadata): boolean {
    return this.organizationId !== undefined && meta.columns.some(({ propertyName }) => propertyName === SCOPE);
  }

  private where<T extends object>(meta: EntityMetadata, where: Where<T> = {}): FindOptionsWhere<T> {
    const conditions = Object.entries(where).map(([key, condition]) => {
      this.column(meta, key);
      return [key, operatorOf(condition as Condition<unknown>, `${meta.tableName}.${key}`)] as const;
    });
    // last, so that nobody's own condition takes its place
    if (this.scoped(meta)) conditions.push([SCOPE, this.scopeAnd(conditions)]);
    return Object.fromEntries(conditions) as FindOptionsWhere<T>;
  }

  private scopeAnd(conditions: readonly (readonly [string, FindOperator<unknown>])[]): FindOperator<unknown> {
    const own = conditions.find(([key]) => key === SCOPE)?.[1];
    return own ? And(own, Equal(this.organizationId)) : Equal(this.organizationId);
  }

  private order<T extends object>(meta: EntityMetadata, orderBy: Rows<T>['orderBy'] = {}): FindOptionsOrder<T> {
    const asked = Object.entries(orderBy).map(([key, way]) => {
      this.column(meta, key);
      return [key, way === 'desc' ? 'DESC' : 'ASC'] as const;
    });
    // the same order each time, so that pages neither repeat nor skip
    const keys = meta.primaryColumns.filter(({ propertyName }) => !(propertyName in orderBy));
    return Object.fromEntries([...asked, ...keys.map(({ propertyName }) => [propertyName, 'ASC'] as const)]) as FindOptionsOrder<T>;
  }

  private filled<T extends object>(meta: EntityMetadata, row: Partial<T>): Partial<T> {
    const checked = this.checked(meta, row);
    return this.scoped(meta) ? { ...checked, [SCOPE]: this.organizationId } : checked;
  }

  /** Columns that exist, none of another organization. */
  private checked<T extends object>(meta: EntityMetadata, row: Partial<T>): Partial<T> {
    const entries = Object.entries(row).filter(([, value]) => value !== undefined);
    for (const [key] of entries) this.column(meta, key);
    const given = (row as Record<string, unknown>)[SCOPE];
    if (this.scoped(meta) && given !== undefined && given !== this.organizationId)
      throw new Error(`ctx.db: ${SCOPE} is filled in by itself; rows of another organization cannot be written`);
    return Object.fromEntries(entries) as Partial<T>;
  }

  private column(meta: EntityMetadata, key: string): void {
    if (!meta.columns.some(({ propertyName }) => propertyName === key)) throw new Error(`ctx.db: ${meta.tableName} has no column ${key}`);
  }
}

const whole = (value: number, what: string): number => {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`ctx.db: ${what} is a whole number, 0 or more`);
  return value;
};
