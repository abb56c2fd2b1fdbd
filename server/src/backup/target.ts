import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Db } from '../lib/db';
import { tableNames } from '../plugin-host/tables';

/** A database as it stands, with nothing made in it. */
const openBare = (url: string): Promise<Db> => Db.connect(url, { entities: [], migrations: [], migrate: false });

const sqliteFile = (url: string): string | undefined => /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];

/** How many tables a database has; a file that is not there has none and is not made. */
export const countTables = async (url: string): Promise<number> => {
  const file = sqliteFile(url);
  if (file !== undefined && !existsSync(file)) return 0;
  const db = await openBare(url);
  try {
    return (await tableNames(db.read, db)).size;
  } finally {
    await db.close();
  }
};

/** Deletes every table, for good. */
export const emptyDatabase = async (url: string): Promise<void> => {
  const file = sqliteFile(url);
  if (file !== undefined) {
    for (const end of ['', '-wal', '-shm']) await rm(file + end, { force: true });
    return;
  }
  const db = await openBare(url);
  try {
    for (const name of await tableNames(db.read, db)) await db.write((manager) => manager.query(`drop table \`${name}\``));
  } finally {
    await db.close();
  }
};
