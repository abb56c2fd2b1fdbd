import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { graphql } from 'graphql';
import { SimpleUserError, type InboundEvent } from '@parley/plugin';
import { buildSchemaSync } from 'type-graphql';
import { AccessChecker } from '../../../src/api/allow';
import { DeadLetterResolver } from '../../../src/channels/dead-letter.resolver';
import { DeadLetterService } from '../../../src/channels/dead-letter.service';
import { IntakeService } from '../../../src/channels/intake.service';
import { ChannelNoticeResolver } from '../../../src/channels/notice.resolver';
import { ReceiptResolver } from '../../../src/channels/receipt.resolver';
import { createWebhookRouter } from '../../../src/channels/webhook.route';
import type { LoggedEvent } from '../../../src/events/event-log';
import { InboxResolver } from '../../../src/inboxes/inbox.resolver';
import { InboxService } from '../../../src/inboxes/inbox.service';
import { makeKernel, type Kernel } from '../../../src/kernel';
import type { Db } from '../../../src/lib/db';
import { ManualClock } from '../../../src/lib/clock';
import { newId } from '../../../src/lib/ids';
import { Loaders } from '../../../src/lib/loaders';
import { createLog } from '../../../src/lib/log';
import { OrganizationService } from '../../../src/organizations/organization.service';
import { PERMISSIONS, type Permission } from '../../../src/people/permissions';
import type { Viewer } from '../../../src/people/viewer';
import { PluginHost, type GivenPlugin } from '../../../src/plugin-host/plugin-host';
import { openTestDb } from '../../support/db';
import { parrot, SECRET, sign, type Parrot } from './parrot';

let shared: Awaited<ReturnType<typeof openTestDb>> | null = null;
afterAll(() => shared?.close());

/** The database of the test file, emptied: making one anew takes longer than all that a test does. */
const emptyDb = async (): Promise<Db> => {
  shared ??= await openTestDb();
  await shared.db.write(async (manager) => {
    for (const { tableName } of manager.dataSource.entityMetadatas) await manager.query(`delete from ${tableName}`);
  });
  return shared.db;
};

/** The rooms of intake and inboxes on a real database, behind a real socket. */
export class Harness {
  readonly told: LoggedEvent[] = [];
  connectionId = '';
  inboxId = '';

  private constructor(
    readonly kernel: Kernel,
    readonly clock: ManualClock,
    readonly host: PluginHost,
    readonly parrot: Parrot,
    readonly orgId: string,
    readonly inboxes: InboxService,
    readonly intake: IntakeService,
    readonly letters: DeadLetterService,
    readonly http: Server,
  ) {
    kernel.events.listen((events) => this.told.push(...events));
  }

  static async open(options: { plugins?: readonly GivenPlugin[]; inbox?: boolean } = {}): Promise<Harness> {
    const db = await emptyDb();
    const clock = new ManualClock();
    const log = createLog(process.env.TEST_LOG ?? 'silent', false);
    const config = {
      publicUrl: 'https://care.example',
      dataDir: '/nonexistent',
      secretKey: 'a secret that only the tests know, 32+',
    } as Kernel['config'];
    const kernel = makeKernel({ config, db, clock, log }, 'test');
    const { plugin, parrot: state } = parrot();
    const host = new PluginHost(
      { config, clock, log },
      { given: [plugin, ...(options.plugins ?? [])], schema: { resolvers: [InboxResolver] as never } },
    );
    await host.load();
    await host.start();
    const { organization } = await db.write((manager) =>
      new OrganizationService(kernel).create(manager, { account: '424242', name: 'Test' }),
    );
    const inboxes = new InboxService(kernel, host);
    const intake = new IntakeService(kernel);
    const letters = new DeadLetterService(kernel, intake, inboxes, host);
    const app = express();
    app.use(createWebhookRouter({ intake, inboxes, plugins: host, log }));
    const http = createServer(app);
    await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
    const harness = new Harness(kernel, clock, host, state, organization.id, inboxes, intake, letters, http);
    if (options.inbox !== false) {
      const inbox = await inboxes.create(organization.id, null, {
        name: 'Perch',
        channel: 'parrot',
        address: 'perch',
        settings: { hmacKey: SECRET },
      });
      harness.inboxId = inbox.id;
      harness.connectionId = inbox.connectionId;
      harness.told.length = 0;
    }
    return harness;
  }

