import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { remainsOf, rememberedPlugins, type Remains } from '../plugin-host/retire';
import { readManifest } from '../plugin-host/manifest';
import type { LoadedPlugin } from '../plugin-host/status';
import type { Db } from '../lib/db';
import { CommandError, table, type Io } from './command';
import { databaseExists, openDb, type Installation } from './installation';

/** The plugin as `parley.config.ts` names it; null: it does not. Nothing of it runs. */
export const configured = ({ operator, root }: Installation, id: string): LoadedPlugin | null =>
  operator.plugins.map((entry) => readManifest(entry, root)).find((plugin) => plugin.id === id) ?? null;

/** `the entry at line 7 of parley.config.ts: { package: '@acme/loyalty' },`; without a line when its name is put together. */
export const placeOf = ({ root }: Installation, { entry }: LoadedPlugin): string => {
  const lines = readFileSync(join(root, 'parley.config.ts'), 'utf8').split('\n');
  const at = lines.findIndex((line) => ["'", '"', '`'].some((quote) => line.includes(quote + entry.package + quote)));
  return at < 0
    ? `the entry of ${entry.package} in parley.config.ts`
    : `the entry at line ${at + 1} of parley.config.ts: ${lines[at]?.trim()}`;
};

/** Opens the database as it is. */
export const openAsIs = async (installation: Installation): Promise<Db> => {
  if (!databaseExists(installation)) throw new CommandError('There is no database yet: no plugin has left anything.');
  return openDb(installation, { migrate: true });
};

/**
 * What the database holds of a plugin.
 *
 * @throws CommandError when nobody has heard of it
 */
export const findRemains = async (db: Db, id: string, plugin: LoadedPlugin | null): Promise<Remains> => {
  const remembered = await rememberedPlugins(db);
  if (!plugin && !remembered.some((one) => one.id === id)) {
    const names = remembered.map((one) => one.id).join(', ');
    throw new CommandError(
      `Nothing is known of a plugin ${id}. ${names ? `The database remembers: ${names}.` : 'The database remembers none.'}`,
    );
  }
  return remainsOf(db, id, plugin?.manifest.prefix);
};

/** Shows what there is. */
export const showRemains = (io: Io, remains: Remains): void => {
  const { tables, migrations, settings, subscriptions, failures, jobs } = remains;
  if (tables.length > 0) io.out(`${table([['TABLE', 'ROWS'], ...tables.map(({ name, rows }) => [name, String(rows)])])}\n\n`);
  const counts = [
    [settings, 'settings of organizations and inboxes'],
    [subscriptions, 'organizations whose events it follows'],
    [jobs, 'jobs that wait'],
    [failures, 'failures to look at'],
    [migrations.length, 'migrations in its ledger'],
  ] as const;
  for (const [count, what] of counts) if (count > 0) io.out(`${count} ${what}\n`);
  if (tables.length === 0 && counts.every(([count]) => count === 0)) io.out('It has left nothing in the database.\n');
};
