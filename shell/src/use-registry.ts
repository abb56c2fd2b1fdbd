import { useCallback, useEffect, useState } from 'react';
import { loadRegistry, overridden, type LoadedRegistry } from './registry';
import type { RemoteLoader } from './slots/loader';

const STALE_RETRY = 30_000;

/** What the server offers. */
export interface RegistryState {
  registry: LoadedRegistry | null;
  /** There is neither an answer nor a copy. */
  failed: boolean;
  /** Reads it anew. */
  again(): void;
}

/** Reads the registry at the start, and every half minute while there is only a copy, or none. The loader knows its rows first. */
export function useRegistry(loader: RemoteLoader): RegistryState {
  const [registry, setRegistry] = useState<LoadedRegistry | null>(null);
  const [failed, setFailed] = useState(false);
  const again = useCallback(() => {
    loadRegistry({ search: location.search, fetch: (url, init) => fetch(url, init), storage: localStorage }).then(
      (loaded) => {
        const remotes = overridden(loaded);
        loader.offer(remotes);
        setRegistry({ ...loaded, remotes });
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, [loader]);
  useEffect(again, [again]);
  const stale = registry?.stale === true;
  useEffect(() => {
    if (!stale && !failed) return;
    const timer = setInterval(again, STALE_RETRY);
    return () => clearInterval(timer);
  }, [stale, failed, again]);
  return { registry, failed, again };
}
