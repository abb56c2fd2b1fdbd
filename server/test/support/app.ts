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

  constructor(
    public app: App,
    readonly clock: ManualClock,
    readonly organizationId: string,
    readonly roles: Record<string, RoleRow>,
    readonly teamId: string,
    /** Starts one more on the same data, with the same options. */
    readonly boot: () => Promise<App>,
    private readonly remove: () => Promise<void>,
  ) {}

  /** Stops the server and starts it again on the same data, at another port. */
  async restart(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.app.stop();
    this.app = await this.boot();
    for (const client of this.clients) client.url = this.url;
  }

  get url(): string {
    return this.app.kernel.config.publicUrl.replace('localhost', '127.0.0.1');
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

  /** A program of this server's; not signed in. */
  client(): Client {
    const client = new Client(this.url);
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
    await this.app.stop();
    await this.remove();
  }
}

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
  deadlines = {},
  route = async (url) => url,
}: TestAppOptions = {}): Promise<TestApp> => {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-data-'));
  const config = readConfig(
    {
      DATABASE_URL: await route(database.url),
      DATA_DIR: dataDir,
      PORT: '0',
      DEMO: '0',
      SECRET_KEY: 'a secret that only the tests know, 32+',
      LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
      ...env,
    },
    root,
  );
  const boot = () => startApp({ config, operator, log: createLog(config.logLevel, false), root, clock, plugins, deadlines, developing });
  const app = await boot();
  const { organization, roles } = await app.kernel.db.write((manager) =>
    app.rooms.organizations.create(manager, { account: ACCOUNT, name: 'Test' }),
  );
  const team = await app.rooms.people.createTeam(organization.id, null, { name: 'Service', roleId: roles.service?.id ?? '' });
  const test = new TestApp(app, clock, organization.id, roles, team.id, boot, async () => {
    rmSync(dataDir, { recursive: true, force: true });
    await database.remove();
  });
  await test.agent('admin', { role: 'admin' });
  return test;
};
