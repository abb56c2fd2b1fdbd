import type { DataSource, EntityManager, ValueTransformer } from 'typeorm';
import type { Row } from '../../lib/sets';

/** A table as rows of values and back, by the columns of its entity: what set statements need and repositories are too slow for. */
export interface Table<T> {
  name: string;
  columns: string[];
  /** `id,orgId,…`, each behind the alias when one is given. */
  list(alias?: string): string;
  read(raw: Row): T;
  write(entity: T): unknown[];
}

const known = new WeakMap<DataSource, Map<unknown, Table<object>>>();

/** The table of an entity. */
export const tableOf = <T extends object>(manager: EntityManager, entity: new () => T): Table<T> => {
  const ds = manager.dataSource;
  let tables = known.get(ds);
  if (!tables) known.set(ds, (tables = new Map()));
  let table = tables.get(entity) as Table<T> | undefined;
  if (!table) tables.set(entity, (table = makeTable(ds, entity)) as unknown as Table<object>);
  return table;
};

const makeTable = <T extends object>(ds: DataSource, entity: new () => T): Table<T> => {
  const metadata = ds.getMetadata(entity);
  const columns = metadata.columns.map((c) => ({
    name: c.propertyName as keyof T & string,
    transformer: c.transformer as ValueTransformer | undefined,
  }));
  const names = columns.map((c) => c.name);
  return {
    name: metadata.tableName,
    columns: names,
    list: (alias) => (alias ? names.map((name) => `${alias}.${name} as ${name}`) : names).join(','),
    read: (raw) => {
      const row = new entity();
      for (const { name, transformer } of columns) row[name] = (transformer ? transformer.from(raw[name]) : raw[name]) as T[typeof name];
      return row;
    },
    write: (row) => columns.map(({ name, transformer }) => (transformer ? transformer.to(row[name]) : row[name]) ?? null),
  };
};
