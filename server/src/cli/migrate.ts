import type { Installation } from './installation';
import { CommandError, defineCommand, UsageError, type Io } from './command';
import { databaseExists, loadPlugins, openDb, openInstallation, shownAddress } from './installation';
import { isSure, holdStill } from './sure';
import { migrationsOf, pendingOfCore, pendingOfPlugins, ranByCore, type PluginMigrations } from './pending';

const sum = (all: readonly PluginMigrations[]): number => all.reduce((count, { names }) => count + names.length, 0);

const list = (io: Io, all: readonly PluginMigrations[]): void => {
  for (const { id, names } of all) for (const name of names) io.out(`  ${id}  ${name}\n`);
};

/** The core's migrations that `--down` names, the newest first: so many, or all that ran after a name. */
const namedBy = (down: string, ran: readonly string[]): string[] => {
  const newestFirst = [...ran].reverse();
  if (/^\d{1,4}$/.test(down)) return newestFirst.slice(0, Number(down));
  const at = newestFirst.indexOf(down);
  if (at < 0) throw new UsageError(`--down: write how many, or the name of the last one that stays. These have run: ${ran.join(', ')}.`);
  return newestFirst.slice(0, at);
};

/** Takes migrations back, for going back to the version before. */
const goDown = async (io: Io, installation: Installation, down: string, yes: boolean): Promise<number> => {
  const address = shownAddress(installation.config.databaseUrl);
  if (!databaseExists(installation)) throw new CommandError(`There is no database at ${address}.`);
  const release = await holdStill(installation);
  const db = await openDb(installation, { migrate: false }).catch((error: unknown) => {
    release();
    throw error;
  });
  try {
    const names = namedBy(down, [...(await ranByCore(db))]);
    if (names.length === 0) return (io.out('Nothing is taken back.\n'), 0);
    io.out(`These are taken back on ${address}, with what their tables and columns hold:\n`);
    list(io, [{ id: 'core', names }]);
    if (!yes && !(await isSure(io, 'Is there a backup, and shall it be done?'))) return (io.out('Nothing was taken back.\n'), 1);
    for (const expected of names) {
      const name = await db.undoLast();
      if (name !== expected)
        throw new CommandError(`${name ?? 'Nothing'} was taken back where ${expected} should have been; stop, and restore the backup.`);
    }
    io.out('Done. Now install the version that knows the rest and start that one: this one would run them again.\n');
    return 0;
  } finally {
    await db.close();
    release();
  }
};

export const command = defineCommand({
  about:
    'The server does the same at each start. With --check nothing is changed, and the exit code is 1 when something is left to do. With --down migrations of the core are taken back; those of plugins stay.',
  options: {
    check: { help: 'Only say what would run' },
    down: { value: '<n|name>', help: 'Take back so many of the core, or all after that one; no server may run' },
    yes: { help: 'With --down: do not ask' },
  },
  run: async ({ options }, io) => {
    const installation = await openInstallation(io);
    if (options.down !== undefined) return goDown(io, installation, options.down, options.yes === true);
    const address = shownAddress(installation.config.databaseUrl);
    if (options.check && !databaseExists(installation)) {
      io.out(`There is no database at ${address} yet. "parley migrate" and "parley start" make it.\n`);
      return 1;
    }
    const host = await loadPlugins(installation);
    const plugins = migrationsOf(host);
    const before = await openDb(installation, { migrate: false, host });
    const core = await pendingOfCore(before);
    // without the core's tables there is no ledger of the plugins
    const others = core.length > 0 ? plugins : await pendingOfPlugins(before, plugins);
    await before.close();
    const todo = [{ id: 'core', names: core }, ...others];
    if (options.check) {
      const count = sum(todo);
      io.out(count === 0 ? `${address} is up to date.\n` : `${count} migrations have not run on ${address}:\n`);
      list(io, todo);
      return count === 0 ? 0 : 1;
    }

    const db = await openDb(installation, { migrate: true, host });
    try {
      await host.migrate(db);
      const left = new Map((await pendingOfPlugins(db, plugins)).map(({ id, names }) => [id, new Set(names)]));
      const done = todo.map(({ id, names }) => ({ id, names: names.filter((name) => !left.get(id)?.has(name)) }));
      const count = sum(done);
      io.out(count === 0 ? `${address} is up to date; nothing ran.\n` : `${count} migrations ran on ${address}:\n`);
      list(io, done);
      const failed = host.statuses().filter(({ step }) => step === 'migrate');
      for (const { id, reason, remedy } of failed) io.err(`The plugin ${id}: ${reason}. ${remedy}.\n`);
      return failed.length > 0 ? 1 : 0;
    } finally {
      await db.close();
    }
  },
});
