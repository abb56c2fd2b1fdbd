import { useQuery } from '@apollo/client/react';
import { useSession } from '@parley/plugin-ui';
import { useReadAgain } from '../data/use-live';
import { NavCountsDocument } from '../gql/generated';

/** Letters come without an event of their own. */
const LETTERS_EVERY = 60_000;
const COUNTED = new Set(['conversation.opened', 'conversation.closed']);

/** The counts of the sidebar: open conversations, and what waits to be applied. */
export function useCounts(): { open: number; letters: number } {
  const { can } = useSession();
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
  return { open: data?.inboxes.reduce((sum, inbox) => sum + inbox.openCount, 0) ?? 0, letters: data?.deadLetters?.nodes.length ?? 0 };
}
