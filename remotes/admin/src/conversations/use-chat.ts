import { useQuery } from '@apollo/client/react';
import { useRef } from 'react';
import { ChatPageDocument, ConversationDocument } from '../gql/generated';
import type { ChatMessage } from './content';

/** Messages in one page of a chat. */
const PAGE = 25;

/** A conversation and the run of its messages that was read so far. */
export function useChat(id: string) {
  const asking = useRef(false);
  const head = useQuery(ConversationDocument, { variables: { id }, fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' });
  const chat = useQuery(ChatPageDocument, {
    variables: { id, last: PAGE },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const conversation = head.data?.node && 'contact' in head.data.node ? head.data.node : null;
  const page = chat.data?.node && 'messages' in chat.data.node ? chat.data.node.messages : null;
  const messages: readonly ChatMessage[] | null = page?.nodes ?? null;
  const earlier = async () => {
    if (asking.current || !page?.pageInfo.hasPreviousPage) return;
    asking.current = true;
    await chat.fetchMore({ variables: { before: page.pageInfo.startCursor } }).catch(() => {});
    asking.current = false;
  };
  const again = () => Promise.allSettled([head.refetch(), chat.refetch()]);
  const gone = !conversation && head.data !== undefined && !head.loading;
  return {
    conversation,
    messages,
    hasEarlier: page?.pageInfo.hasPreviousPage ?? false,
    earlier,
    error: head.error ?? chat.error,
    gone,
    again,
  };
}
