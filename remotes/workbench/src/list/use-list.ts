import { useQuery } from '@apollo/client/react';
import { useMemo, useRef } from 'react';
import { byTime, listVariables, type ListName } from '../data/lists';
import type { Card } from '../data/types';
import { ConversationListDocument } from '../gql/generated';

/** One list of the inbox as it is known now. */
export interface InboxList {
  cards: readonly Card[];
  loading: boolean;
  failed: boolean;
  hasMore: boolean;
  more(): void;
  again(): void;
}

const NOTHING: readonly Card[] = [];

/** Reads a list and keeps it sorted; the log keeps it true. `skip` for lists that are not shown. */
export function useList(list: ListName, search: string, skip = false): InboxList {
  const asking = useRef(false);
  const { data, previousData, loading, error, fetchMore, refetch } = useQuery(ConversationListDocument, {
    variables: listVariables(list, search),
    skip,
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  // While a new search is on its way the old hits stay, so that nothing flickers.
  const page = (data ?? (search ? previousData : undefined))?.conversations;
  const cards = useMemo(() => (page ? [...page.nodes].sort(byTime(list)) : NOTHING), [page, list]);
  return {
    cards,
    loading: !skip && !page && (loading || !error),
    failed: !page && error !== undefined,
    hasMore: page?.pageInfo.hasNextPage ?? false,
    more() {
      if (asking.current || !page?.pageInfo.hasNextPage) return;
      asking.current = true;
      void fetchMore({ variables: { after: page.pageInfo.endCursor } })
        .catch(() => {})
        .finally(() => {
          asking.current = false;
        });
    },
    again: () => {
      void refetch().catch(() => {});
    },
  };
}
