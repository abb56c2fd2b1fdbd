import { createLocalStore, type Store } from '@parley/plugin-ui';
import { useEffect, useRef, useSyncExternalStore } from 'react';

const stores = new Map<string, Store<unknown>>();

/** A value that this browser keeps for one person, the same store every time. */
export function personalStore<T>(name: string, agentId: string, initial: T): Store<T> {
  const key = `parley.${name}.${agentId}`;
  let store = stores.get(key) as Store<T> | undefined;
  if (!store) stores.set(key, (store = createLocalStore(key, initial)) as Store<unknown>);
  return store;
}

/** Follows a store. */
export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get);

/** Runs something when a value changes (and once at the start), always with what the latest render knows. */
export function useWhen(value: string | number | boolean | null, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    latest.current();
  }, [value]);
}

/** A key that nobody else makes; also on pages without HTTPS, where `crypto.randomUUID` is missing. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
