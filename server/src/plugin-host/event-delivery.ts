import type { Cluster } from '../cluster/cluster';
import { EventCounterRow } from '../events/event-counter.entity';
import { eventId } from '../events/cursor';
import type { CarriedEvent, EventLog, LoggedEvent } from '../events/event-log';
import type { JobQueue } from '../jobs/job-queue';
import type { Clock } from '../lib/clock';
import { driverCode, type Db } from '../lib/db';
import type { Logger } from '../lib/log';
import { Sets } from '../lib/sets';
import { PluginUnavailable, words, type PluginCalls } from './call';
import type { Failures } from './failures';
import { inboxesOf } from './node-sight';
import { PluginCursorRow } from './plugin-cursor.entity';
import type { PluginSettings } from './plugin-settings';
import type { LoadedPlugin } from './status';

const DEADLINE_MS = 10_000;
const PAGE = 100;
/** Pauses after the first and the second failure; the third is the last. */
const PAUSES_MS = [5_000, 30_000];
/** As long as a breaker stays shut: nothing was asked, so nothing is counted. */
const BREAKER_PAUSE_MS = 30_000;
/** How long an event may be done with before that is written down: after a crash it is told once more. */
const SAVE_AFTER_MS = 1_000;
const RESUME = 'plugin.events';
/** How long a stop waits for handlers that do not mind the abort. */
const STOP_MS = 1_000;

type Handler = (ctx: unknown, event: unknown) => Promise<void>;

/** One plugin in one organization's log. */
interface Reader {
  plugin: LoadedPlugin;
  handlers: ReadonlyMap<string, Handler>;
  orgId: string;
  /** The last sequence that is done with. */
  seq: number;
  saved: number;
  savedAt: number;
  /** The event that failed, and how often. */
  failing: { seq: number; attempts: number } | null;
  /** Not before, epoch ms; null: at once. */
  pausedUntil: number | null;
  /** Another server was telling meanwhile: how far it came stands in the table. */
  isStale: boolean;
  running: Promise<void> | null;
  again: boolean;
}

/** What the delivery of events stands on. */
export interface DeliveryParts {
  db: Db;
  jobs: JobQueue;
  events: EventLog;
  clock: Clock;
  log: Logger;
  calls: PluginCalls;
  cluster: Cluster;
  settings: PluginSettings;
  failures: Failures;
}

const handlersOf = (plugin: LoadedPlugin): ReadonlyMap<string, Handler> =>
  new Map(Object.entries((plugin.definition.on ?? {}) as Readonly<Record<string, Handler>>));

/**
 * Tells plugins what happened: after the commit, in the order of each organization's log, at least once. A cursor for each plugin and
 * organization remembers how far it was told, so that nothing is missed over a restart. A handler that fails holds its plugin back in
 * that organization while it is tried again; after the third time the event lies among the failures, and the next one follows.
 * What nobody handles costs neither a read nor a write.
 */
export class EventDelivery {
  private readonly readers = new Map<string, Map<string, Reader>>();
  private listening: LoadedPlugin[] = [];
  private unlisten: () => void = () => undefined;
  private stopped = false;

  constructor(private readonly parts: DeliveryParts) {
    parts.jobs.define<{ pluginId: string; orgId: string }>(
      RESUME,
      async ({ pluginId, orgId }) => {
        const reader = this.readers.get(orgId)?.get(pluginId);
        if (reader) await this.wake(reader);
      },
      { concurrency: 20 },
    );
  }

  /** Tells what was missed, and from now on what comes. A plugin that is here for the first time starts at the end of the log. */
  async start(plugins: readonly LoadedPlugin[]): Promise<void> {
    this.listening = plugins.filter((plugin) => handlersOf(plugin).size > 0);
    if (this.listening.length === 0) return;
    await this.parts.db.write(async (manager) => {
      const logs = await manager.find(EventCounterRow);
      const known = new Map((await manager.find(PluginCursorRow)).map((row) => [`${row.pluginId} ${row.orgId}`, row.seq]));
      for (const plugin of this.listening) {
        const isNew = !known.has(`${plugin.id} `);
        if (isNew) await manager.insert(PluginCursorRow, { pluginId: plugin.id, orgId: '', seq: 0 });
        for (const { orgId, seq } of logs) {
          const reader = this.reader(plugin, orgId, known.get(`${plugin.id} ${orgId}`) ?? (isNew ? seq : 0));
          if (isNew) await this.save(reader);
        }
      }
    });
    this.unlisten = this.parts.events.listen((events) => this.hear(events));
    // pauses end, and duties move, without anything being told
    this.parts.cluster.onBeat(() => this.wakeAll());
    this.parts.cluster.onChange(() => void this.sweep().catch(() => undefined));
    this.wakeAll();
  }

