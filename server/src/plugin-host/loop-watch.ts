import type { LoadedPlugin } from './status';

/** A call into a plugin that has not ended, be its deadline over or not. */
export interface OpenCall {
  readonly plugin: LoadedPlugin;
  readonly name: string;
}

/** Told of each time in which the event loop stood still. `suspects`: the calls during which it did, one for each plugin and name. */
export type HeldListener = (ms: number, suspects: readonly OpenCall[]) => void;

const BEAT_MS = 100;

/**
 * Notices that the event loop stood still and says which calls into plugins were open then: what a handler does after its first
 * `await` cannot be timed from outside. One suspect is an answer, several are a hint.
 */
export class LoopWatch {
  private readonly open = new Set<OpenCall>();
  /** Calls that have ended since the last beat. */
  private ended = new Map<string, OpenCall>();
  /** Standstill since the last beat that is explained already, ms. */
  private explained = 0;
  private last = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly onHeld: HeldListener) {}

  start(): void {
    this.last = performance.now();
    this.timer ??= setInterval(() => this.beat(), BEAT_MS).unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  began(call: OpenCall): void {
    this.open.add(call);
  }

  finished(call: OpenCall): void {
    if (this.open.delete(call) && this.timer) this.ended.set(keyOf(call), call);
  }

  /** The synchronous part of a call was timed: it need not be looked for. */
  explain(ms: number): void {
    this.explained += ms;
  }

  private beat(): void {
    const now = performance.now();
    const held = now - this.last - BEAT_MS - this.explained;
    if (held > BEAT_MS) {
      const suspects = new Map([...this.ended, ...[...this.open].map((call) => [keyOf(call), call] as const)]);
      if (suspects.size > 0) this.onHeld(held, [...suspects.values()]);
    }
    this.ended = new Map();
    this.explained = 0;
    this.last = now;
  }
}

const keyOf = ({ plugin, name }: OpenCall): string => `${plugin.id} ${name}`;
