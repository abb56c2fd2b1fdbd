import { createInterface } from 'node:readline/promises';
import { lockDatabase, type Unlock } from '../lib/db-lock';
import { CommandError, type Io } from './command';
import type { Installation } from './installation';

/**
 * Asks a person before something is lost.
 *
 * @throws CommandError when nobody can answer
 */
export const isSure = async (io: Io, question: string): Promise<boolean> => {
  if (!io.stdin.isTTY) throw new CommandError('This cannot be undone. Add --yes to do it.');
  const asking = createInterface({ input: io.stdin, output: process.stderr });
  const answer = await asking.question(`${question} [y/N] `);
  asking.close();
  return /^y(es)?$/i.test(answer.trim());
};

/**
 * Makes sure that no server of this installation works on the database: a SQLite file is locked until the returned function is called; on
 * MySQL and MariaDB a server that answers on our own port is noticed, one on another machine is not.
 *
 * @throws CommandError, ConfigError
 */
export const holdStill = async ({ config: { host, port, databaseUrl } }: Installation): Promise<Unlock> => {
  const address = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
  const answers = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (answers) throw new CommandError(`A server runs at ${address}. Stop every server of this installation first.`);
  return lockDatabase(databaseUrl);
};
