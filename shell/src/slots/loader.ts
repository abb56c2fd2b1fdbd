import { LoadError, createStore, type PartRef, type SlotHost, type SlotLoader, type Store } from '@parley/plugin-ui';
import { fitsContract } from '../contract';
import { loadModule, loadedModule, runningBuilds } from '../federation';
import type { RemoteRow } from '../registry';

/** What is known about the remotes; another object whenever something changes. */
export interface RemotesState extends Pick<SlotHost, 'buildOf' | 'problemOf'> {
  /** Names the active builds that differ from what this page runs; empty when there is none. */
  newer: string;
}

/** Loads modules of the remotes that the registry names, and remembers what went wrong. */
export interface RemoteLoader extends SlotLoader {
  /** Takes the registry's rows as they are now. */
  offer(rows: readonly RemoteRow[]): void;
  readonly state: Pick<Store<RemotesState>, 'get' | 'subscribe'>;
}

const keyOf = ({ plugin, component }: PartRef) => `${plugin}/${component}`;

/** Makes the loader of a page; it lives as long as the page. */
export function createLoader(): RemoteLoader {
  let rows: ReadonlyMap<string, RemoteRow> = new Map();
  const problems = new Map<string, LoadError>();

  const look = (): RemotesState => {
    const running = runningBuilds();
    return {
      buildOf: (id) => running.get(id) ?? rows.get(id)?.digest ?? '',
      problemOf(part) {
        const row = rows.get(part.plugin);
        if (!row) return new LoadError('missing');
        const known = problems.get(keyOf(part));
        if (known) return known;
        return running.has(row.id) || fitsContract(row.contract) ? undefined : new LoadError('contract', row.contract);
      },
      newer: [...running]
        .flatMap(([id, build]) => {
          const active = rows.get(id)?.digest;
          return active === undefined || active === build ? [] : [`${id} ${active}`];
        })
        .join(),
    };
  };
  const state = createStore(look());

  return {
    state,
    offer(offered) {
      rows = new Map(offered.map((row) => [row.id, row]));
      // A new build may have put it right; whoever shows it tries again.
      problems.clear();
      state.set(look());
    },
    async load(part) {
      const row = rows.get(part.plugin);
      const key = keyOf(part);
      try {
        if (!row) throw new LoadError('missing');
        const component = await loadModule(row, part.component);
        problems.delete(key);
        return component;
      } catch (error) {
        problems.set(key, error instanceof LoadError ? error : new LoadError('broken', part.component));
        throw error;
      } finally {
        state.set(look());
      }
    },
    loaded: ({ plugin, component }) => loadedModule(plugin, component),
  };
}
