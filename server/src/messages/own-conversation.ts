import type { ChannelAbilities } from '@parley/plugin';
import type { EntityManager } from 'typeorm';
import { ContactInboxRow } from '../contacts/contact-inbox.entity';
import { ConversationRow } from '../conversations/conversation.entity';
import { findVisible } from '../conversations/sight';
import { InboxRow } from '../inboxes/inbox.entity';
import type { Kernel } from '../kernel';
import { Refused, refuse } from '../lib/errors';
import { Sets } from '../lib/sets';
import type { Viewer } from '../people/viewer';
import type { InboxChannels } from './channel-access';
import { MessageRow } from './message.entity';

/**
 * A conversation that the viewer may read, locked until the transaction ends: whoever writes into it waits here, so that its
 * sequence and its keys have one writer at a time.
 *
 * @throws Refused CONVERSATION_NOT_FOUND: absent and forbidden look the same
 */
export const lockVisible = async (
  kernel: Kernel,
  manager: EntityManager,
  viewer: Viewer,
  conversationId: string,
): Promise<ConversationRow> => {
  await manager.query(`select id from conversation where id = ?${new Sets(manager, kernel.db.dialect).lock}`, [conversationId]);
  const conversation = await findVisible(kernel, viewer, conversationId);
  if (!conversation) throw refuse('CONVERSATION_NOT_FOUND', 'This conversation does not exist.', ['conversationId']);
  return conversation;
};

/** Only the agent who has it writes in it. */
export const requireOwn = (conversation: ConversationRow, viewer: Viewer): void => {
  if (conversation.assigneeId !== viewer.agentId)
    throw refuse('CONVERSATION_NOT_YOURS', 'This conversation is not assigned to you. Take it first, or ask for it.');
};

/** Nothing is written after the close. */
export const requireOpen = (conversation: ConversationRow): void => {
  if (conversation.status === 'CLOSED') throw refuse('CONVERSATION_CLOSED', 'This conversation is closed.');
};

/**
 * What the channel of a conversation can do.
 *
 * @throws Refused CHANNEL_UNAVAILABLE or INBOX_INACTIVE
 */
export const abilitiesOf = async (manager: EntityManager, channels: InboxChannels, inboxId: string): Promise<ChannelAbilities> => {
  const inbox = await manager.findOneByOrFail(InboxRow, { id: inboxId });
  if (!inbox.active) throw refuse('INBOX_INACTIVE', 'This inbox is switched off. An admin can switch it on.');
  const abilities = channels.abilities(inbox.channel);
  if (!abilities)
    throw refuse('CHANNEL_UNAVAILABLE', 'The channel of this conversation is not available now. An admin sees why on the plugins page.');
  return abilities;
};

/** Free messages only while the customer's last message (by contact and inbox) is young enough, where the channel asks for that. */
export const requireWindow = async (
  manager: EntityManager,
  conversation: ConversationRow,
  abilities: ChannelAbilities,
  now: number,
): Promise<void> => {
  if (abilities.serviceWindowMs === undefined) return;
  const link = await manager.findOneBy(ContactInboxRow, { contactId: conversation.contactId, inboxId: conversation.inboxId });
  if ((link?.windowUntil ?? 0) > now) return;
  throw refuse(
    'WINDOW_CLOSED',
    `The ${Math.round(abilities.serviceWindowMs / 3_600_000)}-hour service window has ended. Send an approved template instead.`,
  );
};

/**
 * A message by its id with its conversation, locked like {@link lockVisible}.
 *
 * @throws Refused MESSAGE_NOT_FOUND
 */
export const lockMessage = async (
  kernel: Kernel,
  manager: EntityManager,
  viewer: Viewer,
  messageId: string,
): Promise<{ message: MessageRow; conversation: ConversationRow }> => {
  const absent = () => refuse('MESSAGE_NOT_FOUND', 'This message does not exist.', ['messageId']);
  const found = await manager.findOneBy(MessageRow, { id: messageId, orgId: viewer.orgId });
  if (!found || found.seq < 1) throw absent();
  const conversation = await lockVisible(kernel, manager, viewer, found.conversationId).catch((error: unknown) => {
    throw error instanceof Refused ? absent() : error;
  });
  return { message: await manager.findOneByOrFail(MessageRow, { id: messageId }), conversation };
};
