import { useApolloClient } from '@apollo/client/react';
import { useEvents, type FeedState, type ParleyEvent } from '@parley/plugin-ui';
import { useEffect, useRef } from 'react';
import { AdminEventsDocument, type AdminEventsSubscription } from '../gql/generated';
import { appendMessage, dropConversation, placeConversation } from './lists';

/** What an event is about, with what the console shows of it. */
export type LiveNode = NonNullable<AdminEventsSubscription['events']['node']>;
/** One event of the log. */
export type LiveEvent = ParleyEvent<LiveNode>;

/**
 * Follows the log for the whole console: what changed is in the cache already; here it finds its place in the lists and in the
 * open chat. After a gap that the log cannot bridge, everything on screen is read anew.
 */
export function useLive(): FeedState {
  const client = useApolloClient();
  return useEvents<LiveNode>(
    AdminEventsDocument,
    ({ node, nodeId }) => {
      if (!node && nodeId.startsWith('conv_')) dropConversation(client.cache, nodeId);
      if (node?.__typename === 'Conversation') placeConversation(client.cache, node);
      if (node?.__typename === 'Message') {
        appendMessage(client.cache, node.conversation.id, node.id);
        placeConversation(client.cache, node.conversation);
      }
    },
    { onReset: () => void client.refetchQueries({ include: 'active' }) },
  );
}

/**
 * Reads something again when an event says that it changed: once for a burst, at most every second.
 * @param concerns which events matter
 */
export function useReadAgain(concerns: (event: LiveEvent) => boolean, read: () => unknown): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  useEvents<LiveNode>(AdminEventsDocument, (event) => {
    if (timer.current !== undefined || !concerns(event)) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, 1_000);
  });
}
