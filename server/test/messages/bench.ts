import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defineChannel,
  definePlugin,
  type Channel,
  type ChannelAbilities,
  type FetchedMedia,
  type InboundAttachment,
  type InboundEvent,
  type OutboundMessage,
  type Sent,
} from '@parley/plugin';
import { z } from 'zod';
import { moveConversation } from '../../src/assignment/claim';
import { IntakeService } from '../../src/channels/intake.service';
import { ConversationRow } from '../../src/conversations/conversation.entity';
import type { LoggedEvent } from '../../src/events/event-log';
import { InboxService } from '../../src/inboxes/inbox.service';
import type { JobQueue } from '../../src/jobs/job-queue';
import { leavePlace } from '../../src/cluster/place';
import { makeKernel, type Kernel } from '../../src/kernel';
import { ManualClock } from '../../src/lib/clock';
import type { Config } from '../../src/lib/config';
import type { Db } from '../../src/lib/db';
import { newId } from '../../src/lib/ids';
import { createLog } from '../../src/lib/log';
import { buildMedia, type MediaRoom } from '../../src/media/media';
import { AttachmentRow } from '../../src/messages/attachment.entity';
import type { MessageSendInput } from '../../src/messages/message.inputs';
import { MessageRow } from '../../src/messages/message.entity';
import { buildMessages, type MessagesRoom } from '../../src/messages/messages';
import { OutboxRow } from '../../src/messages/outbox.entity';
import type { Scheduler } from '../../src/messages/outbox/scheduler';
import { OrganizationService } from '../../src/organizations/organization.service';
import { AgentRow } from '../../src/people/agent.entity';
import { BUILT_IN_ROLES } from '../../src/people/permissions';
import type { Viewer } from '../../src/people/viewer';
import { PluginHost } from '../../src/plugin-host/plugin-host';
import { ReplyService } from '../../src/replies/reply.service';
import { openTestDb } from '../support/db';

export const DAY = 86_400_000;
export const ABILITIES: ChannelAbilities = {
  serviceWindowMs: DAY,
  maxTextLength: 4096,
  attachments: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5_000_000 },
    document: { mimeTypes: ['application/pdf', 'text/plain'], maxBytes: 1_000 },
    audio: { mimeTypes: ['audio/ogg'], maxBytes: 1_000 },
  },
  captions: ['image'],
  replies: true,
  reactions: true,
  typing: true,
  readReceipts: true,
  templates: true,
};

/** What the provider at the other end does; a test writes it anew. */
export interface Script {
  send(message: OutboundMessage, signal: AbortSignal): Promise<Sent> | Sent;
  fetchMedia(attachment: InboundAttachment): Promise<FetchedMedia> | FetchedMedia;
  sent: OutboundMessage[];
  read: string[];
  typed: string[];
}

/** Jobs that run when a test says so. */
class HandQueue implements JobQueue {
  readonly handlers = new Map<string, () => Promise<void>>();
  define<T>(name: string, handler: (data: T) => Promise<void>): void {
    this.handlers.set(name, () => handler(undefined as T));
  }
  async at(): Promise<void> {}
  async now(): Promise<void> {}
  async every(): Promise<void> {}
  async cancel(): Promise<void> {}
}

/** No timer ever rings: a test moves the clock and calls `runDue`. */
const silent: Scheduler = { after: () => () => undefined };

export interface BenchOptions {
  abilities?: ChannelAbilities;
  parallel?: number;
  deadlineMs?: number;
  /** Does not begin to send; for tests of what stands in the outbox. */
  asleep?: boolean;
}

/** The rooms of messages and media with their real neighbours, and a channel whose provider a test scripts. */
export class Bench {
  readonly clock = new ManualClock();
  readonly script: Script = newScript();
  readonly events: LoggedEvent[] = [];
  readonly jobs = new HandQueue();
  kernel: Kernel;
  host: PluginHost;
  inboxes: InboxService;
  intake: IntakeService;
  media: MediaRoom;
  room: MessagesRoom;
  orgId = '';
  inboxId = '';
  ana: Viewer;
  ben: Viewer;

  private constructor(
    readonly db: Db,
    private readonly closeDb: () => Promise<void>,
    readonly folder: string,
    private readonly options: BenchOptions,
  ) {}

