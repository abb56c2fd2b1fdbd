import { report } from '../report';

/** One entry of the organization's log, as the subscription brings it. `node` holds what the document selected. */
export interface ParleyEvent<N = unknown> {
  id: string;
  /** For example `message.received`; the list is in the API's description. */
  type: string;
  /** ISO 8601, UTC. */
  occurredAt: string;
  nodeId: string;
  node?: N | null;
}

/** How a feed is doing: `live` while the subscription runs; `caughtUp` once everything missed has been handled. */
export interface FeedState {
  live: boolean;
  caughtUp: boolean;
  lastId: string | null;
}

/** What a feed needs from the outside. */
export interface FeedPorts {
  /** Starts one subscription. `after` is read again at every reconnect, so that the log resumes where the screen stopped. */
  subscribe(
    after: () => string | null,
    sink: { next(event: ParleyEvent, raw: unknown): void; failed(error: unknown): void; ended(): void },
  ): () => void;
  /** Is the line open right now? */
  isOpen(): boolean;
  /** The id of the newest entry of the log; what is up to it counts as missed. */
  latest(): Promise<string | null>;
  /** Puts a batch into the cache, before the handlers see it. */
  store(batch: readonly unknown[]): void;
  /** Runs a piece of work a little later, so that many events become one repaint. */
  soon(work: () => void): void;
  /** Runs a piece of work after a pause; `attempt` counts failures in a row, from 0. */
  later(work: () => void, attempt: number): void;
  /** True when the server says that the log cannot be resumed from our id. */
  cannotResume(error: unknown): boolean;
}

/** Remembered ids, to drop what a reconnect brings twice. */
const REMEMBERED = 2000;

interface Listener {
  onEvent(event: ParleyEvent): void;
  onReset?: (() => void) | undefined;
}

/**
 * A subscription to the log that survives anything: it resumes after the last event that was handled, drops repeats, keeps
 * the order, and tells when it has caught up. One feed serves all listeners of the same document.
 */
export class EventFeed {
  private readonly listeners = new Set<Listener>();
  private readonly watchers = new Set<() => void>();
  private readonly seen = new Set<string>();
  private queue: { event: ParleyEvent; raw: unknown }[] = [];
  private scheduled = false;
  private stop: (() => void) | null = null;
  private failures = 0;
  private target: string | null = null;
  private state: FeedState;
  /** Stands for the subscription in use: what an abandoned one still says is not heard. */
  private running: object | null = null;

  constructor(
    private readonly ports: FeedPorts,
    after: string | null,
  ) {
    this.state = { live: false, caughtUp: false, lastId: after };
  }

  /** Adds a listener; the first one starts the subscription, the last one to leave ends it. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    if (!this.stop) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      this.stop?.();
      this.stop = null;
      this.set({ live: false, caughtUp: false });
    };
  }

  /** The state now; the same object until something changes. */
  snapshot = (): FeedState => this.state;

  /** Calls back whenever the state changes. */
  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };

  /** The socket is open again: what was missed is about to come. */
  connected(): void {
    if (!this.stop) return;
    this.set({ live: true, caughtUp: false });
    void this.aim();
  }

  /** The socket is gone; the events go on from the last handled id when it is back. */
  disconnected(): void {
    this.set({ live: false, caughtUp: false });
  }

  private set(change: Partial<FeedState>): void {
    const next = { ...this.state, ...change };
    if (next.live === this.state.live && next.caughtUp === this.state.caughtUp && next.lastId === this.state.lastId) return;
    this.state = next;
    for (const watcher of [...this.watchers]) watcher();
  }

  private start(): void {
    const run = {};
    this.running = run;
    const mine = () => this.running === run && this.listeners.size > 0;
    this.stop = this.ports.subscribe(() => this.state.lastId, {
      next: (event, raw) => {
        if (mine()) this.take(event, raw);
      },
      failed: (error) => {
        if (mine()) this.again(error);
      },
      ended: () => {
        if (mine()) this.again(null);
      },
    });
    if (this.ports.isOpen()) this.connected();
  }

  private again(error: unknown): void {
    this.running = null;
    this.stop?.();
    this.stop = () => {
      this.running = null;
    };
    this.set({ live: false, caughtUp: false });
    const restart = () => {
      if (this.listeners.size > 0) this.start();
    };
    if (this.ports.cannotResume(error)) {
      this.ports.later(() => void this.reset(restart), this.failures++);
      return;
    }
    this.ports.later(restart, this.failures++);
  }

  /** The log does not reach back to our id: start from its end, and let the screens read their lists anew. */
  private async reset(restart: () => void): Promise<void> {
    try {
      this.set({ lastId: await this.ports.latest() });
      this.seen.clear();
      for (const listener of [...this.listeners]) listener.onReset?.();
    } catch {
      // Without an answer the old id stays, and the next attempt asks again.
    }
    restart();
  }

  /** Finds out what “caught up” means: everything up to the newest entry as of now. */
  private async aim(): Promise<void> {
    try {
      this.target = await this.ports.latest();
    } catch {
      this.target = null;
    }
    this.arrived();
  }

  private arrived(): void {
    if (!this.state.live || this.state.caughtUp || this.queue.length > 0) return;
    const there = this.target === null || this.target === this.state.lastId || this.seen.has(this.target);
    if (there) this.set({ caughtUp: true });
    // Entries that this person may not see never arrive: a pause without events says the same.
    else
      this.ports.later(() => {
        if (this.state.live && this.queue.length === 0) this.set({ caughtUp: true });
      }, 0);
  }

  private take(event: ParleyEvent, raw: unknown): void {
    this.failures = 0;
    if (this.seen.has(event.id)) return;
    this.seen.add(event.id);
    if (this.seen.size > REMEMBERED) this.seen.delete(this.seen.values().next().value as string);
    this.queue.push({ event, raw });
    if (this.scheduled) return;
    this.scheduled = true;
    this.ports.soon(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    const batch = this.queue;
    this.queue = [];
    const last = batch.at(-1);
    if (!last) return;
    this.ports.store(batch.map((each) => each.raw));
    for (const { event } of batch) {
      for (const listener of [...this.listeners]) {
        try {
          listener.onEvent(event);
        } catch (error) {
          // One broken listener must not cost the others their event.
          report(`A listener failed on ${event.type}`, error);
        }
      }
    }
    this.set({ lastId: last.event.id, live: true });
    this.arrived();
  }
}
