import type { Change } from '../engine/changes';
import type { World } from '../engine/world';

/** Changes of so many ms are told together. */
const GATHER_MS = 40;
const HEARTBEAT_MS = 15_000;

/**
 * Server-sent events: each frame holds a list of changes; when a thing changed twice within a frame, only how it is now. Ends when the
 * reader goes away.
 */
export const eventStream = (world: World): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => {
    const waiting = new Map<string, Change>();
    let ring: (() => void) | undefined;
    let done = false;
    let greeted = false;
    const leave = world.changes.listen((change) => {
      waiting.delete(change.key);
      waiting.set(change.key, change);
      ring?.();
    });
    const pause = async (ms: number, wakes: boolean): Promise<void> => {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        timer.unref();
        if (!wakes) return;
        ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      ring = undefined;
    };
    return {
      async next() {
        if (done) return { done: true, value: undefined };
        if (!greeted) {
          greeted = true;
          return { done: false, value: Buffer.from('retry: 1000\n\n') };
        }
        if (waiting.size === 0) await pause(HEARTBEAT_MS, true);
        if (done) return { done: true, value: undefined };
        if (waiting.size === 0) return { done: false, value: Buffer.from(': still here\n\n') };
        await pause(GATHER_MS, false);
        const changes = [...waiting.values()];
        waiting.clear();
        return { done: false, value: Buffer.from(`data: ${JSON.stringify(changes)}\n\n`) };
      },
      async return() {
        done = true;
        leave();
        ring?.();
        return { done: true, value: undefined };
      },
    };
  },
});
