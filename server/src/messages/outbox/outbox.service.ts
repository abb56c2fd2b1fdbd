import type { EntityManager } from 'typeorm';
import type { Kernel } from '../../kernel';
import type { LoggedEvent, NewEvent } from '../../events/event-log';
import { DEAD_MS } from '../../cluster/cluster';
import { crashPoint } from '../../lib/crash-point';
import { InboxRow } from '../../inboxes/inbox.entity';
import { labelOf, sends } from '../../lib/metrics';
import type { MediaStore } from '../../media/media-store';
import type { ChannelEnd, InboxChannels, PluginCaller } from '../channel-access';
import type { OutboxRow } from '../outbox.entity';
import { envelopeOf } from './envelope';
import { outcomeOf, PLUGIN_REST_MS, type Outcome } from './outcome';
import { Pace } from './pace';
import { dueHeads, dueInboxes, nextDue, take } from './picker';
import { settleLeft } from './recover';
import { timers, type Scheduler } from './scheduler';
import { Settlement } from './settle';

/** The provider has so long to answer, in ms. */
export const SEND_DEADLINE_MS = 15_000;
/** Looks again at least this often: another node may have queued something. */
const IDLE_MS = 30_000;
const AFTER_TROUBLE_MS = 1_000;
const RETRIES = 5;
/** So long after it was taken a message may be handed to the provider; well below the time after which a server is taken for dead. */
const FRESH_MS = DEAD_MS / 2;

export interface OutboxOptions {
  channels: InboxChannels;
  plugins: PluginCaller;
  store: MediaStore;
  /** Most messages on their way at once; 16 unless told. */
  parallel?: number;
  scheduler?: Scheduler;
  /** The provider has so long to answer; {@link SEND_DEADLINE_MS} unless told. */
  deadlineMs?: number;
  /** How long {@link Outbox.stop} waits for what is under way, in ms; 10 s unless told. */
  stopMs?: number;
}

/**
 * Sends what waits: of each conversation one message at a time and in order, several conversations at once, every inbox in its turn
 * and at its pace. A message is marked as being sent before the provider is called, so that a crash in between leaves it uncertain
 * and never sends it twice.
 */
export class Outbox {
  private readonly pace: Pace;
  private readonly settlement: Settlement;
  private readonly scheduler: Scheduler;
  private readonly running = new Map<string, Promise<void>>();
  private pumping: Promise<void> | undefined;
  private again = false;
  private stopping = true;
  private turn = 0;
  private cancelTimer: () => void = () => undefined;
  private unlisten: () => void = () => undefined;

  constructor(
    private readonly kernel: Kernel,
    private readonly options: OutboxOptions,
  ) {
    this.pace = new Pace(kernel.clock);
    this.settlement = new Settlement(kernel);
    this.scheduler = options.scheduler ?? timers;
    kernel.cluster.onDeath((manager, nodeId) => this.inherit(manager, nodeId));
  }

  /** Begins. What dead servers were sending is settled by whoever declares them dead. */
  async start(): Promise<void> {
    await this.adopt();
    this.stopping = false;
    this.kernel.cluster.onChange(() => this.wake());
    this.unlisten = this.kernel.events.listen((events) => this.heard(events));
    this.wake();
  }

  /** What a server was sending that nobody knows any more: it comes from a backup, or from before servers were written down. */
  private async adopt(): Promise<void> {
    const { db, events } = this.kernel;
    const unknown = (await db.read.query(
      "select distinct o.nodeId as id from outbox o left join server_node n on n.id = o.nodeId where o.state = 'SENDING' and n.id is null",
    )) as { id: string }[];
    for (const { id } of unknown) await db.write(async (manager) => events.append(manager, await this.inherit(manager, id)), RETRIES);
  }

