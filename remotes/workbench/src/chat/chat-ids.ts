import { createContext } from 'react';

/** Of the open conversation: what plugins are told about where they stand. */
export interface ChatIds {
  conversationId: string;
  contactId: string;
  inboxId: string;
}

/** Around the messages of a conversation. */
export const ChatIdsContext = createContext<ChatIds>({ conversationId: '', contactId: '', inboxId: '' });
