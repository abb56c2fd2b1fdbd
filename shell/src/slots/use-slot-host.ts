import { report, type Parley, type SlotEntry, type SlotHost } from '@parley/plugin-ui';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Disabled, Override } from '../registry';
import type { RemoteLoader } from './loader';
import { fetchEntries } from './ui-slots';

/** What the slots depend on. */
export interface SlotHostInput {
  parley: Parley;
  loader: RemoteLoader;
  /** The session whose view it is; null while nobody is signed in. */
  sessionId: string | null;
  /** Another number: something changed on the server, read the entries anew. */
  round: number;
  override: Override | null;
  disabled: Disabled;
}

/** The entries of a plugin that a developer serves; null when its server does not tell: then the installed ones show its code. */
async function readOverride(id: string, entry: string): Promise<readonly SlotEntry[] | null> {
  try {
    const { fetchOverrideEntries } = await import('./override-slots');
    return await fetchOverrideEntries({ id, entry });
  } catch (error) {
    report(`The slots of ${id} could not be read from its development server`, error);
    return null;
  }
}

interface Known {
  sessionId: string | null;
  entries: readonly SlotEntry[];
}

/**
 * The entries of the slots for the person who is signed in. A list that cannot be read is no list, and reported; a later failure
 * leaves what is known.
 */
export function useSlotHost({ parley, loader, sessionId, round, override, disabled }: SlotHostInput): SlotHost {
  const [known, setKnown] = useState<Known>({ sessionId: null, entries: [] });
  const remotes = useSyncExternalStore(loader.state.subscribe, loader.state.get);
  const overrideId = override?.entry ? override.id : null;
  const overrideEntry = override?.entry ?? null;

  useEffect(() => {
    if (sessionId === null) return;
    let current = true;
    const read = async (): Promise<readonly SlotEntry[]> => {
      const [installed, own] = await Promise.all([
        fetchEntries(parley),
        overrideId !== null && overrideEntry !== null ? readOverride(overrideId, overrideEntry) : null,
      ]);
      return own ? [...installed.filter(({ plugin }) => plugin !== overrideId), ...own] : installed;
    };
    read().then(
      (entries) => {
        if (current) setKnown({ sessionId, entries });
      },
      (error: unknown) => {
        report('The slots of the plugins could not be read', error);
        if (current) setKnown((before) => (before.sessionId === sessionId ? before : { sessionId, entries: [] }));
      },
    );
    return () => {
      current = false;
    };
  }, [parley, sessionId, round, overrideId, overrideEntry]);

  return useMemo(
    (): SlotHost => ({
      entries: known.sessionId === sessionId ? known.entries.filter(({ plugin }) => !disabled.has(plugin, 'plugin')) : [],
      ready: known.sessionId === sessionId && sessionId !== null,
      loader,
      buildOf: remotes.buildOf,
      problemOf: remotes.problemOf,
    }),
    [known, sessionId, disabled, loader, remotes],
  );
}
