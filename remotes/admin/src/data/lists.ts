import { gql, type ApolloCache, type Reference } from '@apollo/client';
import type { ConversationCardFragment, ConversationFilter } from '../gql/generated';
import { joined, type StoredChat, type StoredPage } from './policies';

/** Conversations in one page of the list. */
export const PAGE = 40;

/** Does a conversation belong into the list of that filter? A search is the server's business: `null`. */
export function belongs(card: ConversationCardFragment, filter: ConversationFilter): boolean | null {
  const group = filter.group === 'CLOSED' || filter.group === 'RECENT' ? card.status === 'CLOSED' : card.status !== 'CLOSED';
  if (filter.group && !group) return false;
  if (filter.inboxId && card.inbox.id !== filter.inboxId) return false;
  if (filter.assigneeId && card.assignee?.id !== filter.assigneeId) return false;
  if (filter.scope === 'UNASSIGNED' && card.assignee) return false;
  return filter.search ? null : true;
}

/** The filter that a stored field holds, read from its key. */
function filterOf(storeFieldName: string): ConversationFilter {
  const start = storeFieldName.indexOf('{');
  if (start < 0) return {};
  return (JSON.parse(storeFieldName.slice(start, storeFieldName.lastIndexOf('}') + 1)) as { filter?: ConversationFilter }).filter ?? {};
}

function edit(cache: ApolloCache, change: (stored: StoredPage, filter: ConversationFilter) => StoredPage): void {
  cache.modify<{ conversations: StoredPage }>({
    fields: {
      conversations: (stored, { storeFieldName }) =>
        change(stored as unknown as StoredPage, filterOf(storeFieldName)) as unknown as typeof stored,
    },
  });
}

/** Puts a conversation into the lists where it belongs now and takes it out of the others. */
export function placeConversation(cache: ApolloCache, card: ConversationCardFragment): void {
  const ref: Reference = { __ref: `Conversation:${card.id}` };
  edit(cache, (stored, filter) => {
    const there = stored.nodes.some((each) => each.__ref === ref.__ref);
    const fits = belongs(card, filter);
    if (fits === false) return there ? { ...stored, nodes: stored.nodes.filter((each) => each.__ref !== ref.__ref) } : stored;
    return fits && !there ? { ...stored, nodes: [ref, ...stored.nodes] } : stored;
  });
}

/** Takes a conversation out of every list: this person may not see it any more. */
export function dropConversation(cache: ApolloCache, id: string): void {
  edit(cache, (stored) => ({ ...stored, nodes: stored.nodes.filter((each) => each.__ref !== `Conversation:${id}`) }));
}

const SEQ = gql`
  fragment MessageSeq on Message {
    id
    seq
  }
`;

/** Adds a message to the end of a chat that was opened before. */
export function appendMessage(cache: ApolloCache, conversationId: string, messageId: string): void {
  const seq = (ref: Reference) => cache.readFragment<{ seq: number }>({ id: ref.__ref, fragment: SEQ })?.seq ?? 0;
  cache.modify<{ messages: StoredChat }>({
    id: `Conversation:${conversationId}`,
    fields: {
      messages(stored) {
        const chat = stored as unknown as StoredChat;
        const nodes = joined(chat.nodes, [{ __ref: `Message:${messageId}` }]).sort((a, b) => seq(a) - seq(b));
        return { ...chat, nodes } as unknown as typeof stored;
      },
    },
  });
}
