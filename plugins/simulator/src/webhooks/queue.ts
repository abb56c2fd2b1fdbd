import type { Update } from './update';

/** Something that waits to be posted. Plain JSON: it survives a restart. */
export interface Queued {
  seq: number;
  /** Simulator's time, epoch ms. */
  dueAt: number;
  /** When it first should have gone. */
  firstAt: number;
  /** Posts so far. */
  attempt: number;
  /** 0: the first; above: the same bytes again on purpose. */
  copy: number;
  updates: Update[];
  /** The bytes as first posted; a retry repeats them. Absent: not composed yet. */
  body?: string;
}

/** A heap by due time, then by order of arrival; things about one customer keep their order unless told otherwise. */
export class WebhookQueue {
  private heap: Queued[] = [];
  private seq = 0;
  private readonly busy = new Set<string>();
  private readonly behind = new Map<string, Queued[]>();

  get size(): number {
    let size = this.heap.length;
    for (const list of this.behind.values()) size += list.length;
    return size;
  }

  /** The highest number given out so far. */
  get lastSeq(): number {
    return this.seq;
  }

  add(item: Omit<Queued, 'seq'>): void {
    this.push({ ...item, seq: ++this.seq });
  }

  /** Due time of the first; null: nothing can start. */
  nextDueAt(): number | null {
    return this.heap[0]?.dueAt ?? null;
  }

  /** Takes the first that is due at `now`, and marks its customers busy when `inLanes`. */
  take(now: number, inLanes: boolean): Queued | null {
    for (;;) {
      const first = this.heap[0];
      if (!first || first.dueAt > now) return null;
      this.pop();
      const blocked = inLanes ? lanesOf(first).find((lane) => this.busy.has(lane)) : undefined;
      if (blocked === undefined) {
        if (inLanes) for (const lane of lanesOf(first)) this.busy.add(lane);
        return first;
      }
      const list = this.behind.get(blocked);
      if (list) list.push(first);
      else this.behind.set(blocked, [first]);
    }
  }

  /**
   * Further things that are due and not composed yet, to go along with `leader`, in their order.
   *
   * @param most how many at most
   * @param fits whether they may share its POST
   */
  takeMore(leader: Queued, now: number, inLanes: boolean, most: number, fits: (item: Queued) => boolean): Queued[] {
    const taken: Queued[] = [];
    const own = new Set(lanesOf(leader));
    while (taken.length < most) {
      const first = this.heap[0];
      if (!first || first.dueAt > now || first.body !== undefined || !fits(first)) break;
      const lanes = lanesOf(first);
      if (inLanes && lanes.some((lane) => this.busy.has(lane) && !own.has(lane))) break;
      this.pop();
      for (const lane of lanes) {
        own.add(lane);
        if (inLanes) this.busy.add(lane);
      }
      taken.push(first);
    }
    return taken;
  }

  /** Its customers are free again. */
  release(item: Queued): void {
    for (const lane of lanesOf(item)) {
      this.busy.delete(lane);
      const list = this.behind.get(lane);
      if (!list) continue;
      this.behind.delete(lane);
      for (const waiting of list) this.push(waiting);
    }
  }

  /** Everything that waits, in no order. */
  all(): Queued[] {
    return [...this.heap, ...[...this.behind.values()].flat()];
  }

  restore(items: readonly Queued[]): void {
    for (const item of [...items].sort(before)) this.add(item);
  }

  private push(item: Queued): void {
    this.heap.push(item);
    let at = this.heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (before(this.heap[parent]!, item) <= 0) break;
      this.heap[at] = this.heap[parent]!;
      at = parent;
    }
    this.heap[at] = item;
  }

  private pop(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.heap.length) break;
      if (child + 1 < this.heap.length && before(this.heap[child + 1]!, this.heap[child]!) < 0) child++;
      if (before(last, this.heap[child]!) <= 0) break;
      this.heap[at] = this.heap[child]!;
      at = child;
    }
    this.heap[at] = last;
  }
}

const before = (a: Queued, b: Queued): number => a.dueAt - b.dueAt || a.seq - b.seq;
const lanesOf = (item: Queued): string[] => [...new Set(item.updates.map((update) => `${update.numberId}/${update.customerId}`))];
