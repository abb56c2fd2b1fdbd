/** A value kept in this browser, readable outside React and observable inside. */
export interface Store<T> {
  get(): T;
  set(next: T): void;
  subscribe(listener: () => void): () => void;
}

/** A store that lives as long as the page. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** Reads a JSON value of this browser's storage; `fallback` when there is none, or storage is forbidden. */
export function readLocal<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

/** Writes a JSON value to this browser's storage. A full or forbidden storage is no error: the choice then lasts for this page. */
export function writeLocal(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // The page works without a memory.
  }
}

/** A store whose value survives a reload and follows other tabs of the same browser. */
export function createLocalStore<T>(key: string, initial: T): Store<T> {
  const store = createStore(readLocal(key, initial));
  if (typeof window !== 'undefined')
    window.addEventListener('storage', (event) => {
      if (event.key === key) store.set(readLocal(key, initial));
    });
  return {
    ...store,
    set(next) {
      store.set(next);
      writeLocal(key, next);
    },
  };
}