  /** Looks for what an outage has left, and writes down how far everybody is. */
  async sweep(): Promise<void> {
    this.wakeAll();
    await this.flush();
  }

  /** Resolves when nobody is being told anything. */
  async settled(): Promise<void> {
    for (;;) {
      const running = this.all().flatMap((reader) => reader.running ?? []);
      if (running.length === 0) return;
      await Promise.all(running);
    }
  }

  async stop(): Promise<void> {
    this.unlisten();
    this.stopped = true;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.settled(), new Promise((resolve) => (timer = setTimeout(resolve, STOP_MS)))]);
    clearTimeout(timer);
    await this.flush();
  }

  private hear(events: readonly LoggedEvent[]): void {
    const byOrg = new Map<string, LoggedEvent[]>();
    for (const event of events) byOrg.set(event.orgId, [...(byOrg.get(event.orgId) ?? []), event]);
    for (const [orgId, group] of byOrg) {
      const types = new Set(group.map(({ type }) => type));
      const first = group[0]?.seq ?? 0;
      for (const plugin of this.listening) {
        const reader = this.reader(plugin, orgId, 0);
        if ([...types].some((type) => reader.handlers.has(type))) void this.wake(reader);
        else if (!reader.running && !reader.isStale && reader.seq === first - 1) reader.seq = group[group.length - 1]?.seq ?? reader.seq;
      }
    }
  }

  private wakeAll(): void {
    for (const reader of this.all()) void this.wake(reader);
  }

  private wake(reader: Reader): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (!this.parts.cluster.owns(`plugin:${reader.plugin.id}:${reader.orgId}`)) {
      reader.isStale = true;
      return Promise.resolve();
    }
    if (this.isPaused(reader)) return Promise.resolve();
    reader.again = true;
    reader.running ??= this.drain(reader)
      .catch((error: unknown) => {
        // the next event, or the sweep, comes back to it
        const { plugin, orgId } = reader;
        this.parts.log.error(
          { plugin: plugin.id, orgId, errorType: (error as Error).name, code: driverCode(error) },
          'events could not be told',
        );
      })
      .finally(() => {
        reader.running = null;
        // somebody called while the drain was on its way out
        if (reader.again) void this.wake(reader);
      });
    return reader.running;
  }

  private async drain(reader: Reader): Promise<void> {
    const { db, events } = this.parts;
    while (reader.again && !this.stopped && !this.isPaused(reader)) {
      reader.again = false;
      if (reader.isStale) await this.refresh(reader);
      const end = await events.latest(reader.orgId);
      if (end <= reader.seq) continue;
      const page = await events.ofTypes(reader.orgId, [...reader.handlers.keys()], reader.seq, end, PAGE);
      const inboxes = await inboxesOf(
        db.read,
        page.map(({ nodeId }) => nodeId),
      );
      for (const event of page) {
        if (!(await this.tell(reader, event, inboxes.get(event.nodeId)))) return;
        reader.seq = event.seq;
        if (this.parts.clock.now() - reader.savedAt >= SAVE_AFTER_MS) await this.save(reader);
      }
      if (page.length < PAGE) reader.seq = end;
      else {
        reader.again = true;
        await this.save(reader);
      }
    }
  }

  /** @returns false: the reader stays before this event */
  private async tell(reader: Reader, event: CarriedEvent, inboxId: string | undefined): Promise<boolean> {
    const { plugin, orgId, handlers } = reader;
    const { calls, settings, db, failures } = this.parts;
    const handler = handlers.get(event.type);
    if (this.stopped) return false;
    if (!handler || !settings.isOn(plugin.id, orgId, inboxId)) return true;
    try {
      await callHandler(calls, plugin, handler, event, inboxId);
      reader.failing = null;
      return true;
    } catch (error) {
      const code = error instanceof PluginUnavailable && error.plugin === plugin.id ? error.code : 'THREW';
      if (code === 'NOT_READY') return plugin.started;
      if (code === 'BREAKER') return this.pause(reader, BREAKER_PAUSE_MS);
      const attempts = (reader.failing?.seq === event.seq ? reader.failing.attempts : 0) + 1;
      const pauseMs = PAUSES_MS[attempts - 1];
      if (pauseMs !== undefined) {
        reader.failing = { seq: event.seq, attempts };
        return this.pause(reader, pauseMs);
      }
      await db.write(async () => {
        const reason = reasonOf(error);
        await failures.keep({ pluginId: plugin.id, orgId, callName: `on.${event.type}`, reason, attempts, eventSeq: event.seq });
        await this.save({ ...reader, seq: event.seq });
      });
      reader.failing = null;
      return true;
    }
  }

  private isPaused({ pausedUntil }: Reader): boolean {
    return pausedUntil !== null && pausedUntil > this.parts.clock.now();
  }

  /** This server tells again: from where the other one has come to. */
  private async refresh(reader: Reader): Promise<void> {
    const { plugin, orgId } = reader;
    const row = await this.parts.db.read.findOneBy(PluginCursorRow, { pluginId: plugin.id, orgId });
    const seq = Math.max(reader.seq, row?.seq ?? 0);
    Object.assign(reader, { seq, saved: seq, isStale: false });
  }

  private async pause(reader: Reader, ms: number): Promise<false> {
    const { plugin, orgId } = reader;
    const { jobs, clock } = this.parts;
    reader.pausedUntil = clock.now() + ms;
    await jobs.at(RESUME, `${plugin.id}:${orgId}`, reader.pausedUntil, { pluginId: plugin.id, orgId });
    return false;
  }

  private reader(plugin: LoadedPlugin, orgId: string, seq: number): Reader {
    let ofOrg = this.readers.get(orgId);
    if (!ofOrg) this.readers.set(orgId, (ofOrg = new Map()));
    let reader = ofOrg.get(plugin.id);
    if (!reader) {
      const fresh = { seq, saved: seq, savedAt: 0, failing: null, pausedUntil: null, isStale: false, running: null, again: false };
      ofOrg.set(plugin.id, (reader = { plugin, handlers: handlersOf(plugin), orgId, ...fresh }));
    }
    return reader;
  }

  private all(): Reader[] {
    return [...this.readers.values()].flatMap((ofOrg) => [...ofOrg.values()]);
  }

  private async flush(): Promise<void> {
    for (const reader of this.all()) if (reader.saved !== reader.seq) await this.save(reader);
  }

  private async save(reader: Reader): Promise<void> {
    const { plugin, orgId, seq } = reader;
    const { db, clock } = this.parts;
    await db.write(async (manager) => {
      await new Sets(manager, db.dialect).insertNew(
        'plugin_cursor',
        ['pluginId', 'orgId', 'seq'],
        [[plugin.id, orgId, seq]],
        'pluginId,orgId',
      );
      // never back: for a moment two servers may both tell
      await manager.query('update plugin_cursor set seq = ? where pluginId = ? and orgId = ? and seq < ?', [seq, plugin.id, orgId, seq]);
    });
    reader.saved = seq;
    reader.savedAt = clock.now();
  }
}

/** What a person reads of a handler's failure. */
export const reasonOf = (error: unknown): string => words(error instanceof PluginUnavailable ? (error.cause ?? error) : error);

/** Tells a plugin one event. */
export const callHandler = (
  calls: PluginCalls,
  plugin: LoadedPlugin,
  handler: Handler,
  event: CarriedEvent,
  inboxId: string | undefined,
): Promise<void> => {
  const { orgId, seq, type, nodeId, at, data } = event;
  const told = { id: eventId(seq), type, organizationId: orgId, nodeId, at, data: data ?? {} };
  const options = { name: `on.${type}`, deadlineMs: DEADLINE_MS, organizationId: orgId, ...(inboxId === undefined ? {} : { inboxId }) };
  return calls.call(plugin, options, (ctx) => handler(ctx, told));
};
