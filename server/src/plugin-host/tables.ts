import type { EntityManager } from 'typeorm';
import type { Db } from '../lib/db';

/** The names of all tables there are. */
export const tableNames = async (manager: EntityManager, { dialect }: Pick<Db, 'dialect'>): Promise<Set<string>> => {
  const sql =
    dialect === 'sqlite'
      ? "select name from sqlite_master where type = 'table'"
      : 'select table_name as name from information_schema.tables where table_schema = database()';
  return new Set(((await manager.query(sql)) as { name: string }[]).map((row) => row.name));
};
