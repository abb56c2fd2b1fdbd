import type { EntityManager } from 'typeorm';
import { ConversationRow } from '../conversations/conversation.entity';
import { conversationAudience, type Audience } from '../events/audience';
import type { NewEvent } from '../events/event-log';
import { newId } from '../lib/ids';
import { AttachmentRow } from './attachment.entity';
import type { Draft } from './compose';
import { conversationWithOwner } from './message-events';
import { MessageRow } from './message.entity';
import { OutboxRow } from './outbox.entity';
import { previewOf } from './preview';

/** Who writes. */
export interface Author {
  kind: 'agent' | 'bot' | 'plugin';
  id: string;
}

/** What goes into a conversation in one call. */
export interface Batch {
  drafts: readonly Draft[];
  author: Author;
  /** The first message has this key, the following ones `key#2`, `key#3`. */
  key: string;
  /** The message that the first one quotes. */
  replyTo: MessageRow | null;
  /** No person answers: what is unread stays so, and who waits for an answer goes on waiting. */
  automatic?: boolean;
}

/** The key of the nth message (from 0) of a call. */
export const keyOf = (key: string, index: number): string => (index === 0 ? key : `${key}#${index + 1}`);

/** Agents' replies leave before what bots say, and that before whatever plugins send. Within a conversation the order stands. */
const URGENCY: Readonly<Record<string, number>> = { agent: 0, bot: 1, plugin: 2 };

/** A row of the outbox for a message that is ready to go. */
export const outboxOf = (message: MessageRow, seq: number, now: number): OutboxRow =>
  Object.assign(new OutboxRow(), {
    messageId: message.id,
    orgId: message.orgId,
    inboxId: message.inboxId,
    conversationId: message.conversationId,
    seq,
    urgency: URGENCY[message.authorKind] ?? URGENCY.plugin,
    state: 'READY',
    attempts: 0,
    dueAt: now,
    startedAt: null,
    nodeId: null,
    createdAt: now,
  });

/** A message of ours with nothing delivered yet. */
export const newOutgoing = (
  conversation: ConversationRow,
  author: Author,
  now: number,
  fields: Partial<MessageRow> & Pick<MessageRow, 'id' | 'seq' | 'kind'>,
): MessageRow =>
  Object.assign(new MessageRow(), {
    orgId: conversation.orgId,
    conversationId: conversation.id,
    inboxId: conversation.inboxId,
    direction: 'OUT',
    providerId: null,
    text: null,
    content: null,
    raw: null,
    authorKind: author.kind,
    authorId: author.id,
    replyToId: null,
    replyToProviderId: null,
    forwarded: false,
    deliveryRank: 0,
    acceptedAt: null,
    deliverySentAt: null,
    deliveredAt: null,
    readAt: null,
    failedAt: null,
    errorCode: null,
    errorMessage: null,
    errorRetryable: false,
    uncertain: false,
    clientMutationKey: null,
    sentAt: now,
    receivedAt: now,
    editedAt: null,
    revokedAt: null,
    ...fields,
  });

/**
 * Writes messages, their places in the outbox, their attachments and what the conversation's lists show, inside the transaction
 * that holds the conversation's lock.
 *
 * @returns the messages in their order, and the events to append last
 */
export const queueMessages = async (
  manager: EntityManager,
  conversation: ConversationRow,
  batch: Batch,
  now: number,
): Promise<{ messages: MessageRow[]; events: NewEvent[] }> => {
  const messages = batch.drafts.map((draft, index) =>
    newOutgoing(conversation, batch.author, now, {
      id: newId('msg', now),
      seq: conversation.messageSeq + index + 1,
      kind: draft.kind,
      text: draft.text,
      content: draft.content,
      clientMutationKey: keyOf(batch.key, index),
      ...(index === 0 && batch.replyTo ? { replyToId: batch.replyTo.id, replyToProviderId: batch.replyTo.providerId } : {}),
    }),
  );
  await manager.insert(MessageRow, messages as never);
  await manager.insert(
    OutboxRow,
    messages.map((message) => outboxOf(message, message.seq, now)),
  );
  const attachments: (AttachmentRow | null)[] = [];
  for (const [index, { attachment }] of batch.drafts.entries()) {
    const message = messages[index] as MessageRow;
    if (attachment)
      await manager.update(AttachmentRow, { id: attachment.id }, { messageId: message.id, inboxId: message.inboxId, position: 0 });
    attachments.push(
      attachment && Object.assign(new AttachmentRow(), attachment, { messageId: message.id, inboxId: message.inboxId, position: 0 }),
    );
  }
  const last = messages[messages.length - 1] as MessageRow;
  const wasUnread = conversation.unread > 0;
  const shown = {
    lastMessageId: last.id,
    lastMessageText: previewOf(last),
    lastActivityAt: now,
    messageSeq: last.seq,
    ...(batch.automatic ? {} : { pendingSince: null, unread: 0 }),
  };
  await manager.update(ConversationRow, { id: conversation.id }, shown);
  const after = await conversationWithOwner(manager, conversation.id);
  const common: { orgId: string; actorId: string; audience: Audience } = {
    orgId: after.orgId,
    actorId: batch.author.id,
    audience: conversationAudience(after),
  };
  const events: NewEvent[] = messages.map((message, index) => {
    const attachment = attachments[index];
    return {
      ...common,
      type: 'message.created',
      nodeId: message.id,
      rows: [[MessageRow, message], [ConversationRow, after], ...(attachment ? [[AttachmentRow, attachment] as const] : [])],
    };
  });
  events.push({ ...common, type: 'conversation.updated', nodeId: after.id, rows: [[ConversationRow, after]] });
  // whoever answers has read: the channel is told like after a look
  if (wasUnread && batch.author.kind === 'agent')
    events.push({ ...common, type: 'conversation.read', nodeId: after.id, rows: [[ConversationRow, after]] });
  return { messages, events };
};
