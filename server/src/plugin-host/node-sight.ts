import { In, IsNull, Not, type EntityManager } from 'typeorm';
import { ContactRow } from '../contacts/contact.entity';
import { ConversationRow } from '../conversations/conversation.entity';
import { conversationAudience, type Audience } from '../events/audience';
import { InboxRow } from '../inboxes/inbox.entity';
import { MessageRow } from '../messages/message.entity';
import { AgentRow } from '../people/agent.entity';

const kindOf = (id: string): string => id.slice(0, id.indexOf('_'));

/**
 * Who is told of something that a plugin says of a node: whoever may see the node, as with the core's own events of it.
 *
 * @throws Error when there is no such node in the organization
 */
export const audienceOf = async (manager: EntityManager, orgId: string, nodeId: string): Promise<Audience> => {
  const found = await lookUp(manager, orgId, nodeId);
  if (!found)
    throw new Error(
      `ctx.emit: nodeId ${nodeId} is not in this organization; give the id of a conversation, a contact, a message, an agent or an inbox`,
    );
  return found;
};

const lookUp = async (manager: EntityManager, orgId: string, nodeId: string): Promise<Audience | null> => {
  switch (kindOf(nodeId)) {
    case 'msg': {
      const message = await manager.findOneBy(MessageRow, { id: nodeId, orgId });
      return message && ofConversation(manager, orgId, message.conversationId);
    }
    case 'conv':
      return ofConversation(manager, orgId, nodeId);
    case 'cont':
      return ofContact(manager, orgId, nodeId);
    case 'agent':
      return (await manager.existsBy(AgentRow, { id: nodeId, orgId })) ? { all: true } : null;
    case 'inbox':
      return (await manager.existsBy(InboxRow, { id: nodeId, orgId })) ? { all: true } : null;
    default:
      return nodeId === orgId ? { all: true } : null;
  }
};

const ofConversation = async (manager: EntityManager, orgId: string, id: string): Promise<Audience | null> => {
  const conversation = await manager.findOneBy(ConversationRow, { id, orgId });
  if (!conversation) return null;
  const contact = await manager.findOneBy(ContactRow, { id: conversation.contactId });
  return conversationAudience({ ...conversation, ownerId: contact?.ownerId ?? null });
};

const ofContact = async (manager: EntityManager, orgId: string, id: string): Promise<Audience | null> => {
  const contact = await manager.findOneBy(ContactRow, { id, orgId });
  if (!contact) return null;
  const open = await manager.findBy(ConversationRow, { contactId: id, orgId, openKey: Not(IsNull()) });
  const agents = [...new Set(open.flatMap(({ assigneeId }) => assigneeId ?? []))];
  const queue = open.find(({ assigneeId }) => assigneeId === null);
  return {
    permission: 'contacts.read.all',
    conversation: true,
    ...(agents.length > 0 ? { agents } : {}),
    ...(queue ? { queueOf: queue.inboxId } : {}),
    ...(contact.ownerId ? { ownerId: contact.ownerId } : {}),
  };
};

/** The inboxes that conversations and messages belong to, by their id; other nodes belong to none. */
export const inboxesOf = async (manager: EntityManager, nodeIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const unique = [...new Set(nodeIds)];
  const messageIds = unique.filter((id) => kindOf(id) === 'msg');
  const messages =
    messageIds.length > 0
      ? await manager.find(MessageRow, { select: { id: true, conversationId: true }, where: { id: In(messageIds) } })
      : [];
  const conversationIds = [...new Set([...unique.filter((id) => kindOf(id) === 'conv'), ...messages.map((one) => one.conversationId)])];
  const conversations =
    conversationIds.length > 0
      ? await manager.find(ConversationRow, { select: { id: true, inboxId: true }, where: { id: In(conversationIds) } })
      : [];
  const inboxes = new Map(conversations.map(({ id, inboxId }) => [id, inboxId]));
  for (const { id, conversationId } of messages) {
    const inboxId = inboxes.get(conversationId);
    if (inboxId !== undefined) inboxes.set(id, inboxId);
  }
  for (const id of unique) if (kindOf(id) === 'inbox') inboxes.set(id, id);
  return inboxes;
};
