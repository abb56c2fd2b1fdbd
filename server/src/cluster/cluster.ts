import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { EventLog, NewEvent } from '../events/event-log';
import type { Clock } from '../lib/clock';
import { ConfigError } from '../lib/config';
import type { Db } from '../lib/db';
import type { Logger } from '../lib/log';
import { execute } from '../lib/sets';
import { Duties } from './duties';
import { isGone, leavePlace, placeOfProcess, takePlace } from './place';
import { ServerNodeRow } from './server-node.entity';

/** How often a server gives a sign of life. */
export const BEAT_MS = 2_000;
/** A server that gave none for so long is taken for dead. */
export const DEAD_MS = 10_000;
/** What hung on a server that left, or is known to have gone a moment ago, has so long to come back: thousands cannot do so in a moment. */
export const RETURN_MS = 30_000;
/** A server that is known to be gone for longer than this is missed at once: its agents did not lose it a moment ago. */
const RESTART_MS = 60_000;
/** Rows of servers that are gone are kept for so long, for whoever looks. */
const KEEP_MS = 3_600_000;
const RETRIES = 5;

/** What a server knows of another one. */
interface Watched {
  beat: number;
  /** For how long its beat has not moved, by our clock. */
  silentMs: number;
}

/** What follows from the end of a server; inside the transaction that declares it. @returns what to append to the log, last */
export type Heir = (manager: EntityManager, nodeId: string) => Promise<NewEvent[]>;

/** How an heir takes over. */
export interface HeirOptions {
  /**
   * Lets what was left (agents' sockets) come back first: a server that is known to have gone a moment ago is missed {@link RETURN_MS} later.
   * Others take over at once, and may be asked again then.
   */
  patient?: boolean;
}

export interface ClusterParts {
  db: Db;
  clock: Clock;
  log: Logger;
  events: EventLog;
  secretKey: string;
}

/**
 * The servers of this installation. Each writes a beat; one whose beat stands still for {@link DEAD_MS} is declared dead by whoever is first,
 * and what it left (sockets of agents, messages on their way) is taken over in that same transaction: exactly once, whatever else dies. A server that
 * was only paused finds its row dead, begins anew, and sends its agents back to connect again.
 *
 * Nobody is asked for leave: what must be exact is decided by compare-and-set in the database. {@link owns} only deals out who acts at once, so
 * that not everybody does everything; for a few seconds around a change two may think that they own a duty, or nobody.
 */
