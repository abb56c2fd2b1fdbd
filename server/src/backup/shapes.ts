import { bigint, blob, createTable, integer, text, varchar, type ColumnSpec } from '@parley/plugin/tables';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { TableShape } from './manifest';

/** How the databases call what migrations call `integer`, `text` and `blob`. */
const COMMON: Record<string, string> = {
  int: 'integer',
  tinyint: 'integer',
  mediumtext: 'text',
  longtext: 'text',
  mediumblob: 'blob',
  longblob: 'blob',
};

/** The tables that are there, as both databases would describe them. */
export const shapesOf = async (manager: EntityManager, names: readonly string[]): Promise<TableShape[]> => {
  const runner = manager.queryRunner as QueryRunner;
  const tables = await runner.getTables([...names]);
  const shapes = tables.map((table) => ({
    name: table.name.split('.').pop() ?? table.name,
    columns: table.columns.map(({ name, type, length, isNullable, isPrimary }) => ({
      name,
      type: COMMON[type] ?? type,
      ...(length ? { length: Number(length) } : {}),
      nullable: isNullable,
      primary: isPrimary,
    })),
    indexes: table.indices.map(({ name, columnNames, isUnique }) => ({ name: name ?? '', on: columnNames, unique: isUnique })),
  }));
  return shapes.sort((a, b) => (a.name < b.name ? -1 : 1));
};

const specOf = ({ type, length, nullable, primary }: TableShape['columns'][number]): ColumnSpec => {
  const extra = { nullable, primary };
  if (type === 'varchar') return varchar(length ?? 190, extra);
  const known = { integer, bigint, text, blob }[type];
  // a plugin's own choice, which the other database may not know
  return known ? known(extra) : () => ({ type, ...(length ? { length: String(length) } : {}), isNullable: nullable, isPrimary: primary });
};

/** Makes a table as it was; for the tables of plugins, which may not be installed here. */
export const makeTable = (runner: QueryRunner, { name, columns, indexes }: TableShape): Promise<void> =>
  createTable(runner, name, Object.fromEntries(columns.map((one) => [one.name, specOf(one)])), indexes);