  static async open(options: BenchOptions = {}): Promise<Bench> {
    const { db, close } = await openTestDb();
    const bench = new Bench(db, close, mkdtempSync(join(tmpdir(), 'parley-bench-')), options);
    await bench.boot();
    await bench.people();
    bench.inboxId = await bench.inbox();
    if (!options.asleep) await bench.room.start();
    return bench;
  }

  /** The messages room of another server on the same database, which knows that this one lives. */
  async another(): Promise<MessagesRoom> {
    const kernel = makeKernel(this.kernel);
    const room = buildMessages(kernel, {
      templates: new ReplyService(this.host),
      channels: this.inboxes,
      plugins: this.host,
      store: this.media.store,
      urls: this.media.urls,
      scheduler: silent,
    });
    await room.start();
    return room;
  }

  /** Another process on the same database. */
  async boot(): Promise<void> {
    if (this.kernel) leavePlace(this.kernel.nodeId);
    const config = {
      publicUrl: 'http://care.example',
      dataDir: this.folder,
      secretKey: 'a secret that only the tests know, 32+',
    } as Config;
    const log = createLog('silent', false);
    const base = { config, db: this.db, clock: this.clock, log };
    this.host = new PluginHost(base, {
      given: [{ manifest: { id: 'line', prefix: 'line', contract: '^1.0' }, definition: this.plugin() }],
    });
    await this.host.load();
    await this.host.start();
    this.kernel = makeKernel(base);
    this.kernel.events.listen((events) => this.events.push(...events));
    this.inboxes = new InboxService(this.kernel, this.host);
    this.intake = new IntakeService(this.kernel);
    const doors = { channels: this.inboxes, plugins: this.host };
    this.media = buildMedia(this.kernel, { ...doors, jobs: this.jobs });
    const { parallel, deadlineMs } = this.options;
    this.room = buildMessages(this.kernel, {
      templates: new ReplyService(this.host),
      ...doors,
      store: this.media.store,
      urls: this.media.urls,
      scheduler: silent,
      ...(parallel ? { parallel } : {}),
      ...(deadlineMs ? { deadlineMs } : {}),
    });
    await this.kernel.cluster.start();
  }

