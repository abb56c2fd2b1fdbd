import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParleyConfig } from '@parley/plugin';
import { startApp, type App } from '../../src/app';
import { ManualClock } from '../../src/lib/clock';
import { readConfig } from '../../src/lib/config';
import { createLog } from '../../src/lib/log';
import type { GivenPlugin } from '../../src/plugin-host/plugin-host';
import type { Deadlines } from '../../src/rooms';
import type { RoleRow } from '../../src/people/role.entity';
import { Client } from './client';
import { createTestDatabase } from './db';

export const ACCOUNT = '424242';
export const PASSWORD = 'correct horse battery';

/** A whole server on a database of its own, with one organization and an admin. */
export class TestApp {
  readonly clients: Client[] = [];
  private readonly others: App[] = [];

  constructor(
    public app: App,
    readonly clock: ManualClock,
    readonly organizationId: string,
    readonly roles: Record<string, RoleRow>,
    readonly teamId: string,
    /** Starts one more on the same data, with the same options. */
    readonly boot: (env?: Record<string, string>) => Promise<App>,
    private readonly remove: () => Promise<void>,
  ) {}

  /** Stops the server and starts it again on the same data, at another port, when so many ms have passed. */
  async restart(awayMs = 0): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.app.stop();
    this.clock.advance(awayMs);
    this.app = await this.boot();
    for (const client of this.clients) client.url = this.url;
  }

  /** Starts one more server on the same database; not on SQLite, which has one. */
  async join(env: Record<string, string> = {}): Promise<App> {
    const app = await this.boot(env);
    this.others.push(app);
    return app;
  }

  /** Stops a server that has joined. */
  async part(app: App): Promise<void> {
    this.others.splice(this.others.indexOf(app), 1);
    await app.stop();
  }

  /** Until every server has heard of everything and nothing follows from it any more. */
  async quiet(): Promise<void> {
    const apps = [this.app, ...this.others];
    for (let before = -1, now = 0; before !== now;) {
      before = now;
      for (const app of apps) {
        await app.kernel.events.lookAround();
        await app.rooms.settled();
      }
      now = await this.app.kernel.events.latest(this.organizationId);
    }
  }

  get url(): string {
    return urlOf(this.app);
  }

  /** An agent with a password, in the team of service agents unless a role is named. */
  async agent(
    username: string,
    options: { role?: string; capacity?: number; inboxIds?: string[]; hidePhone?: boolean; email?: string } = {},
  ): Promise<string> {
    const { role, ...rest } = options;
    const row = await this.app.rooms.people.createAgent(this.organizationId, null, {
      name: username[0]?.toUpperCase() + username.slice(1),
      username,
      password: PASSWORD,
      teamId: this.teamId,
      ...(role ? { roleId: this.roles[role]?.id ?? '' } : {}),
      ...rest,
    });
    return row.id;
  }

  /** A program of this server's, or of another one; not signed in. */
  client(url = this.url): Client {
    const client = new Client(url);
    this.clients.push(client);
    return client;
  }

  /** Signs somebody in; a workbench's agent becomes present when their socket opens. */
  async signIn(username: string, app?: string): Promise<Client> {
    const client = this.client();
    await client.signIn(ACCOUNT, username, PASSWORD, app);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await Promise.all([this.app, ...this.others].map((app) => app.stop()));
    await this.remove();
  }
}

/** Where a server of the tests answers. */
export const urlOf = (app: App): string => app.kernel.config.publicUrl.replace('localhost', '127.0.0.1');

export interface TestAppOptions {
  plugins?: readonly GivenPlugin[];
  operator?: ParleyConfig;
  clock?: ManualClock;
  /** Shorter than the contract's, in ms. */
  deadlines?: Deadlines;
  root?: string;
  /** Another way to the test's database: through something that can be cut. */
  route?: (databaseUrl: string) => Promise<string>;
  /** As `npm run dev` starts it. */
  developing?: boolean;
  /** No organization yet. */
  empty?: boolean;
  /** Environment beside the defaults of a test. */
  env?: Record<string, string>;
}

/** Boots a server for one test file. */
export const startTestApp = async ({
  plugins = [],
  operator = { plugins: [] },
  clock = new ManualClock(),
  root = join(__dirname, '../../..'),
  env = {},
  developing = false,
  empty = false,
  deadlines = {},
  route = async (url) => url,
}: TestAppOptions = {}): Promise<TestApp> => {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-data-'));
  const defaults = {
    DATABASE_URL: await route(database.url),
    DATA_DIR: dataDir,
    PORT: '0',
    DEMO: '0',
    SECRET_KEY: 'a secret that only the tests know, 32+',
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    ...env,
  };
  const boot = (more: Record<string, string> = {}) => {
    const config = readConfig({ ...defaults, ...more }, root);
    return startApp({ config, operator, log: createLog(config.logLevel, false), root, clock, plugins, deadlines, developing });
  };
  const app = await boot();
  const remove = async () => {
    rmSync(dataDir, { recursive: true, force: true });
    await database.remove();
  };
  if (empty) return new TestApp(app, clock, '', {}, '', boot, remove);
  const { organization, roles } = await app.kernel.db.write((manager) =>
    app.rooms.organizations.create(manager, { account: ACCOUNT, name: 'Test' }),
  );
  const team = await app.rooms.people.createTeam(organization.id, null, { name: 'Service', roleId: roles.service?.id ?? '' });
  const test = new TestApp(app, clock, organization.id, roles, team.id, boot, remove);
  await test.agent('admin', { role: 'admin' });
  return test;
};