export class Cluster {
  private readonly watched = new Map<string, Watched>();
  private readonly duties: Duties;
  private readonly heirs: { heir: Heir; patient: boolean }[] = [];
  private readonly changed = new Set<() => void>();
  private readonly beaten = new Set<() => void>();
  private readonly revived = new Set<() => void>();
  private readonly place = placeOfProcess();
  private readonly keyPrint: string;
  private live: readonly string[];
  private beating: Promise<void> | null = null;
  private lastBeatAt = Number.NEGATIVE_INFINITY;
  /** The machine's time of the last beat that the database took. */
  private lastTaken = Number.NEGATIVE_INFINITY;
  private failed = false;
  private joined = false;
  private steady = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly parts: ClusterParts,
    readonly nodeId: string,
  ) {
    this.live = [nodeId];
    this.duties = new Duties(this.live);
    this.keyPrint = createHash('sha256').update(`parley key ${parts.secretKey}`).digest('hex');
  }

  /** The servers that are taken to be alive, this one included. */
  get members(): readonly string[] {
    return this.live;
  }

  get isAlone(): boolean {
    return this.live.length === 1;
  }

  /** Since when the installation works without an outage of its own, epoch ms: what people are given time for counts from here at the earliest. */
  get steadySince(): number {
    return this.steady;
  }

  isAlive(nodeId: string): boolean {
    return this.live.includes(nodeId);
  }

  /** Is it this server that acts at once on a duty, such as `outbox:<inbox>`? */
  owns(duty: string): boolean {
    return this.live.length === 1 || this.duties.ownerOf(duty) === this.nodeId;
  }

  /** Names who takes over what a dead server left; before {@link start}. */
  onDeath(heir: Heir, { patient = false }: HeirOptions = {}): void {
    this.heirs.push({ heir, patient });
  }

  /** Called when servers come or go: duties may have moved. */
  onChange(listener: () => void): void {
    this.changed.add(listener);
  }

  /** Called after each beat, about every {@link BEAT_MS}. */
  onBeat(listener: () => void): void {
    this.beaten.add(listener);
  }

  /** Called when this server was taken for dead and has begun anew: whoever is connected here counts as gone. */
  onRevived(listener: () => void): void {
    this.revived.add(listener);
  }

  /**
   * Joins the others, and takes over what is known to have been left.
   *
   * @throws ConfigError when the others have another SECRET_KEY
   */
  async start(): Promise<void> {
    takePlace(this.nodeId);
    await this.join();
    const others = await this.read();
    const isAlone = !others.some((node) => node.state === 'ALIVE' && !this.isKnownGone(node));
    for (const node of others) if (this.isKnownGone(node) || (isAlone && node.state === 'LEFT')) await this.takeOver(node);
    const rest = await this.read();
    const strange = rest.find((node) => node.state === 'ALIVE' && node.keyPrint !== this.keyPrint);
    if (strange) {
      await this.leave();
      throw new ConfigError('SECRET_KEY: another server on this database runs with another key; give all of them the same');
    }
    this.watch(rest, 0);
    this.lastBeatAt = this.parts.clock.now();
    this.lastTaken = performance.now();
    if (this.isAlone) this.steady = this.lastBeatAt;
  }

  /** One sign of life, and a look at the others. Fails when the database does not take it. */
  beat(): Promise<void> {
    this.beating ??= this.round()
      .catch((error: unknown) => {
        this.failed = true;
        throw error;
      })
      .finally(() => (this.beating = null));
    return this.beating;
  }

  /** Leaves in order: the others take over the duties at once, and what is still bound to this server a little later. */
  async leave(): Promise<void> {
    await this.beating?.catch(() => undefined);
    this.joined = false;
    leavePlace(this.nodeId);
    await this.parts.db.write((manager) =>
      manager.query("update server_node set state = 'LEFT', beatAt = ? where id = ? and state = 'ALIVE'", [
        this.parts.clock.now(),
        this.nodeId,
      ]),
    );
  }

  private async round(): Promise<void> {
    const { db, clock, log } = this.parts;
    const now = clock.now();
    // however long this process was paused itself: nobody is silent for that
    const elapsed = Math.max(0, Math.min(now - this.lastBeatAt, 2 * BEAT_MS));
    const kept = this.joined
      ? await db.write((manager) =>
          execute(manager, "update server_node set beat = beat + 1, beatAt = ? where id = ? and state = 'ALIVE'", [now, this.nodeId]),
        )
      : 1;
    this.lastBeatAt = now;
    if (kept === 0) {
      log.warn({ nodeId: this.nodeId }, 'this server was taken for dead; it begins anew');
      await this.join();
      for (const listener of this.revived) listener();
    }
    const others = await this.read();
    this.watch(others, elapsed);
    // nobody could write, or nobody was there: either way the installation was away
    if (performance.now() - this.lastTaken > 3 * BEAT_MS && (this.failed || this.isAlone)) this.steady = now;
    this.lastTaken = performance.now();
    this.failed = false;
    for (const node of others) {
      if (node.state === 'DEAD' && now - node.beatAt > KEEP_MS)
        await db.write((manager) => manager.query("delete from server_node where id = ? and state = 'DEAD'", [node.id]));
      const isSilent = (this.watched.get(node.id)?.silentMs ?? 0) >= (node.state === 'LEFT' ? RETURN_MS : DEAD_MS);
      if (node.state !== 'DEAD' && isSilent) await this.takeOver(node, 'DEAD');
      else if (node.state === 'ALIVE' && this.isKnownGone(node)) await this.takeOver(node);
    }
    for (const listener of this.beaten) listener();
  }

  private watch(others: readonly ServerNodeRow[], elapsed: number): void {
    for (const { id, beat } of others) {
      const known = this.watched.get(id);
      if (known?.beat === beat) known.silentMs += elapsed;
      else this.watched.set(id, { beat, silentMs: 0 });
    }
    for (const id of [...this.watched.keys()]) if (!others.some((node) => node.id === id)) this.watched.delete(id);
    const silent = (id: string) => (this.watched.get(id)?.silentMs ?? 0) >= DEAD_MS;
    this.deal(others.filter((node) => node.state === 'ALIVE' && !silent(node.id)).map((node) => node.id));
  }

  private deal(others: readonly string[]): void {
    const live = [...others, this.nodeId].sort();
    if (live.join() === this.live.join()) return;
    this.live = live;
    this.duties.deal(live);
    this.parts.log.info({ servers: live.length }, 'servers came or went');
    for (const listener of this.changed) listener();
  }

  /**
   * Takes over what a server left, in the transaction that declares it dead; whoever is second does nothing. One that went a moment ago is only
   * noted as having left: what cannot wait is taken over now, the rest when it has been silent for long enough.
   */
  private async takeOver(node: ServerNodeRow, state: 'LEFT' | 'DEAD' = this.wentJustNow(node) ? 'LEFT' : 'DEAD'): Promise<void> {
    const { db, events, log } = this.parts;
    const mine = await db.write(async (manager) => {
      const sql = "update server_node set state = ? where id = ? and beat = ? and state <> 'DEAD'";
      if ((await execute(manager, sql, [state, node.id, node.beat])) === 0) return false;
      const told: NewEvent[] = [];
      for (const { heir, patient } of this.heirs) if (state === 'DEAD' || !patient) told.push(...(await heir(manager, node.id)));
      await events.append(manager, told);
      return true;
    }, RETRIES);
    if (mine) log.warn({ nodeId: node.id, before: node.state, state }, 'a server is gone; what it left is taken over');
  }

  private wentJustNow({ beatAt }: ServerNodeRow): boolean {
    return this.parts.clock.now() - beatAt <= RESTART_MS;
  }

  /** On SQLite there is one server at a time; elsewhere a process of this place can be looked for. */
  private isKnownGone(node: ServerNodeRow): boolean {
    return node.state !== 'DEAD' && (this.parts.db.dialect === 'sqlite' || isGone(node, this.place));
  }

  private async join(): Promise<void> {
    const now = this.parts.clock.now();
    const { nodeId: id, place, keyPrint } = this;
    await this.parts.db.write(async (manager) => {
      // a beat that goes on: one that was seen before would look like silence
      const beat = ((await manager.findOneBy(ServerNodeRow, { id }))?.beat ?? 0) + 1;
      await manager.delete(ServerNodeRow, { id });
      await manager.insert(ServerNodeRow, { id, state: 'ALIVE', beat, startedAt: now, beatAt: now, place, pid: process.pid, keyPrint });
    });
    this.joined = true;
  }

  private async read(): Promise<ServerNodeRow[]> {
    return (await this.parts.db.read.find(ServerNodeRow)).filter((node) => node.id !== this.nodeId);
  }
}
