import type { EntityManager } from 'typeorm';
import type { Clock } from '../lib/clock';
import { crashPoint } from '../lib/crash-point';
import type { Db } from '../lib/db';
import { loggedEvents } from '../lib/metrics';
import { Sets } from '../lib/sets';
import type { Audience } from './audience';

/** Something that changed, before it has its place in the log. */
export interface NewEvent {
  orgId: string;
  /** Past tense: `conversation.closed`. */
  type: string;
  nodeId: string;
  /** Epoch ms; now unless given. */
  at?: number;
  actorId?: string | null;
  audience: Audience;
  /** What changed, for an auditor; no bodies. */
  data?: Record<string, unknown>;
  /** Rows that the feed need not read again, by entity. Never stored. */
  rows?: EventRows;
}

export type EventRows = readonly (readonly [entity: new () => { id: string }, row: { id: string }])[];

/** An entry of the log. */
export interface LoggedEvent {
  orgId: string;
  seq: number;
  type: string;
  nodeId: string;
  at: number;
  actorId: string | null;
  audience: Audience;
  rows?: EventRows | undefined;
}

/** An entry with what it says of the change. */
export interface CarriedEvent extends LoggedEvent {
  data: Record<string, unknown> | null;
}

interface StoredEvent {
  orgId: string;
  seq: number | string;
  type: string;
  nodeId: string;
  occurredAt: number | string;
  actorId: string | null;
  audience: string | null;
  data?: string | null;
}

type Listener = (events: LoggedEvent[]) => void;
/** So many entries are read at once. */
const PAGE = 500;
const COLUMNS = ['orgId', 'seq', 'type', 'nodeId', 'occurredAt', 'actorId', 'audience', 'data'];

/**
 * The organization's log. Everything that changes is appended in the same transaction, with a sequence that has no gaps: a counter
 * row is locked until the commit, so that entries become visible in their order. Screens, webhooks and reports read it; whoever was
 * away resumes from the last sequence they saw.
 */
export class EventLog {
  private readonly listeners = new Set<Listener>();
  /** Organization → last sequence given to the listeners. */
  private readonly told = new Map<string, number>();
  private readonly filling = new Map<string, { again: boolean; done: Promise<void> }>();
  /** Own entries that have to wait for those of other servers before them. */
  private readonly ahead = new Map<string, Map<number, LoggedEvent>>();
  /** Called after every commit of this server's own, with how far the organization's log is. Set by whoever tells other servers. */
  onAppended: (orgId: string, seq: number) => void = () => undefined;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Listeners are told what comes after now; before anybody listens. */
  async prime(): Promise<void> {
    for (const [orgId, seq] of await this.counters()) this.told.set(orgId, seq);
  }

  /** Appends inside an open transaction; call it last, because it locks what every writer of the organization shares. */
  async append(manager: EntityManager, events: readonly NewEvent[]): Promise<LoggedEvent[]> {
    if (events.length === 0) return [];
    const sets = new Sets(manager, this.db.dialect);
    const now = this.clock.now();
    const byOrg = new Map<string, NewEvent[]>();
    for (const event of events) byOrg.set(event.orgId, [...(byOrg.get(event.orgId) ?? []), event]);
    const logged: LoggedEvent[] = [];
    for (const [orgId, group] of [...byOrg].sort(([a], [b]) => (a < b ? -1 : 1))) {
      let seq = (await this.take(manager, orgId, group.length)) - group.length;
      crashPoint('events.counted');
      const rows = group.map((event): unknown[] => {
        const entry: LoggedEvent = {
          orgId,
          seq: ++seq,
          type: event.type,
          nodeId: event.nodeId,
          at: event.at ?? now,
          actorId: event.actorId ?? null,
          audience: event.audience,
          rows: event.rows,
        };
        logged.push(entry);
        return [
          orgId,
          entry.seq,
          entry.type,
          entry.nodeId,
          entry.at,
          entry.actorId,
          JSON.stringify(entry.audience),
          event.data ? JSON.stringify(event.data) : null,
        ];
      });
      await sets.insert('event', COLUMNS, rows);
    }
    this.db.afterCommit(() => this.publish(logged));
    return logged;
  }

  /** Entries after a sequence, oldest first. */
  async after(orgId: string, seq: number, limit: number): Promise<LoggedEvent[]> {
    const rows = (await this.db.read.query(
      `select ${COLUMNS.slice(0, 7).join(',')} from event where orgId = ? and seq > ? order by seq limit ${Math.floor(limit)}`,
      [orgId, seq],
    )) as StoredEvent[];
    return rows.map(entryOf);
  }

