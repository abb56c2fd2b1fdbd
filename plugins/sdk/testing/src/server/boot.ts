import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParleyConfig, PluginEntry } from '@parley/plugin';
import { createLog, readConfig, startApp, type App, type GivenPlugin, type ManualClock } from '@parley/server';
import { ACCOUNT, PASSWORD, Person } from './person';

/** What a server of a test is made of. */
export interface Parts {
  root: string;
  operator: ParleyConfig;
  given: readonly GivenPlugin[];
  clock: ManualClock | undefined;
  logLevel: string;
}

/** A server on a database of its own, which can be stopped and started again. */
export interface Booted {
  app: App;
  organizationId: string;
  people: Record<'admin' | 'ana' | 'ben', Person>;
  /** Stops it and starts it again on the same data, at another port. */
  again(): Promise<void>;
  stop(): Promise<void>;
}

/** Boots a server with an organization, an admin and two agents. */
export const boot = async ({ root, operator, given, clock, logLevel }: Parts): Promise<Booted> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const env = { DATA_DIR: folder, PORT: '0', DEMO: '0', LOG_LEVEL: logLevel };
  const start = (): Promise<App> =>
    startApp({
      config: readConfig(env, root),
      operator,
      log: createLog(logLevel, false),
      root,
      plugins: given,
      ...(clock ? { clock } : {}),
    });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const first = await start().catch((error: unknown) => {
    remove();
    throw error;
  });
  const { organizations, people } = first.rooms;
  const { organization, roles } = await first.kernel.db.write((manager) =>
    organizations.create(manager, { account: ACCOUNT, name: 'Test' }),
  );
  const engage = async (username: string, role: string): Promise<Person> => {
    const roleId = roles[role]?.id ?? '';
    const team = await people.createTeam(organization.id, null, { name: `Team of ${username}`, roleId });
    const name = username.charAt(0).toUpperCase() + username.slice(1);
    const { id } = await people.createAgent(organization.id, null, { name, username, password: PASSWORD, teamId: team.id });
    return new Person(username, id, () => urlOf(booted.app));
  };
  const booted: Booted = {
    app: first,
    organizationId: organization.id,
    people: { admin: await engage('admin', 'admin'), ana: await engage('ana', 'service'), ben: await engage('ben', 'service') },
    again: async () => {
      await leave();
      await booted.app.stop();
      booted.app = await start();
    },
    stop: async () => {
      await leave();
      await booted.app.stop();
      remove();
    },
  };
  const leave = async (): Promise<void> => {
    for (const person of Object.values(booted.people)) await person.close();
  };
  return booted;
};

/** The server's address on this machine. */
export const urlOf = (app: App): string => app.kernel.config.publicUrl.replace('localhost', '127.0.0.1');

/** Names in `parley.config.ts`, or plugins in memory. */
export const entriesOf = (plugins: readonly (string | PluginEntry | GivenPlugin)[]): { entries: PluginEntry[]; given: GivenPlugin[] } => {
  const entries: PluginEntry[] = [];
  const given: GivenPlugin[] = [];
  for (const plugin of plugins) {
    if (typeof plugin === 'string') entries.push({ package: plugin });
    else if ('definition' in plugin) given.push(plugin);
    else entries.push(plugin);
  }
  return { entries, given };
};
