import { useQuery } from '@apollo/client/react';
import { useSession } from '@parley/plugin-ui';
import { useReadAgain } from '../data/use-live';
import { PluginFilesDocument, PluginsDocument, type PluginFileFragment } from '../gql/generated';

/** Health and failures come without an event of their own. */
const READ_EVERY = 30_000;
/** Calls count up while somebody looks at them. */
const WATCH_EVERY = 10_000;
const CHANGES = new Set(['plugin.changed', 'ui.changed']);

/** The plugins as the list and the sidebar show them; read again when one changes. */
export function usePlugins() {
  const { can } = useSession();
  const query = useQuery(PluginsDocument, {
    skip: !can('plugins.read'),
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    pollInterval: READ_EVERY,
  });
  const again = () => query.refetch().catch(() => {});
  useReadAgain(({ type }) => CHANGES.has(type), again);
  return { ...query, again };
}

/** Everything about one plugin. `plugin` is null when there is none of that id, undefined while it is on its way. */
export function usePluginFile(id: string) {
  const query = useQuery(PluginFilesDocument, {
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    pollInterval: WATCH_EVERY,
  });
  const again = () => query.refetch().catch(() => {});
  useReadAgain(({ type }) => CHANGES.has(type), again);
  const plugin: PluginFileFragment | null | undefined = query.data && (query.data.plugins.find((each) => each.id === id) ?? null);
  return { plugin, error: query.error, again };
}
