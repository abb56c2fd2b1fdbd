import { useQuery } from '@apollo/client/react';
import { useMemo, useRef } from 'react';
import { PAGE, belongs } from '../data/lists';
import { ConversationListDocument, type ConversationCardFragment, type ConversationFilter } from '../gql/generated';

/** A conversation as the list shows it. */
export type Card = ConversationCardFragment;

/** A list of conversations as it is known now. */
export interface ConversationsRead {
  /** Nothing until the first page is there. */
  cards: readonly Card[] | null;
  error: unknown;
  /** Reads the next page; nothing when there is none. */
  more: (() => void) | null;
  again(): void;
}

/** Reads the conversations of a filter page by page; the log keeps them true. */
export function useConversations(filter: ConversationFilter): ConversationsRead {
  const asking = useRef(false);
  const closed = filter.group === 'CLOSED';
  const variables = { filter, orderBy: closed ? ('CLOSED_AT' as const) : ('LAST_ACTIVITY' as const), first: PAGE };
  const { data, previousData, error, fetchMore, refetch } = useQuery(ConversationListDocument, {
    variables,
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  // While another search is on its way the old hits stay, so that nothing flickers.
  const page = (data ?? (filter.search ? previousData : undefined))?.conversations;
  const cards = useMemo(() => {
    if (!page) return null;
    const time = (card: Card) => (closed ? (card.closedAt ?? card.lastActivityAt) : card.lastActivityAt);
    return page.nodes
      .filter((card) => belongs(card, filter) !== false)
      .sort((a, b) => time(b).localeCompare(time(a)) || b.id.localeCompare(a.id));
  }, [page, filter, closed]);
  const more = () => {
    if (asking.current) return;
    asking.current = true;
    void fetchMore({ variables: { after: page?.pageInfo.endCursor } })
      .catch(() => {})
      .finally(() => {
        asking.current = false;
      });
  };
  return { cards, error, more: page?.pageInfo.hasNextPage ? more : null, again: () => void refetch().catch(() => {}) };
}
