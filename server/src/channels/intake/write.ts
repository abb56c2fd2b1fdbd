import type { EntityManager } from 'typeorm';
import { ContactIdentityRow } from '../../contacts/contact-identity.entity';
import { ContactInboxRow } from '../../contacts/contact-inbox.entity';
import { ContactRow } from '../../contacts/contact.entity';
import { ConversationRow } from '../../conversations/conversation.entity';
import type { Sets } from '../../lib/sets';
import { AttachmentRow } from '../../messages/attachment.entity';
import { MessageRow } from '../../messages/message.entity';
import { ReactionRow } from '../../messages/reaction.entity';
import { ReceiptRow } from '../../messages/receipt.entity';
import { ChannelNoticeRow } from '../notice.entity';
import { DELIVERY_COLUMNS } from '../receipts';
import type { Draft } from './draft';
import { tableOf } from './table';

const CONVERSATION = ['lastActivityAt', 'lastMessageId', 'lastMessageText', 'unread', 'windowUntil', 'messageSeq'];
const WORDING = ['text', 'content', 'editedAt', 'revokedAt'];

/** Writes what was decided, one set a table. New rows are plain inserts: what another node made meanwhile must fail here, never be overwritten. */
export const write = async (manager: EntityManager, sets: Sets, draft: Draft): Promise<void> => {
  const insert = async <T extends object>(entity: new () => T, rows: Iterable<T>): Promise<void> => {
    const table = tableOf(manager, entity);
    await sets.insert(table.name, table.columns, [...rows].map(table.write));
  };
  const upsert = async <T extends object>(
    entity: new () => T,
    rows: Iterable<T>,
    key: string,
    columns: readonly string[],
  ): Promise<void> => {
    const table = tableOf(manager, entity);
    await sets.upsert(table.name, table.columns, [...rows].map(table.write), key, columns);
  };
  const insertNew = async <T extends object>(entity: new () => T, rows: Iterable<T>, key: string): Promise<void> => {
    const table = tableOf(manager, entity);
    await sets.insertNew(table.name, table.columns, [...rows].map(table.write), key);
  };
  const old = <T>(rows: Iterable<T>, fresh: Set<T>): T[] => [...rows].filter((row) => !fresh.has(row));

  await insert(ContactRow, draft.newContacts);
  await upsert(ContactRow, draft.changedContacts, 'id', ['name', 'username', 'phone', 'searchText', 'updatedAt']);
  await insert(ContactIdentityRow, draft.newIdentities);
  await insert(ConversationRow, draft.newConversations);
  const known = old(draft.changedConversations, draft.newConversations);
  await upsert(
    ConversationRow,
    known.filter((c) => draft.movedPending.has(c)),
    'id',
    [...CONVERSATION, 'pendingSince'],
  );
  await upsert(
    ConversationRow,
    known.filter((c) => !draft.movedPending.has(c)),
    'id',
    CONVERSATION,
  );
  await upsert(ContactInboxRow, draft.changedPlaces, 'contactId,inboxId', ['windowUntil', 'replyKind', 'replyValue', 'lastConversationId']);
  await insert(MessageRow, draft.newMessages);
  const identified = old(draft.identifiedMessages, draft.newMessages);
  await upsert(MessageRow, identified, 'id', [...DELIVERY_COLUMNS, 'providerId']);
  await upsert(
    MessageRow,
    old(draft.deliveredMessages, draft.newMessages).filter((m) => !draft.identifiedMessages.has(m)),
    'id',
    DELIVERY_COLUMNS,
  );
  await upsert(MessageRow, old(draft.rewordedMessages, draft.newMessages), 'id', WORDING);
  await insert(AttachmentRow, draft.newAttachments);
  await upsert(ReactionRow, draft.changedReactions, 'messageId,authorId', ['emoji', 'reactedAt']);
  await insertNew(ReceiptRow, draft.newReceipts, 'providerId,status,occurredAt,inboxId');
  await upsert(ReceiptRow, draft.unparkedReceipts, 'id', ['applied', 'messageId']);
  // the answer to our own call need not be waited for any more
  await updateIn(manager, "update outbox set state = 'DONE' where state <> 'DONE' and messageId", [...draft.settledSends].sort());
  await insert(ChannelNoticeRow, draft.newNotices);
};

/** `update … where column in (keys)`. */
export const updateIn = async (manager: EntityManager, sql: string, keys: readonly string[]): Promise<void> => {
  for (let i = 0; i < keys.length; i += 512) {
    const part = keys.slice(i, i + 512);
    const padded = [...part, ...Array.from({ length: 2 ** Math.ceil(Math.log2(part.length)) - part.length }, () => part[0] as string)];
    await manager.query(`${sql} in (${padded.map(() => '?').join(',')})`, padded);
  }
};
