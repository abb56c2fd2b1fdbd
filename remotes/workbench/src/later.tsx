import { useEffect, useState, type ComponentType, type ReactNode } from 'react';

/** A part of the screen whose code comes when it is needed. */
export interface Later<P> {
  /** Shows the part; `until` stands there while its code is on its way. What cannot be loaded throws, and mounting it again tries again. */
  Part: ComponentType<P & { until?: ReactNode }>;
  /** Fetches the code, so that the part shows at once. */
  prepare(): void;
}

/** Puts a part's code into a file of its own. Not `lazy`: that keeps a failed load for ever, and waits a moment for what is here already. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  let Loaded: ComponentType<P> | null = null;
  let coming: Promise<void> | null = null;
  const fetch = (): Promise<void> =>
    (coming ??= load().then(
      (part) => {
        Loaded = part;
      },
      (error: unknown) => {
        coming = null;
        throw error;
      },
    ));
  function Part({ until = null, ...props }: P & { until?: ReactNode }) {
    const [, setHere] = useState(Loaded !== null);
    const [failure, setFailure] = useState<{ error: unknown } | null>(null);
    useEffect(() => {
      if (Loaded) return setHere(true);
      fetch().then(
        () => setHere(true),
        (error: unknown) => setFailure({ error }),
      );
    }, []);
    if (failure) throw failure.error;
    return Loaded ? <Loaded {...(props as unknown as P)} /> : until;
  }
  return { Part, prepare: () => void fetch().catch(() => {}) };
}
