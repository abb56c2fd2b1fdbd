import { defineCommand, type Io } from './command';
import { databaseExists, loadPlugins, openDb, openInstallation, shownAddress } from './installation';
import { migrationsOf, pendingOfCore, pendingOfPlugins, type PluginMigrations } from './pending';

const sum = (all: readonly PluginMigrations[]): number => all.reduce((count, { names }) => count + names.length, 0);

const list = (io: Io, all: readonly PluginMigrations[]): void => {
  for (const { id, names } of all) for (const name of names) io.out(`  ${id}  ${name}\n`);
};

export const command = defineCommand({
  about: 'The server does the same at each start. With --check nothing is changed, and the exit code is 1 when something is left to do.',
  options: { check: { help: 'Only say what would run' } },
  run: async ({ options }, io) => {
    const installation = await openInstallation(io);
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
