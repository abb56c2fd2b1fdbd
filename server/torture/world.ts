import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulatorServer, DEFAULT_NUMBER, type SimulatorServer } from '@parley/simulator';
import { createConnection } from 'mysql2/promise';
import { Db } from '../src/lib/db';
import { pause } from './chance';
import { Gateway } from './gateway';
import { freePort, NodeProcess } from './node-process';
import type { Options } from './options';
import { Program } from './program';
import { startServices, stopServices, type Services } from './services';

export const ACCOUNT = '246810';
export const PASSWORD = 'torture chamber 7';
const SECRET_KEY = 'the torture key, known to nobody but everybody';
const VERIFY_TOKEN = 'torture verify';
/** Short, so that a run sees it end. */
export const GRACE_SECONDS = 15;

/** The servers of a run, what stands before, behind and beside them, and its people. */
export class World {
  over = false;
  inboxId = '';
  orgId = '';
  readonly agents: { id: string; username: string }[] = [];

  private constructor(
    readonly options: Options,
    readonly folder: string,
    readonly services: Services,
    readonly simulator: SimulatorServer,
    readonly nodes: NodeProcess[],
    readonly gateway: Gateway,
    readonly databaseUrl: string,
    readonly db: Db,
  ) {}

  static async open(options: Options, say: (line: string) => void): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'parley-torture-'));
    mkdirSync(join(folder, 'data'));
    const services: Services = options.database === 'mariadb' ? await startServices(say) : {};
    const databaseUrl = services.mariadb ? await emptyDatabase(services.mariadb.url) : `sqlite:${join(folder, 'data', 'parley.db')}`;
    const simulator = await createSimulatorServer({ seed: String(options.seed), customers: [] });
    const nodes: NodeProcess[] = [];
    const gateway = await Gateway.open(nodes);
    const env = {
      ...process.env,
      NODE_ENV: 'torture',
      DEMO: '0',
      HOST: '127.0.0.1',
      PUBLIC_URL: gateway.url,
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: databaseUrl,
      SECRET_KEY,
      LOG_LEVEL: 'info',
      PARLEY_ROOT: join(__dirname, 'installation'),
      ...(services.redis ? { REDIS_URL: services.redis.url } : {}),
      ...(services.mongo ? { MONGODB_URL: new URL('/parley', services.mongo.url).href } : {}),
    };
    for (let i = 0; i < options.nodes; i++)
      nodes.push(new NodeProcess(`server ${i + 1}`, await freePort(), env, join(folder, `server-${i + 1}.log`)));
    await Promise.all(nodes.map((node) => node.start()));
    const db = await Db.connect(databaseUrl, { entities: [], migrations: [], migrate: false });
    const world = new World(options, folder, services, simulator, nodes, gateway, databaseUrl, db);
    await world.furnish();
    return world;
  }

  program(): Program {
    return new Program(this.gateway.url, () => this.over);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the caller knows what it selects
  query<T = any>(sql: string, params: unknown[] = []): Promise<T[]> {
    return this.db.read.query(sql, params) as Promise<T[]>;
  }

  async close(): Promise<void> {
    this.over = true;
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.db.close();
    await this.gateway.close();
    await this.simulator.close();
    await stopServices(this.services);
    if (!this.options.keep) rmSync(this.folder, { recursive: true, force: true });
  }

  /** What the first server prints once it is ready. */
  private async setupLink(): Promise<string> {
    for (let i = 0; i < 200; i++) {
      const link = this.nodes.map((node) => /\/setup\?token=[\w-]+/.exec(node.output)?.[0]).find((found) => found !== undefined);
      if (link) return link;
      await pause(25);
    }
    throw new Error('no server printed the link of the first organization');
  }

  /** The first organization through its link, agents and an inbox through the API, and the provider told where the webhooks go. */
  private async furnish(): Promise<void> {
    const link = await this.setupLink();
    const fields = { name: 'Torture', account: ACCOUNT, person: 'Admin', username: 'admin', password: PASSWORD };
    const made = await fetch(`${this.gateway.url}${link}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
    if (made.status !== 303) throw new Error(`the first organization was not made: ${made.status}`);
    // a grace period that a run lives to see; servers read it when they start again
    await this.db.write((manager) =>
      manager.query('update organization set settings = ?', [JSON.stringify({ graceSeconds: GRACE_SECONDS })]),
    );
    for (const node of this.nodes) await node.stop();
    for (const node of this.nodes) await node.start();
    const admin = this.program();
    await admin.signIn(ACCOUNT, 'admin', PASSWORD, 'api');
    const { viewer, teams } = await admin.ask('{ viewer { organization { id } } teams { id name } }');
    this.orgId = viewer.organization.id as string;
    const { roles } = await admin.ask('{ roles { id key } }');
    const roleId = roles.find((role: { key: string }) => role.key === 'service').id as string;
    for (let i = 1; i <= this.options.agents; i++) {
      const username = `agent${i}`;
      const { agentCreate } = await admin.ask(
        'mutation($input: AgentCreateInput!) { agentCreate(input: $input) { agent { id } errors { message } } }',
        {
          input: {
            name: `Agent ${i}`,
            username,
            password: PASSWORD,
            teamId: teams[0].id,
            roleId,
            capacity: 5 + Math.ceil(this.options.customers / this.options.agents),
          },
        },
      );
      if (!agentCreate.agent) throw new Error(agentCreate.errors[0].message);
      this.agents.push({ id: agentCreate.agent.id, username });
    }
    const { phoneNumberId, wabaId, appSecret, accessToken } = DEFAULT_NUMBER;
    const settings = { phoneNumberId, wabaId, appSecret, accessToken, verifyToken: VERIFY_TOKEN, graphUrl: this.simulator.graphUrl };
    const { inboxCreate } = await admin.ask(
      'mutation($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id webhookUrl } errors { message } } }',
      { input: { name: 'Torture', channel: 'whatsapp', address: phoneNumberId, settings, agentIds: this.agents.map(({ id }) => id) } },
    );
    if (!inboxCreate.inbox) throw new Error(inboxCreate.errors[0].message);
    this.inboxId = inboxCreate.inbox.id;
    const account = this.simulator.engine.world.account(wabaId);
    if (account) Object.assign(account, { subscribed: true, callback: { url: inboxCreate.inbox.webhookUrl, verifyToken: VERIFY_TOKEN } });
  }
}

/** A database of the run's own on a server. */
const emptyDatabase = async (serverUrl: string): Promise<string> => {
  const name = `torture_${randomBytes(4).toString('hex')}`;
  const connection = await createConnection(serverUrl);
  await connection.query(`create database ${name}`);
  await connection.end();
  return new URL(`/${name}`, serverUrl).href;
};
