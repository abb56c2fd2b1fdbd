import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { entities } from '../../src/entities';
import { Db } from '../../src/lib/db';
import { migrations } from '../../src/migrations';

/** A fresh database of a test's own, and what removes it. */
export interface TestDatabase {
  url: string;
  remove(): Promise<void>;
}

/** A SQLite file in a temporary folder; a database on the server that TEST_DATABASE_URL names, if it names one. */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const server = process.env.TEST_DATABASE_URL;
  if (server) {
    const name = `t_${randomBytes(6).toString('hex')}`;
    const run = async (sql: string) => {
      const connection = await createConnection(server);
      await connection.query(sql);
      await connection.end();
    };
    await run(`create database ${name}`);
    return { url: new URL(`/${name}`, server).href, remove: () => run(`drop database ${name}`) };
  }
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  return { url: `sqlite:${join(folder, 'test.db')}`, remove: async () => rmSync(folder, { recursive: true, force: true }) };
};

/** Opens a fresh database with the core's tables. */
export const openTestDb = async (): Promise<{ db: Db; close(): Promise<void> }> => {
  const database = await createTestDatabase();
  const db = await Db.connect(database.url, { entities, migrations });
  return {
    db,
    close: async () => {
      await db.close();
      await database.remove();
    },
  };
};
