import { setTimeout as pause } from 'node:timers/promises';
import { Subscriber } from './subscriber.ts';

const QUERY = 'subscription($after: ID) { events(after: $after) { id type nodeId node { __typename id } } }';
const MARK = Buffer.from('"id":"evt_');
const QUOTE = 34;

/** Where a screen is, and the last event that it missed. */
interface Cursor {
  token: string;
  after: number;
  last: number;
}

/** One screen that comes back from its cursor, and sees to it that every event arrives once and in its turn. */
class Returning {
  /** The last event that it has. */
  position: number;
  /** From connecting until it had all that it missed, ms; NaN until then. */
  took = NaN;
  /** What went wrong. */
  failure: string | undefined;
  private subscriber: Subscriber | undefined;
  private readonly screen: Cursor;
  private readonly changed: () => void;

  constructor(screen: Cursor, changed: () => void) {
    this.screen = screen;
    this.changed = changed;
    this.position = screen.after;
  }

  /** Has it caught up, or failed? */
  get isDone(): boolean {
    return this.failure !== undefined || !Number.isNaN(this.took);
  }

  async start(port: number): Promise<void> {
    const began = performance.now();
    try {
      this.subscriber = await Subscriber.open(port, this.screen.token);
    } catch (error) {
      return this.fail((error as Error).message);
    }
    this.subscriber.onClose = () => this.fail(`closed after event ${this.position}`);
    this.subscriber.subscribe(QUERY, (bytes) => this.see(bytes, began), { after: `evt_${this.screen.after}` });
  }

  close(): void {
    if (this.subscriber) this.subscriber.onClose = () => undefined;
    this.subscriber?.close();
  }

  private see(bytes: Buffer, began: number): void {
    const at = bytes.indexOf(MARK) + MARK.length;
    if (at < MARK.length) return this.fail(bytes.toString().slice(0, 200));
    const seq = Number(bytes.toString('latin1', at, bytes.indexOf(QUOTE, at)));
    if (seq !== this.position + 1) return this.fail(`after event ${this.position} came ${seq}`);
    this.position = seq;
    if (seq === this.screen.last) {
      this.took = performance.now() - began;
      this.changed();
    }
  }

  private fail(why: string): void {
    this.failure ??= why;
    this.changed();
  }
}

/** What became of a storm. */
export interface StormResult {
  /** From connecting to caught up, ms, of those who did. */
  times: number[];
  /** From the first that connected until the last had caught up, ms. */
  allMs: number;
  /** What went wrong, in the words of those whom it befell. */
  failures: string[];
  /** The last event that each has, in the order of the screens; null: it failed. */
  positions: (number | null)[];
}

/**
 * Screens come back, spread evenly over `withinMs`, each from its own cursor.
 *
 * @param settled resolves when nothing more is to come: until then everybody stays and takes what happens
 */
export const storm = async (
  port: number,
  screens: readonly Cursor[],
  { withinMs, patienceMs }: { withinMs: number; patienceMs: number },
  settled: () => Promise<void>,
): Promise<StormResult> => {
  let left = screens.length;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const all = screens.map((screen) => {
    let isCounted = false;
    const one: Returning = new Returning(screen, () => {
      if (isCounted) return;
      isCounted = true;
      if (--left === 0) finish();
    });
    return one;
  });
  const began = performance.now();
  const starting = (async () => {
    for (let started = 0; started < all.length; await pause(5)) {
      const due = Math.min(all.length, Math.ceil((all.length * (performance.now() - began)) / withinMs));
      for (; started < due; started++) void all[started]?.start(port);
    }
  })();
  await Promise.race([finished, pause(patienceMs, undefined, { ref: false })]);
  const allMs = performance.now() - began;
  await starting;
  await settled();
  for (const one of all) one.close();
  return {
    times: all.map(({ took }) => took).filter((took) => !Number.isNaN(took)),
    allMs,
    failures: all.flatMap(({ failure, isDone }) => (failure !== undefined ? [failure] : isDone ? [] : ['did not catch up'])),
    positions: all.map(({ failure, position }) => (failure === undefined ? position : null)),
  };
};
