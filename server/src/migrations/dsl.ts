import { Table, TableIndex, type QueryRunner, type TableColumnOptions } from 'typeorm';

/** A column of a migration: `isMysql` decides what differs between the databases. */
export type ColumnSpec = (isMysql: boolean) => Omit<TableColumnOptions, 'name'>;
interface Extra {
  nullable?: boolean;
  primary?: boolean;
}

const column =
  (type: (isMysql: boolean) => Omit<TableColumnOptions, 'name'>) =>
  (extra: Extra = {}): ColumnSpec =>
  (isMysql) => ({ ...type(isMysql), isNullable: extra.nullable ?? false, isPrimary: extra.primary ?? false });

/** Text of at most `length` characters. */
export const varchar = (length: number, extra: Extra = {}): ColumnSpec =>
  column(() => ({ type: 'varchar', length: String(length) }))(extra);
/** Epoch milliseconds and other integers below 2^53. */
export const bigint = column(() => ({ type: 'bigint' }));
export const integer = column((my) => ({ type: my ? 'int' : 'integer' }));
/** Text of any length. */
export const text = column((my) => ({ type: my ? 'mediumtext' : 'text' }));
/** Bytes of any length. */
export const blob = column((my) => ({ type: my ? 'longblob' : 'blob' }));

export interface IndexSpec {
  name: string;
  on: string[];
  unique?: boolean;
}

/** Makes a table with its indexes, the same on both databases. */
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