  async close(): Promise<void> {
    await this.letters.stop();
    await this.intake.stop();
    this.inboxes.stop();
    await new Promise((done) => this.http.close(done));
    await this.host.stop();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** Posts a webhook; the status of the answer. */
  async post(
    events: readonly (InboundEvent | object)[] | string,
    options: { signature?: string; connectionId?: string } = {},
  ): Promise<number> {
    return (await this.send(events, options)).status;
  }

  send(
    events: readonly (InboundEvent | object)[] | string,
    options: { signature?: string; connectionId?: string } = {},
  ): Promise<Response> {
    const body = typeof events === 'string' ? events : JSON.stringify(events);
    return fetch(`${this.url}/webhooks/${options.connectionId ?? this.connectionId}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-signature': options.signature ?? sign(body) },
    });
  }

  /** Rows of a query; numbers as numbers on every database. */
  async rows<T = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<T[]> {
    const found = (await this.kernel.db.read.query(sql, params)) as Record<string, unknown>[];
    return found.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value])),
    ) as T[];
  }

  async count(table: string, where = '1=1'): Promise<number> {
    const [row] = await this.rows<{ n: number | string }>(`select count(*) as n from ${table} where ${where}`);
    return Number(row?.n);
  }

  /** How many rows every table of intake holds, raw deliveries aside: what a redelivery must not change. */
  async picture(): Promise<unknown> {
    const tables = [
      'contact',
      'contact_identity',
      'contact_inbox',
      'conversation',
      'message',
      'attachment',
      'reaction',
      'receipt',
      'channel_notice',
      'dead_letter',
      'event',
      'event_counter',
    ];
    const rows = await Promise.all(
      tables.map(async (table) => [table, (await this.rows(`select * from ${table}`)).map((row) => JSON.stringify(row)).sort()]),
    );
    return Object.fromEntries(rows) as unknown;
  }

  viewer(permissions: readonly Permission[] = Object.keys(PERMISSIONS) as Permission[]): Viewer {
    return {
      agentId: newId('agent', 1),
      orgId: this.orgId,
      sessionId: 'sess_1',
      app: 'admin',
      permissions: new Set(permissions),
      hidePhone: false,
      inboxIds: new Set(),
    };
  }

  /** Asks the API of these rooms. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test asserts the shape that it reads
  async ask(source: string, variables: Record<string, unknown> = {}, viewer: Viewer = this.viewer()): Promise<any> {
    const { kernel } = this;
    const instances = new Map<unknown, object>(
      [
        new InboxResolver(kernel, this.inboxes, this.host),
        new DeadLetterResolver(this.letters),
        new ChannelNoticeResolver(kernel),
        new ReceiptResolver(kernel),
        new AccessChecker(),
      ].map((one) => [one.constructor, one]),
    );
    const schema = buildSchemaSync({
      resolvers: [InboxResolver, DeadLetterResolver, ChannelNoticeResolver, ReceiptResolver],
      orphanedTypes: [SimpleUserError],
      authChecker: AccessChecker,
      validate: false,
      container: { get: (type: unknown) => instances.get(type) },
    });
    const contextValue = { viewer, loaders: new Loaders(kernel.db), requestId: 'r', log: kernel.log, ip: '', userAgent: null };
    return JSON.parse(JSON.stringify(await graphql({ schema, source, variableValues: variables, contextValue }))) as unknown;
  }
}