  /** Another server is gone: what it was sending is uncertain. @returns what to append to the log */
  private async inherit(manager: EntityManager, nodeId: string): Promise<NewEvent[]> {
    const events = await settleLeft(manager, nodeId);
    if (events.length > 0)
      this.kernel.log.warn({ messages: events.length }, 'messages were being sent when a server died; their fate is uncertain');
    return events;
  }

  /** Begins nothing new and waits for what is under way, within a deadline. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unlisten();
    this.cancelTimer();
    let cancel: () => void = () => undefined;
    const deadline = new Promise<void>((resolve) => (cancel = this.scheduler.after(this.options.stopMs ?? 10_000, resolve)));
    const settled = (async () => {
      await this.pumping;
      await Promise.all(this.running.values());
    })();
    await Promise.race([settled, deadline]);
    cancel();
  }

  /** There may be something to do. */
  wake(): void {
    void this.pump();
  }

  /** Sends all that is due now and waits until it is settled. */
  async runDue(): Promise<void> {
    do {
      await this.pump();
      await Promise.all(this.running.values());
    } while (this.running.size > 0 || this.pumping);
  }

  private heard(events: LoggedEvent[]): void {
    // another server's "send again" comes as an update, without its row
    if (events.some(({ type, rows }) => type === 'message.created' || (type === 'message.updated' && !rows))) this.wake();
    for (const event of events) if (event.type === 'inbox.updated' && this.pace.stopped(event.nodeId)) void this.mended(event.nodeId);
  }

  /** An inbox that rests because of its settings goes on once nothing is wrong with it any more. */
  private async mended(inboxId: string): Promise<void> {
    const inbox = await this.kernel.db.read.findOneBy(InboxRow, { id: inboxId }).catch(() => null);
    if (!inbox || inbox.problem !== null) return;
    this.pace.resume(inboxId);
    this.wake();
  }

  private pump(): Promise<void> {
    this.again = true;
    this.pumping ??= this.rounds().finally(() => {
      this.pumping = undefined;
      if (this.again && !this.stopping) this.wake();
    });
    return this.pumping;
  }

  private async rounds(): Promise<void> {
    this.cancelTimer();
    let wait = IDLE_MS;
    try {
      while (this.again && !this.stopping) {
        this.again = false;
        if ((await this.round()) > 0) this.again = true;
      }
      const now = this.kernel.clock.now();
      if (!this.stopping) wait = Math.max(1, Math.min(IDLE_MS, (await nextDue(this.kernel.db.read, now)) - now, this.pace.nextAt() - now));
    } catch (error) {
      this.again = false;
      wait = AFTER_TROUBLE_MS;
      this.kernel.log.error(
        { errorType: (error as Error).name, code: (error as { code?: string }).code },
        'the outbox could not read what waits; it tries again',
      );
    }
    if (!this.stopping) this.cancelTimer = this.scheduler.after(wait, () => this.wake());
  }

  /** Begins as much as there is room for; every inbox gets its share before one gets more. */
  private async round(): Promise<number> {
    const parallel = this.options.parallel ?? 16;
    // one server sends for an inbox, so that its pace is kept; two that both think so take no message twice
    const due = await dueInboxes(this.kernel.db.read, this.kernel.clock.now());
    const inboxes = due.filter((id) => this.kernel.cluster.owns(`outbox:${id}`));
    const first = inboxes.length === 0 ? 0 : this.turn++ % inboxes.length;
    const order = [...inboxes.slice(first), ...inboxes.slice(0, first)];
    let started = 0;
    for (const [index, inboxId] of order.entries()) {
      const free = parallel - this.running.size;
      if (free <= 0 || this.stopping) break;
      started += await this.serve(inboxId, Math.ceil(free / (order.length - index)));
    }
    return started;
  }

