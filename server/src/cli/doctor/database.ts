import type { Db } from '../../lib/db';
import { MutationKeyRow } from '../../lib/mutation-key.entity';
import type { PluginHost } from '../../plugin-host/plugin-host';
import { databaseExists, openDb, shownAddress, type Installation } from '../installation';
import { migrationsOf, pendingOfCore, pendingOfPlugins } from '../pending';
import { fail, inTime, ok, warn, words, type Finding } from './finding';

class Undo extends Error {}

/** Writes a row and takes it back. */
const tryWrite = async (db: Db): Promise<void> => {
  const row = { orgId: 'doctor', mutationKey: `doctor-${process.pid}`, nodeId: 'doctor', createdAt: 0 };
  await db
    .write(async (manager) => {
      await manager.insert(MutationKeyRow, row);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
};

/** Can it be reached, is it up to date, can it be written to? The caller closes what is open. */
export const checkDatabase = async (installation: Installation, host: PluginHost): Promise<{ db: Db | null; findings: Finding[] }> => {
  const address = shownAddress(installation.config.databaseUrl);
  if (!databaseExists(installation))
    return { db: null, findings: [warn('database', `${address} does not exist yet`, 'Run: parley migrate, or parley start')] };
  let db: Db;
  try {
    db = await inTime(openDb(installation, { migrate: false, host }));
  } catch (error) {
    return { db: null, findings: [fail('database', words(error), 'Start the database server, or correct DATABASE_URL')] };
  }
  const findings = [ok('database', `${address} answers (${db.dialect})`)];
  const core = await pendingOfCore(db);
  if (core.length > 0) {
    findings.push(
      warn('database', `${core.length} migrations have not run: ${core.join(', ')}`, 'Run: parley migrate (parley start does it too)'),
    );
    await db.close();
    return { db: null, findings };
  }
  for (const { id, names } of await pendingOfPlugins(db, migrationsOf(host)))
    if (names.length > 0)
      findings.push(warn('database', `The plugin ${id} has migrations that have not run: ${names.join(', ')}`, 'Run: parley migrate'));
  try {
    await tryWrite(db);
    findings.push(ok('database', 'up to date and writable'));
  } catch (error) {
    findings.push(
      fail('database', `It cannot be written to: ${words(error)}`, 'Look for a full disk, a read-only file, or missing rights of the user'),
    );
  }
  return { db, findings };
};
