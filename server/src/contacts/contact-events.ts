import type { EntityManager } from 'typeorm';
import { Not } from 'typeorm';
import { ConversationRow } from '../conversations/conversation.entity';
import type { Audience } from '../events/audience';
import type { NewEvent } from '../events/event-log';
import { ContactRow } from './contact.entity';

/** Who is told of a customer: whoever reads every contact, their owner, and who has their open conversations or sees them wait. */
export const contactAudience = async (manager: EntityManager, contact: ContactRow): Promise<Audience> => {
  const open = await manager.findBy(ConversationRow, { contactId: contact.id, orgId: contact.orgId, status: Not('CLOSED') });
  const agents = [...new Set(open.flatMap(({ assigneeId }) => (assigneeId === null ? [] : [assigneeId])))];
  const queue = open.find(({ assigneeId }) => assigneeId === null);
  return {
    permission: 'contacts.read.all',
    conversation: true,
    ...(agents.length > 0 ? { agents } : {}),
    ...(queue ? { queueOf: queue.inboxId } : {}),
    ...(contact.ownerId ? { ownerId: contact.ownerId } : {}),
  };
};

/** `contact.updated`, to append last in the transaction that changed them. */
export const contactUpdated = async (
  manager: EntityManager,
  contact: ContactRow,
  more: Pick<NewEvent, 'actorId' | 'data'> = {},
): Promise<NewEvent> => ({
  orgId: contact.orgId,
  type: 'contact.updated',
  nodeId: contact.id,
  audience: await contactAudience(manager, contact),
  rows: [[ContactRow, contact]],
  ...more,
});