  private async serve(inboxId: string, share: number): Promise<number> {
    if (this.pace.room(inboxId, undefined) === 0) return 0;
    const end = await this.endOf(inboxId);
    const now = this.kernel.clock.now();
    if (!end) {
      this.pace.pause(inboxId, now + PLUGIN_REST_MS);
      return 0;
    }
    const room = this.pace.room(inboxId, end.channel.abilities.messagesPerSecond);
    if (room === 0) return 0;
    const rows = await take(this.kernel, await dueHeads(this.kernel.db.read, inboxId, now, Math.min(share, room)));
    if (rows.length > 0) crashPoint('outbox.taken');
    this.pace.spend(inboxId, rows.length);
    for (const row of rows) {
      const sending = this.deliver(row, end).finally(() => {
        this.running.delete(row.messageId);
        if (!this.stopping) this.wake();
      });
      this.running.set(row.messageId, sending);
    }
    return rows.length;
  }

  /** An inbox that cannot be opened rests by itself; the others go on. */
  private async endOf(inboxId: string): Promise<ChannelEnd | null> {
    try {
      return await this.options.channels.channelInbox(inboxId);
    } catch (error) {
      this.kernel.log.error({ inboxId, errorType: (error as Error).name }, 'an inbox could not be opened to send from it');
      return null;
    }
  }

  private async deliver(row: OutboxRow, end: ChannelEnd): Promise<void> {
    const outcome = await this.attempt(row, end);
    crashPoint('outbox.answered');
    sends.inc({ outcome: outcome.kind, code: 'failure' in outcome ? labelOf(outcome.failure.code) : '' });
    if (outcome.kind !== 'sent')
      this.kernel.log.info(
        {
          messageId: row.messageId,
          inboxId: row.inboxId,
          attempt: row.attempts,
          outcome: outcome.kind,
          ...('failure' in outcome ? { code: outcome.failure.code } : {}),
        },
        'a message did not go out',
      );
    // the provider has answered: what it said must not be lost because the database is away for a moment
    for (;;) {
      try {
        const { pauseUntil } = await this.settlement.settle(row, outcome);
        crashPoint('outbox.settled');
        if (pauseUntil !== undefined) this.pace.pause(row.inboxId, pauseUntil);
        return;
      } catch (error) {
        this.kernel.log.error(
          { messageId: row.messageId, errorType: (error as Error).name, code: (error as { code?: string }).code },
          'what became of a message could not be written; trying again',
        );
        if (this.stopping) return;
        await new Promise<void>((resolve) => this.scheduler.after(AFTER_TROUBLE_MS, resolve));
      }
    }
  }

  private async attempt(row: OutboxRow, { plugin, channel, inbox }: ChannelEnd): Promise<Outcome> {
    let envelope;
    try {
      envelope = await envelopeOf(this.kernel.db.read, row, this.options.store);
    } catch (error) {
      return (error as { kind?: string }).kind === 'rejected' ? outcomeOf(error) : { kind: 'later', waitMs: AFTER_TROUBLE_MS };
    }
    // a server that stood still since may be taken for dead by now, and its message for uncertain: it must not call any more
    if (this.kernel.clock.now() - (row.startedAt ?? 0) > FRESH_MS) return { kind: 'later', waitMs: 0 };
    let answer: Promise<Outcome> | undefined;
    try {
      return await this.options.plugins.call(
        plugin,
        { name: 'send', deadlineMs: this.options.deadlineMs ?? SEND_DEADLINE_MS, organizationId: row.orgId, inboxId: row.inboxId },
        (ctx) => {
          const sent = Promise.resolve(channel.send(ctx, inbox, envelope));
          answer = sent.then((value): Outcome => ({ kind: 'sent', sent: value }), outcomeOf);
          return sent.then((value): Outcome => ({ kind: 'sent', sent: value }));
        },
      );
    } catch (error) {
      const outcome = outcomeOf(error);
      // an answer after the deadline is still an answer
      if (outcome.kind === 'uncertain' && outcome.failure.code === 'TIMEOUT')
        void answer?.then((late) => this.settlement.settle(row, late)).catch(() => undefined);
      return outcome;
    }
  }
}
