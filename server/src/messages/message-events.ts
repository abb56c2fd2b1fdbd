import type { EntityManager } from 'typeorm';
import { ContactRow } from '../contacts/contact.entity';
import { ConversationRow } from '../conversations/conversation.entity';
import { conversationAudience } from '../events/audience';
import type { EventRows, NewEvent } from '../events/event-log';
import { MessageRow } from './message.entity';

/** What an event says beyond the message itself. */
export interface MessageEventExtras {
  actorId?: string | null;
  data?: Record<string, unknown>;
  /** More rows that the feed need not read again. */
  rows?: EventRows;
}

/** A conversation with its contact's owner: all that decides who may be told. */
export const conversationWithOwner = async (
  manager: EntityManager,
  conversationId: string,
): Promise<ConversationRow & { ownerId: string | null }> => {
  const conversation = await manager.findOneByOrFail(ConversationRow, { id: conversationId });
  const contact = await manager.findOneBy(ContactRow, { id: conversation.contactId });
  return Object.assign(conversation, { ownerId: contact?.ownerId ?? null });
};

/**
 * An event about a message, to whoever may see its conversation.
 *
 * @param type `message.created` or `message.updated`
 */
export const messageEvent = async (
  manager: EntityManager,
  type: string,
  message: MessageRow,
  extras: MessageEventExtras = {},
): Promise<NewEvent> => {
  const conversation = await conversationWithOwner(manager, message.conversationId);
  return {
    orgId: message.orgId,
    type,
    nodeId: message.id,
    actorId: extras.actorId ?? null,
    audience: conversationAudience(conversation),
    ...(extras.data ? { data: extras.data } : {}),
    rows: [[MessageRow, message], [ConversationRow, conversation], ...(extras.rows ?? [])],
  };
};
