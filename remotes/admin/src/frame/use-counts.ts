import { useQuery } from '@apollo/client/react';
import { useSession } from '@parley/plugin-ui';
import { useReadAgain } from '../data/use-live';
import { NavCountsDocument } from '../gql/generated';
import { needsAttention } from '../plugins/plugin-state';
import { usePlugins } from '../plugins/use-plugins';

/** Letters come without an event of their own. */
const LETTERS_EVERY = 60_000;
const COUNTED = new Set(['conversation.opened', 'conversation.closed']);

/** The counts of the sidebar: open conversations, what waits to be applied, and plugins that need somebody. */
export function useCounts(): { open: number; letters: number; plugins: number } {
  const { can } = useSession();
  const plugins = usePlugins().data?.plugins.filter(needsAttention) ?? [];
  const { data, refetch } = useQuery(NavCountsDocument, {
    variables: { intake: can('intake.manage') },
    skip: !can('inboxes.read'),
    fetchPolicy: 'cache-and-network',
    pollInterval: LETTERS_EVERY,
  });
  useReadAgain(
    ({ type }) => COUNTED.has(type),
    () => void refetch().catch(() => {}),
  );
  return {
    open: data?.inboxes.reduce((sum, inbox) => sum + inbox.openCount, 0) ?? 0,
    letters: data?.deadLetters?.nodes.length ?? 0,
    plugins: plugins.length,
  };
}
