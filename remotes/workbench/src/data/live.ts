import { useApolloClient } from '@apollo/client/react';
import { useEvents, useSession, type FeedState } from '@parley/plugin-ui';
import { useCallback, useRef } from 'react';
import { WorkbenchEventsDocument, type WorkbenchEventsSubscription } from '../gql/generated';
import { dropConversation, placeConversation } from './lists';
import { appendMessages } from './messages';
import type { Card, Preview } from './types';

type Node = NonNullable<WorkbenchEventsSubscription['events']['node']>;

/** Something that asks for the agent's attention. */
export interface Knock {
  conversation: Card;
  message: Preview | null;
}

/** What the screen does with what the log brings. */
export interface LiveHandlers {
  /** A customer wrote in a conversation of mine, or a waiting one became mine. */
  onKnock(knock: Knock): void;
  /** A conversation left this person's sight. */
  onGone(conversationId: string): void;
  /** Something happened that a searched list may show. */
  onChange(): void;
}

/** Events by which a conversation comes to somebody. */
const COMING = new Set(['conversation.assigned', 'conversation.transferred']);

/**
 * Follows the log for the whole workbench: one subscription, whose objects are in the cache already; here they find their
 * place in the lists and in the open chat. After a gap that the log cannot bridge, everything is read anew.
 */
export function useLive({ onKnock, onGone, onChange }: LiveHandlers): FeedState {
  const client = useApolloClient();
  const { viewer } = useSession();
  const me = viewer.agent.id;
  const rung = useRef(new Set<string>());

  const ring = useCallback(
    (knock: Knock) => {
      const id = knock.message?.id ?? knock.conversation.id;
      if (rung.current.has(id)) return;
      rung.current.add(id);
      onKnock(knock);
    },
    [onKnock],
  );

  return useEvents<Node>(
    WorkbenchEventsDocument,
    (event) => {
      const node = event.node;
      if (!node) {
        if (!event.nodeId.startsWith('conv_')) return;
        dropConversation(client.cache, event.nodeId);
        onGone(event.nodeId);
        return;
      }
      if (node.__typename === 'Conversation') {
        placeConversation(client.cache, node, me);
        if (COMING.has(event.type) && node.assignee?.id === me && node.unreadCount > 0)
          ring({ conversation: node, message: node.lastMessage });
        onChange();
      }
      if (node.__typename === 'Message') {
        appendMessages(client.cache, node.conversation.id, [node.id]);
        placeConversation(client.cache, node.conversation, me);
        if (event.type === 'message.received' && node.direction === 'IN' && node.conversation.assignee?.id === me)
          ring({ conversation: node.conversation, message: node });
        onChange();
      }
    },
    {
      onReset: () => {
        void client.refetchQueries({ include: 'active' });
      },
    },
  );
}
