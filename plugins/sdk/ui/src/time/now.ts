import { useSyncExternalStore } from 'react';

interface Ticker {
  get(): number;
  subscribe(listener: () => void): () => void;
}
const tickers = new Map<number, Ticker>();

function makeTicker(every: number): Ticker {
  let value = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();
  const tick = () => {
    value = Date.now();
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    subscribe(listener) {
      listeners.add(listener);
      if (!timer) {
        value = Date.now();
        timer = setInterval(tick, every);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

/**
 * The time now, in UTC epoch milliseconds, renewed every `every` milliseconds. All parts that ask for the same rhythm share
 * one timer and tick together.
 */
export function useNow(every = 1000): number {
  let ticker = tickers.get(every);
  if (!ticker) tickers.set(every, (ticker = makeTicker(every)));
  return useSyncExternalStore(ticker.subscribe, ticker.get);
}
