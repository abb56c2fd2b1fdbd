import type { ContactInboxRow } from '../../contacts/contact-inbox.entity';
import type { ContactRow } from '../../contacts/contact.entity';
import { ConversationRow } from '../../conversations/conversation.entity';
import { newId } from '../../lib/ids';
import type { MessageRow } from '../../messages/message.entity';
import { previewOf } from '../../messages/preview';
import { placeKey, type Draft } from './draft';

/** Where a message that opens nothing belongs: the open conversation, else the latest. */
export const currentConversation = (draft: Draft, contact: ContactRow, inboxId: string): ConversationRow | undefined => {
  const key = placeKey(contact.id, inboxId);
  const last = draft.places.get(key)?.lastConversationId;
  return draft.open.get(key) ?? (last ? draft.conversations.get(last) : undefined);
};

/** A new conversation, in the queue or with the inbox's bot; it continues the last one on the inbox. */
export const openConversation = (draft: Draft, contact: ContactRow, place: ContactInboxRow, hasBot: boolean): ConversationRow => {
  const { now } = draft;
  const openKey = placeKey(contact.id, place.inboxId);
  const conversation = Object.assign(new ConversationRow(), {
    id: newId('conv', now),
    orgId: contact.orgId,
    inboxId: place.inboxId,
    contactId: contact.id,
    openKey,
    status: hasBot ? 'BOT' : 'QUEUED',
    assigneeId: null,
    priority: 0,
    openedAt: now,
    queuedAt: now,
    assignedAt: null,
    closedAt: null,
    closedById: null,
    closeReason: null,
    lastActivityAt: now,
    lastMessageId: null,
    lastMessageText: null,
    unread: 0,
    pendingSince: null,
    windowUntil: place.windowUntil,
    messageSeq: 0,
    continuesId: place.lastConversationId,
    waitWhy: null,
    tags: null,
  });
  draft.open.set(openKey, conversation);
  draft.conversations.set(conversation.id, conversation);
  draft.newConversations.add(conversation);
  place.lastConversationId = conversation.id;
  draft.changedPlaces.add(place);
  draft.tell('conversation.opened', () => draft.conversationEvent(conversation));
  return conversation;
};

/** Sets since when the customer waits, and remembers that it moved. */
export const setPending = (draft: Draft, conversation: ConversationRow, since: number | null): void => {
  conversation.pendingSince = since;
  draft.movedPending.add(conversation);
};

/** Puts a message at the end of its conversation and gives it its number. */
export const append = (draft: Draft, conversation: ConversationRow, message: MessageRow): void => {
  conversation.messageSeq++;
  message.seq = conversation.messageSeq;
  conversation.lastActivityAt = draft.now;
  conversation.lastMessageId = message.id;
  conversation.lastMessageText = previewOf(message);
  draft.changedConversations.add(conversation);
  draft.newMessages.add(message);
  draft.messages.set(message.id, message);
};
