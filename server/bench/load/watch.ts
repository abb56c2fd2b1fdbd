import { Subscriber } from './subscriber.ts';

/** The subscribers of a generator and what they have seen of the round that runs. */
export class Watch {
  private readonly subscribers: Subscriber[] = [];
  private marker = Buffer.alloc(0);
  /** When each watched subscriber saw each message; 0: not yet. */
  private arrivals: Float64Array[] = [];
  private marked = 0;

  /** Is anybody there? */
  get watches(): boolean {
    return this.arrivals.length > 0;
  }

  /**
   * Opens sockets, one for each token, and subscribes them.
   *
   * @param watched so many of them are looked at frame by frame; of the others frames are counted
   */
  async open(port: number, tokens: readonly string[], query: string | null, watched: number): Promise<void> {
    for (let i = 0; i < tokens.length; i += 50)
      this.subscribers.push(...(await Promise.all(tokens.slice(i, i + 50).map((token) => Subscriber.open(port, token)))));
    if (query === null) return;
    const step = Math.max(1, Math.floor(tokens.length / watched));
    const chosen = this.subscribers.filter((_, i) => i % step === 0).slice(0, watched);
    this.arrivals = chosen.map(() => new Float64Array(0));
    for (const subscriber of this.subscribers) {
      const index = chosen.indexOf(subscriber);
      subscriber.subscribe(query, index < 0 ? () => undefined : (bytes) => this.see(index, bytes));
    }
  }

  close(): void {
    for (const subscriber of this.subscribers.splice(0)) subscriber.close();
    this.arrivals = [];
  }

  /** A round begins: messages of this series count, numbered below `count`. */
  begin(series: string, count: number): void {
    this.marker = Buffer.from(`"text":"#${series}:`);
    this.arrivals = this.arrivals.map(() => new Float64Array(count));
    this.mark();
  }

  /** Frames are counted from here. */
  mark(): void {
    this.marked = this.frames();
  }

  sinceMark(): number {
    return this.frames() - this.marked;
  }

  /** How many watched subscribers have seen a message. */
  seen(n: number): number {
    return this.times(n).length;
  }

  /** When watched subscribers saw a message. */
  times(n: number): number[] {
    return this.arrivals.map((times) => times[n] ?? 0).filter((time) => time > 0);
  }

  private frames(): number {
    return this.subscribers.reduce((sum, { frames }) => sum + frames, 0);
  }

  private see(index: number, bytes: Buffer): void {
    const at = bytes.indexOf(this.marker);
    if (at < 0) return;
    const n = Number.parseInt(bytes.toString('latin1', at + this.marker.length, at + this.marker.length + 9), 10);
    const times = this.arrivals[index];
    if (times && times[n] === 0) times[n] = performance.now();
  }
}