  async close(): Promise<void> {
    await this.room.stop();
    await this.media.stop();
    await this.host.stop();
    await this.closeDb();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Forgets what was said and heard, and goes on with an inbox that nothing has happened on. */
  async fresh(): Promise<this> {
    Object.assign(this.script, newScript());
    this.events.length = 0;
    this.inboxId = await this.inbox();
    return this;
  }

  async inbox(address: string = randomUUID()): Promise<string> {
    return (await this.inboxes.create(this.orgId, null, { name: address, channel: 'line', address, settings: {} })).id;
  }

  /** A customer writes on an inbox; what the provider delivered, through the real intake. */
  async says(from: string, more: Partial<Extract<InboundEvent, { type: 'message' }>> = {}, inboxId = this.inboxId): Promise<string> {
    const providerId = `in-${randomUUID()}`;
    await this.deliver(
      [
        {
          type: 'message',
          address: '',
          providerId,
          at: this.clock.now(),
          raw: { from },
          kind: 'text',
          text: 'hello',
          sender: { identities: [{ kind: 'wa_id', value: from }], name: from, replyTo: { kind: 'wa_id', value: from } },
          ...more,
        },
      ],
      inboxId,
    );
    return providerId;
  }

  async receipt(of: Partial<Extract<InboundEvent, { type: 'receipt' }>> & { providerId: string }, inboxId = this.inboxId): Promise<void> {
    await this.deliver(
      [{ type: 'receipt', address: '', at: this.clock.now(), raw: {}, status: (of.delivery ?? 'other').toLowerCase(), ...of }],
      inboxId,
    );
  }

  async deliver(events: InboundEvent[], inboxId = this.inboxId): Promise<void> {
    const end = await this.inboxes.channelInbox(inboxId);
    const connection = await this.inboxes.connection(end?.inbox.connectionId ?? '');
    if (!connection) throw new Error('no connection');
    const { address } = end?.inbox ?? { address: '' };
    await this.intake.accept(
      connection,
      Buffer.from('[]'),
      events.map((event) => ({ ...event, address }) as InboundEvent),
    );
  }

  /** A customer writes for the first time and the conversation goes to ana. */
  async conversation(from: string = randomUUID(), inboxId = this.inboxId): Promise<ConversationRow> {
    await this.says(from, {}, inboxId);
    const created = [...this.events].reverse().find((event) => event.type === 'conversation.opened');
    const row = await this.db.read.findOneByOrFail(ConversationRow, { id: created?.nodeId ?? '' });
    await this.db.write((manager) =>
      moveConversation(
        manager,
        this.clock.now(),
        row,
        { assigneeId: row.assigneeId, status: row.status },
        this.ana.agentId,
        { outcome: 'CLAIMED', why: 'test' },
        null,
      ),
    );
    return this.db.read.findOneByOrFail(ConversationRow, { id: row.id });
  }

  send(conversationId: string, input: Partial<MessageSendInput>, viewer = this.ana): Promise<MessageRow[]> {
    return this.room.messages.send(viewer, { conversationId, clientMutationKey: randomUUID(), ...input });
  }

  async message(id: string): Promise<MessageRow> {
    return this.db.read.findOneByOrFail(MessageRow, { id });
  }

  async outbox(id: string): Promise<OutboxRow> {
    return this.db.read.findOneByOrFail(OutboxRow, { messageId: id });
  }

  /** A finished upload of ana's. */
  async upload(fileName: string, bytes: Buffer, voice = false): Promise<AttachmentRow> {
    const file = await this.media.spool.receive(
      (async function* () {
        yield bytes;
      })(),
      1e9,
    );
    return this.media.media.keep(this.ana, { file, fileName, voice });
  }

  /** Moves the clock and sends what is due then. */
  async later(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.room.outbox.runDue();
  }

  private async people(): Promise<void> {
    const { organization, roles } = await this.db.write((manager) =>
      new OrganizationService(this.kernel).create(manager, { account: '424242', name: 'Test' }),
    );
    this.orgId = organization.id;
    const agent = async (name: string): Promise<Viewer> => {
      const id = newId('agent', this.clock.now());
      await this.db.write((manager) =>
        manager.insert(AgentRow, {
          id,
          orgId: this.orgId,
          name,
          username: name,
          email: null,
          phone: null,
          passwordHash: null,
          state: 'ACTIVE',
          roleId: roles.service?.id ?? null,
          teamId: 'team_none',
          capacity: 5,
          held: 0,
          hidePhone: false,
          notes: null,
          createdAt: 0,
          presence: 'ONLINE',
          presenceSource: 'agent',
          presenceSince: 0,
          presenceChoice: 'ONLINE',
          disconnectedAt: null,
        }),
      );
      return {
        agentId: id,
        orgId: this.orgId,
        sessionId: 'sess_test',
        app: 'workbench',
        permissions: new Set(BUILT_IN_ROLES.service?.permissions),
        hidePhone: false,
        inboxIds: new Set(),
      };
    };
    this.ana = await agent('ana');
    this.ben = await agent('ben');
  }

  private plugin() {
    const { script } = this;
    const channel: Channel = {
      id: 'line',
      label: 'Line',
      abilities: this.options.abilities ?? ABILITIES,
      settings: z.object({}),
      verify: () => true,
      receive: () => [],
      send: async (ctx, _inbox, message) => {
        script.sent.push(message);
        return script.send(message, ctx.signal);
      },
      fetchMedia: async (_ctx, _inbox, attachment) => script.fetchMedia(attachment),
      markRead: async (_ctx, _inbox, id) => void script.read.push(id),
      typing: async (_ctx, _inbox, id) => void script.typed.push(id),
    };
    return definePlugin({ channels: [defineChannel(channel)] });
  }
}

const newScript = (): Script => ({
  sent: [],
  read: [],
  typed: [],
  send: (message) => ({ providerId: `out-${message.messageId}` }),
  fetchMedia: () => {
    throw new Error('not scripted');
  },
});

/** A promise that a test settles. */
export const gate = <T = void>(): { promise: Promise<T>; open(value: T): void; fail(error: unknown): void } => {
  let open: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
};

/** The codes that a refused call gave. */
export const codes = (call: Promise<unknown>): Promise<string[]> =>
  call.then(
    () => [],
    (error: { refusals?: { code: string }[] }) => {
      if (!error.refusals) throw error;
      return error.refusals.map((refusal) => refusal.code);
    },
  );

/** Resolves once `fits` holds; looked at whenever other work has had its turn. */
export const eventually = async (fits: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await fits())) await new Promise((resolve) => setImmediate(resolve));
};

/** The smallest picture. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
