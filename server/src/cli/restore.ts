import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { keyPrint } from '../backup/backup';
import { verifyArchive } from '../backup/checksums';
import { ArchiveProblem, type Manifest } from '../backup/manifest';
import { checkVersion, restore } from '../backup/restore';
import { countTables, emptyDatabase } from '../backup/target';
import { systemClock } from '../lib/clock';
import type { Unlock } from '../lib/db-lock';
import { CommandError, defineCommand, type Io } from './command';
import { loadPlugins, openDb, openInstallation, shownAddress, type Installation } from './installation';
import { pendingOfCore } from './pending';
import { findRoot } from './root';
import { holdStill } from './sure';
import { countOf, timeOf } from './words';

const keyFile = (dataDir: string): string => join(dataDir, 'secret.key');

const prepare = async ({ config }: Installation, force: boolean): Promise<void> => {
  const tables = await countTables(config.databaseUrl);
  if (tables === 0) return;
  if (!force)
    throw new CommandError(
      `${shownAddress(config.databaseUrl)} has ${countOf(tables, 'table')} already. Restore into an empty database, or add --force to delete what is there.`,
    );
  await emptyDatabase(config.databaseUrl);
};

/** Brings the tables to this version, as a start would. */
const migrate = async (installation: Installation, io: Io): Promise<void> => {
  const host = await loadPlugins(installation);
  const before = await openDb(installation, { migrate: false, host });
  const pending = await pendingOfCore(before);
  await before.close();
  const db = await openDb(installation, { migrate: true, host });
  try {
    await host.migrate(db);
  } finally {
    await db.close();
  }
  if (pending.length > 0) io.out(`${countOf(pending.length, 'migration')} of this version ran: ${pending.join(', ')}.\n`);
  for (const { id, reason, remedy } of host.statuses().filter(({ step }) => step === 'migrate'))
    io.err(`The plugin ${id}: ${reason}. ${remedy}.\n`);
};

/** The key that seals settings: the archive's own becomes ours, unless the environment has the say. */
const settleKey = (io: Io, { config }: Installation, manifest: Manifest, brought: string | null): void => {
  if (brought !== null && !io.env.SECRET_KEY) {
    writeFileSync(keyFile(config.dataDir), `${brought}\n`, { mode: 0o600 });
    return io.out(`The secret key of the archive is in ${keyFile(config.dataDir)}.\n`);
  }
  if (keyPrint(config.secretKey) === manifest.keyPrint)
    return io.out('The secret key here is the one that the settings are sealed with.\n');
  io.out(
    'The secret key here is another one: the settings of channels and plugins cannot be read with it. Set SECRET_KEY (or secret.key in DATA_DIR) to the one of the server that was backed up before you start, or enter those settings anew.\n',
  );
};

export const command = defineCommand({
  about:
    'Checks every byte first, then fills an empty database and the store of media, and brings the tables to this version. It may be another kind of database than the one that was backed up. Stop the servers before.',
  options: {
    force: { help: 'Delete the tables that are there first' },
    'send-waiting': {
      help: 'Send what was waiting to be sent when the backup was made; else it becomes uncertain, because it may have gone out since',
    },
  },
  run: async ({ args: [given = ''], options }, io) => {
    const root = findRoot(io);
    const path = resolve(io.cwd, given);
    // reading the configuration makes a key where there is none
    const hadKey = existsSync(keyFile(resolve(root, io.env.DATA_DIR || 'data')));
    const installation = await openInstallation(io);
    const { config } = installation;
    let release: Unlock = () => undefined;
    try {
      mkdirSync(config.dataDir, { recursive: true });
      release = await holdStill(installation);
      const manifest = await verifyArchive(path);
      checkVersion(manifest);
      if (manifest.withSecretKey && hadKey && !io.env.SECRET_KEY && keyPrint(config.secretKey) !== manifest.keyPrint && !options.force)
        throw new CommandError(
          `${keyFile(config.dataDir)} holds another key than the archive. Move it away, or add --force to replace it.`,
        );
      io.out(`The archive is whole: Parley ${manifest.parley} on ${manifest.database}, as it was at ${timeOf(manifest.madeAt)}.\n`);
      await prepare(installation, options.force === true);
      const done = await restore(path, { config, manifest, sendWaiting: options['send-waiting'] === true }).catch((error: unknown) => {
        io.err('The database is incomplete now. Mend what is named below, then restore again with --force.\n');
        throw error;
      });
      io.out(
        `Restored to ${shownAddress(config.databaseUrl)}: ${countOf(done.rows, 'row')}, ${countOf(done.files, 'file')} of messages.\n`,
      );
      await migrate(installation, io);
      if (done.held > 0)
        io.out(
          `${countOf(done.held, 'message')} waited to be sent and may have gone out since: people will see them as uncertain and decide.\n`,
        );
      settleKey(io, installation, manifest, done.secretKey);
      const hours = Math.floor((systemClock.now() - manifest.madeAt) / 3_600_000);
      io.out(
        `What happened in the ${hours === 0 ? 'minutes' : countOf(hours, 'hour')} since the backup is not here. Start the servers: parley start\n`,
      );
    } catch (error) {
      throw error instanceof ArchiveProblem ? new CommandError(error.message) : error;
    } finally {
      release();
    }
  },
});
