/** The queue of a group is full: come back later. */
export class QueueFull extends Error {}

/** How much goes into one group, and how much may wait. */
export interface GroupLimits {
  /** Items of one group. */
  items: number;
  /** Weight of one group; the first item goes in whatever it weighs. */
  weight: number;
  /** Items that may wait. */
  waiting: number;
  /** Bytes that may wait. */
  waitingBytes: number;
}

export const INTAKE_LIMITS: GroupLimits = { items: 128, weight: 2_000, waiting: 5_000, waitingBytes: 64 * 1024 * 1024 };

interface Waiting<T> {
  item: T;
  weight: number;
  bytes: number;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Self-clocking group commit: whatever has arrived when the writer is free goes into the next commit. There is no timer: at low load
 * nobody waits, under load the commit that runs is the wait.
 */
export class GroupCommit<T> {
  private queue: Waiting<T>[] = [];
  private bytes = 0;
  private running: Promise<void> | null = null;

  /**
   * @param commit may return an error for an item; that item is refused alone
   */
  constructor(
    private readonly commit: (items: T[]) => Promise<(Error | undefined)[]>,
    private readonly limits: GroupLimits = INTAKE_LIMITS,
  ) {}

  /**
   * Resolves once the item is committed.
   *
   * @param weight of the item within a group
   * @throws QueueFull when too much waits already
   */
  add(item: T, weight: number, bytes: number): Promise<void> {
    if (this.queue.length >= this.limits.waiting || (this.queue.length > 0 && this.bytes + bytes > this.limits.waitingBytes)) {
      return Promise.reject(new QueueFull('too much waits to be stored'));
    }
    this.bytes += bytes;
    return new Promise((done, failed) => {
      this.queue.push({ item, weight, bytes, done, failed });
      // after the poll phase: everything that has arrived by then is in the group
      this.running ??= new Promise((ready) => setImmediate(ready)).then(() => this.run());
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    const group = this.take();
    try {
      const results = await this.commit(group.map((one) => one.item));
      group.forEach((one, i) => (results[i] ? one.failed(results[i]) : one.done()));
    } catch (error) {
      for (const one of group) one.failed(error);
    }
    this.running = this.queue.length > 0 ? new Promise((ready) => setImmediate(ready)).then(() => this.run()) : null;
  }

  private take(): Waiting<T>[] {
    let n = 0;
    for (let weight = 0; n < this.queue.length && n < this.limits.items; n++) {
      weight += this.queue[n]?.weight ?? 0;
      if (n > 0 && weight > this.limits.weight) break;
    }
    const group = this.queue.slice(0, n);
    this.queue = this.queue.slice(n);
    for (const one of group) this.bytes -= one.bytes;
    return group;
  }
}
