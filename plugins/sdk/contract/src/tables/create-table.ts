import { Table, TableIndex, type QueryRunner, type TableColumnOptions } from 'typeorm';

/**
 * A column of a migration: `isMysql` decides what differs between the databases. Made by {@link varchar}, {@link integer}, …
 *
 * @example
 * ```ts
 * const points: ColumnSpec = integer();
 * ```
 */
export type ColumnSpec = (isMysql: boolean) => Omit<TableColumnOptions, 'name'>;
/**
 * What a column of a migration may say beyond its type.
 *
 * @example
 * ```ts
 * const maybe: ColumnExtra = { nullable: true };
 * ```
 */
export interface ColumnExtra {
  nullable?: boolean;
  primary?: boolean;
}

const column =
  (type: (isMysql: boolean) => Omit<TableColumnOptions, 'name'>) =>
  (extra: ColumnExtra = {}): ColumnSpec =>
  (isMysql) => ({ ...type(isMysql), isNullable: extra.nullable ?? false, isPrimary: extra.primary ?? false });

/**
 * Text of at most `length` characters.
 *
 * @example
 * ```ts
 * const columns = { id: varchar(40, { primary: true }), name: varchar(60) };
 * ```
 */
export const varchar = (length: number, extra: ColumnExtra = {}): ColumnSpec =>
  column(() => ({ type: 'varchar', length: String(length) }))(extra);
/**
 * Epoch milliseconds and other integers below 2^53.
 *
 * @example
 * ```ts
 * const columns = { earnedAt: bigint() };
 * ```
 */
export const bigint = column(() => ({ type: 'bigint' }));
/**
 * A small integer, or a yes or no as 1 or 0.
 *
 * @example
 * ```ts
 * const columns = { points: integer() };
 * ```
 */
export const integer = column((my) => ({ type: my ? 'int' : 'integer' }));
/**
 * Text of any length.
 *
 * @example
 * ```ts
 * const columns = { note: text({ nullable: true }) };
 * ```
 */
export const text = column((my) => ({ type: my ? 'mediumtext' : 'text' }));
/**
 * Bytes of any length.
 *
 * @example
 * ```ts
 * const columns = { picture: blob() };
 * ```
 */
export const blob = column((my) => ({ type: my ? 'longblob' : 'blob' }));

/**
 * An index of a new table. Name it in the entity as here: its name is unique in the database.
 *
 * @example
 * ```ts
 * const index: IndexSpec = { name: 'ux_acme_point_contact', on: ['organizationId', 'contactId'], unique: true };
 * ```
 */
export interface IndexSpec {
  name: string;
  /** Columns, in their order. */
  on: string[];
  unique?: boolean;
}

/**
 * Makes a table with its indexes, the same on both databases.
 *
 * @param columns by name, in their order
 * @throws Error of the database when the table is there already
 * @example
 * ```ts
 * const up = (q: QueryRunner): Promise<void> =>
 *   createTable(q, 'acme_tier', { id: varchar(40, { primary: true }), organizationId: varchar(40), name: varchar(60) }, [
 *     { name: 'ix_acme_tier_org', on: ['organizationId'] },
 *   ]);
 * ```
 */
export const createTable = async (
  q: QueryRunner,
  name: string,
  columns: Record<string, ColumnSpec>,
  indexes: IndexSpec[] = [],
): Promise<void> => {
  const isMysql = q.connection.options.type !== 'better-sqlite3';
  await q.createTable(new Table({ name, columns: Object.entries(columns).map(([key, spec]) => ({ name: key, ...spec(isMysql) })) }));
  for (const index of indexes)
    await q.createIndex(name, new TableIndex({ name: index.name, columnNames: index.on, isUnique: index.unique ?? false }));
};
