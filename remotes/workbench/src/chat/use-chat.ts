import { useQuery } from '@apollo/client/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { ChatMessage } from '../data/types';
import { ChatDocument } from '../gql/generated';

/** Messages in one page of the history. */
const PAGE = 40;

/** The history of a conversation as far as it is loaded: one run without gaps. */
export interface ChatHistory {
  messages: readonly ChatMessage[];
  /** The conversation that this one continues. */
  continues: string | null;
  loading: boolean;
  failed: boolean;
  /** It does not exist, or not for this person. */
  gone: boolean;
  hasOlder: boolean;
  hasNewer: boolean;
  loadingOlder: boolean;
  older(): void;
  newer(): void;
  /** Loads the part around a message; true when it is there. */
  around(messageId: string): Promise<boolean>;
  /** Back to the newest messages after a jump. */
  latest(): Promise<void>;
  again(): void;
}

const NOTHING: readonly ChatMessage[] = [];

/** Reads a conversation's history; the log adds to it. What was read before shows at once. */
export function useChat(id: string): ChatHistory {
  const { data, loading, error, fetchMore, refetch } = useQuery(ChatDocument, {
    variables: { id, last: PAGE },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const asking = useRef(false);
  const [loadingOlder, setLoadingOlder] = useState(false);
  const node = data?.node;
  const conversation = node && 'messages' in node ? node : null;
  const info = conversation?.messages.pageInfo;

  const page = useCallback(
    async (variables: Record<string, unknown>) => {
      if (asking.current) return;
      asking.current = true;
      try {
        await fetchMore({ variables: { last: null, ...variables } });
      } catch {
        // The way to more messages stays; the next scroll asks again.
      } finally {
        asking.current = false;
      }
    },
    [fetchMore],
  );

  return useMemo(
    () => ({
      messages: conversation?.messages.nodes ?? NOTHING,
      continues: conversation?.continues?.id ?? null,
      loading: loading && !conversation,
      failed: error !== undefined && !conversation,
      gone: node === null,
      hasOlder: info?.hasPreviousPage ?? false,
      hasNewer: info?.hasNextPage ?? false,
      loadingOlder,
      older() {
        if (asking.current || !info?.hasPreviousPage) return;
        setLoadingOlder(true);
        void page({ last: PAGE, before: info.startCursor }).finally(() => setLoadingOlder(false));
      },
      newer() {
        if (info?.hasNextPage) void page({ first: PAGE, after: info.endCursor });
      },
      async around(messageId) {
        if (conversation?.messages.nodes.some((message) => message.id === messageId)) return true;
        const answer = await fetchMore({ variables: { last: PAGE, around: messageId } }).catch(() => null);
        const found = answer?.data?.node;
        return found != null && 'messages' in found && found.messages.nodes.some((message) => message.id === messageId);
      },
      async latest() {
        await fetchMore({ variables: { last: PAGE } }).catch(() => {});
      },
      again: () => {
        void refetch().catch(() => {});
      },
    }),
    [conversation, node, info, loading, error, loadingOlder, page, fetchMore, refetch],
  );
}
