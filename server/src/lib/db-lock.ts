import { existsSync, realpathSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ConfigError } from './config';
import { driverCode } from './db';

/** Gives the database back to whoever wants to serve it next. */
export type Unlock = () => void;

/**
 * Takes a SQLite file for this server alone: two would each believe to be the only one that writes, assigns and sends. The lock is a
 * transaction that stays open on a small file beside the database, so the operating system frees it however the process ends. Commands
 * that work beside a running server do not ask for it. On MySQL and MariaDB servers share the work, and nothing is locked.
 *
 * @param url the DATABASE_URL
 * @throws ConfigError when another server has it, or when nothing can be written beside it
 */
export const lockDatabase = (url: string): Unlock => {
  const named = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (named === undefined) return () => undefined;
  // by whatever name: a link leads to the same lock
  const file = existsSync(named) ? realpathSync(named) : named;
  let lock: Database.Database | undefined;
  try {
    lock = new Database(`${file}.lock`, { timeout: 0 });
    lock.pragma('locking_mode = exclusive');
    lock.exec('begin exclusive');
  } catch (error) {
    lock?.close();
    if (driverCode(error)?.startsWith('SQLITE_BUSY'))
      throw new ConfigError(
        `DATABASE_URL: another Parley server works on ${named} already. Stop that one, or give this one a file of its own; servers that share the work need MySQL or MariaDB.`,
      );
    throw new ConfigError(
      `DATABASE_URL: nothing can be written beside ${named} (${(error as Error).message}). Make room there, and let the user that runs Parley write in its folder.`,
    );
  }
  const held = lock;
  return () => void held.close();
};
