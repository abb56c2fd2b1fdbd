import { AsyncResource } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';

interface Asked<V> {
  answer: Promise<V>;
  resolve: (value: V) => void;
  reject: (error: unknown) => void;
}

/** Keys that one call of the work gets at most. */
const MOST = 500;
/** Rest after an answer: to one, and to several, who are the beginning of a crowd. */
const REST_MS = { one: 10, several: 100 };

/**
 * Questions that arrive while others are being answered are answered together, next: alone nobody waits, in a crowd one statement serves
 * all. After each answer comes a rest in which more of a crowd can gather: SQLite answers before anybody else can ask, and Node accepts one
 * connection a turn, so that a turn with a commit in it makes everybody a crowd of one. Who asks the same meanwhile gets the same answer. The work runs outside of whatever transaction the first caller is in.
 */
export class Gather<K, V> {
  private waiting = new Map<K, Asked<V>>();
  private running = false;
  private readonly outside = new AsyncResource('Gather');

  /**
   * @param work answers all keys or rejects; a key that it leaves out was answered with `otherwise`
   */
  constructor(
    private readonly work: (keys: K[]) => Promise<ReadonlyMap<K, V>>,
    private readonly otherwise: V,
  ) {}

  ask(key: K): Promise<V> {
    const known = this.waiting.get(key);
    if (known) return known.answer;
    const asked = {} as Asked<V>;
    asked.answer = new Promise<V>((resolve, reject) => Object.assign(asked, { resolve, reject }));
    this.waiting.set(key, asked);
    if (!this.running) {
      this.running = true;
      this.outside.runInAsyncScope(() => setImmediate(() => void this.run()));
    }
    return asked.answer;
  }

  private async run(): Promise<void> {
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].slice(0, MOST);
      for (const [key] of batch) this.waiting.delete(key);
      try {
        const answers = await this.work(batch.map(([key]) => key));
        for (const [key, { resolve }] of batch) resolve(answers.has(key) ? (answers.get(key) as V) : this.otherwise);
      } catch (error) {
        for (const [, { reject }] of batch) reject(error);
      }
      if (this.waiting.size < MOST) await pause(batch.length > 1 ? REST_MS.several : REST_MS.one);
    }
    this.running = false;
  }
}
