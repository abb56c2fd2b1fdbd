import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Viewer } from '../people/viewer';
import type { EventLog, LoggedEvent } from './event-log';

/** Somebody on the way from a cursor to what happens now. */
export interface Replaying {
  viewer: Viewer;
  socket: WebSocket;
  tcp: Socket;
  /** The last sequence that it has been given, or that was not for it. */
  position: number;
  live: boolean;
  ended: boolean;
}

const PAGE = 200;
/** Unsent bytes above which a reader is given no further page until it has taken them. */
const CLOGGED = 1_000_000;
/** Rest after the last turn of an organization, in multiples of what its turns took, and at most. */
const REST = 3;
const MOST_REST_MS = 100;

/**
 * Reads the log for whoever was away, page by page, each turn for all who stand in the same page: after a restart a thousand screens come
 * back at nearly the same place, and are served by one reading and one execution; those who come one by one gather while an organization rests. Turns go round, so that one who was away for days
 * keeps nobody waiting, and a reader that does not take what it got is passed over.
 */
export class Replays<S extends Replaying> {
  private readonly waiting = new Map<string, Set<S>>();
  /** Organization → when its rest is over, by the machine's time. */
  private readonly rests = new Map<string, number>();

  constructor(
    private readonly log: EventLog,
    /** Delivers a page; must not reject. */
    private readonly deliver: (orgId: string, page: LoggedEvent[], to: S[]) => Promise<void>,
  ) {}

  /** Takes somebody to the end of the log and makes them live there: nothing is missing, nothing comes twice. */
  add(subscriber: S): void {
    const { orgId } = subscriber.viewer;
    const waiting = this.waiting.get(orgId);
    if (waiting) return void waiting.add(subscriber);
    this.waiting.set(orgId, new Set([subscriber]));
    void this.run(orgId, this.waiting.get(orgId) as Set<S>);
  }

  private async run(orgId: string, waiting: Set<S>): Promise<void> {
    const rest = (this.rests.get(orgId) ?? 0) - performance.now();
    // whoever subscribes in the same moment comes along
    await (rest > 0 ? pause(rest) : new Promise((resolve) => setImmediate(resolve)));
    const beganAt = performance.now();
    while (waiting.size > 0) {
      for (const subscriber of waiting) if (subscriber.ended || subscriber.socket.readyState > 1) waiting.delete(subscriber);
      const ready: S[] = [];
      for (const subscriber of waiting) if (subscriber.socket.bufferedAmount <= CLOGGED) ready.push(subscriber);
      const [first] = ready;
      if (first) await this.turn(orgId, waiting, ready, first.position);
      else await anyDrained([...waiting]);
    }
    this.waiting.delete(orgId);
    const endedAt = performance.now();
    this.rests.set(orgId, endedAt + Math.min(MOST_REST_MS, REST * (endedAt - beganAt)));
  }

  private async turn(orgId: string, waiting: Set<S>, ready: S[], from: number): Promise<void> {
    const page = await this.log.after(orgId, from, PAGE).catch(() => null);
    if (!page) {
      for (const subscriber of ready) subscriber.socket.terminate();
      return;
    }
    const end = page[page.length - 1]?.seq ?? from;
    const takers = ready.filter(({ position }) => position >= from && position <= end);
    if (page.length > 0) await this.deliver(orgId, page, takers);
    for (const subscriber of takers) {
      // the next turn is somebody else's
      waiting.delete(subscriber);
      // between this check and `live` nothing else runs: what was told in the meantime is read by the next turn
      if (page.length < PAGE && this.log.toldTo(orgId) <= subscriber.position) subscriber.live = true;
      else if (!subscriber.ended) waiting.add(subscriber);
    }
  }
}

/** Waits until one of them has taken what it was sent, or is gone. A newcomer waits with them for a moment at most. */
const anyDrained = async (clogged: readonly Replaying[]): Promise<void> => {
  let done = (): void => undefined;
  const any = new Promise<void>((resolve) => (done = resolve));
  const timer = setTimeout(done, 250);
  for (const { tcp } of clogged) tcp.once('drain', done).once('close', done);
  await any;
  clearTimeout(timer);
  for (const { tcp } of clogged) tcp.off('drain', done).off('close', done);
};