  /** Entries of some types after a sequence and up to another, oldest first, with what they carry. */
  async ofTypes(orgId: string, types: readonly string[], after: number, upTo: number, limit: number): Promise<CarriedEvent[]> {
    const rows = (await this.db.read.query(
      `select ${COLUMNS.join(',')} from event where orgId = ? and seq > ? and seq <= ? and type in (${types.map(() => '?').join(',')}) order by seq limit ${Math.floor(limit)}`,
      [orgId, after, upTo, ...types],
    )) as StoredEvent[];
    return rows.map((row) => ({ ...entryOf(row), data: row.data ? (JSON.parse(row.data) as Record<string, unknown>) : null }));
  }

  /** The last committed sequence; 0 when nothing has happened yet. */
  async latest(orgId: string): Promise<number> {
    const rows = (await this.db.read.query('select seq from event_counter where orgId = ?', [orgId])) as { seq: number | string }[];
    return Number(rows[0]?.seq ?? 0);
  }

  /** Called after every commit with its entries, in order, without gaps. Returns what ends it. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The last sequence that the listeners were told; 0 before the first. */
  toldTo(orgId: string): number {
    return this.told.get(orgId) ?? 0;
  }

  /** Another server's log is at `seq` there: tells the listeners what they have not heard, soon. */
  heardOf(orgId: string, seq: number): void {
    if (seq > this.toldTo(orgId)) this.fill(orgId);
  }

  /** Tells the listeners all that other servers have appended, of every organization; resolves when they are told. */
  async lookAround(): Promise<void> {
    for (const [orgId, seq] of await this.counters()) this.heardOf(orgId, seq);
    await Promise.all([...this.filling.values()].map((state) => state.done));
  }

  private async take(manager: EntityManager, orgId: string, count: number): Promise<number> {
    if (this.db.dialect === 'mysql') {
      const result = (await manager.query('update event_counter set seq = last_insert_id(seq + ?) where orgId = ?', [count, orgId])) as {
        insertId: number;
      };
      return Number(result.insertId);
    }
    const rows = (await manager.query('update event_counter set seq = seq + ? where orgId = ? returning seq', [count, orgId])) as {
      seq: number;
    }[];
    const seq = rows[0]?.seq;
    if (seq === undefined) throw new Error(`no event counter for ${orgId}`);
    return Number(seq);
  }

  private async counters(): Promise<[orgId: string, seq: number][]> {
    const rows = (await this.db.read.query('select orgId, seq from event_counter')) as { orgId: string; seq: number | string }[];
    return rows.map((row) => [row.orgId, Number(row.seq)]);
  }

  private publish(events: LoggedEvent[]): void {
    for (const { type } of events) loggedEvents.inc({ type });
    const byOrg = new Map<string, LoggedEvent[]>();
    for (const event of events) byOrg.set(event.orgId, [...(byOrg.get(event.orgId) ?? []), event]);
    for (const [orgId, group] of byOrg) {
      const first = group[0]?.seq ?? 0;
      // several connections (or servers) commit in order but report out of order: the log itself fills the gap
      if (first > this.toldTo(orgId) + 1) {
        const ahead = this.ahead.get(orgId) ?? new Map<number, LoggedEvent>();
        for (const event of group) ahead.set(event.seq, event);
        this.ahead.set(orgId, ahead);
        this.fill(orgId);
      } else this.tell(orgId, group);
      this.onAppended(orgId, group[group.length - 1]?.seq ?? 0);
    }
  }

  private fill(orgId: string): void {
    const running = this.filling.get(orgId);
    if (running) {
      running.again = true;
      return;
    }
    const state = { again: true, done: Promise.resolve() };
    this.filling.set(orgId, state);
    // a failed read leaves the gap to the next entry or look, which finds it again
    state.done = this.readOn(orgId, state)
      .catch(() => undefined)
      .finally(() => this.filling.delete(orgId));
  }

  private async readOn(orgId: string, state: { again: boolean }): Promise<void> {
    while (state.again) {
      state.again = false;
      const missing = await this.after(orgId, this.toldTo(orgId), PAGE);
      const ahead = this.ahead.get(orgId);
      this.tell(
        orgId,
        missing.map((event) => ahead?.get(event.seq) ?? event),
      );
      for (const seq of [...(ahead?.keys() ?? [])]) if (seq <= this.toldTo(orgId)) ahead?.delete(seq);
      if (missing.length === PAGE) state.again = true;
    }
  }

  private tell(orgId: string, events: LoggedEvent[]): void {
    const last = this.toldTo(orgId);
    const fresh = events.filter((event) => event.seq > last);
    const end = fresh[fresh.length - 1];
    if (!end) return;
    this.told.set(orgId, end.seq);
    for (const listener of this.listeners) listener(fresh);
  }
}

const entryOf = (row: StoredEvent): LoggedEvent => ({
  orgId: row.orgId,
  seq: Number(row.seq),
  type: row.type,
  nodeId: row.nodeId,
  at: Number(row.occurredAt),
  actorId: row.actorId,
  audience: row.audience ? (JSON.parse(row.audience) as Audience) : {},
});
