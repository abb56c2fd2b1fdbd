import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bigint, createTable, integer, text, varchar } from '@parley/plugin/tables';

const TABLES = [
  'contact',
  'contact_identity',
  'contact_inbox',
  'conversation',
  'message',
  'attachment',
  'reaction',
  'receipt',
  'outbox',
  'assignment_trace',
];

export class CreateConversations1760000000002 implements MigrationInterface {
  name = 'CreateConversations1760000000002';

  async up(q: QueryRunner): Promise<void> {
    await createTable(
      q,
      'contact',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        name: varchar(190, { nullable: true }),
        username: varchar(190, { nullable: true }),
        phone: varchar(32, { nullable: true }),
        searchText: varchar(255),
        ownerId: varchar(40, { nullable: true }),
        createdAt: bigint(),
        updatedAt: bigint(),
      },
      [
        { name: 'ix_contact_owner', on: ['ownerId'] },
        { name: 'ix_contact_phone', on: ['phone', 'orgId'] },
        { name: 'ix_contact_org', on: ['orgId', 'searchText', 'id'] },
      ],
    );
    await createTable(
      q,
      'contact_identity',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        contactId: varchar(40),
        kind: varchar(40),
        value: varchar(255),
        createdAt: bigint(),
      },
      [
        { name: 'ix_identity_contact', on: ['contactId'] },
        { name: 'uq_identity_value', on: ['value', 'kind', 'orgId'], unique: true },
      ],
    );
    await createTable(q, 'contact_inbox', {
      contactId: varchar(40, { primary: true }),
      inboxId: varchar(40, { primary: true }),
      windowUntil: bigint({ nullable: true }),
      replyKind: varchar(40),
      replyValue: varchar(255),
      lastConversationId: varchar(40, { nullable: true }),
    });
    await createTable(
      q,
      'conversation',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        inboxId: varchar(40),
        contactId: varchar(40),
        openKey: varchar(90, { nullable: true }),
        status: varchar(40),
        assigneeId: varchar(40, { nullable: true }),
        priority: integer(),
        openedAt: bigint(),
        queuedAt: bigint(),
        assignedAt: bigint({ nullable: true }),
        closedAt: bigint({ nullable: true }),
        closedById: varchar(40, { nullable: true }),
        closeReason: varchar(40, { nullable: true }),
        lastActivityAt: bigint(),
        lastMessageId: varchar(40, { nullable: true }),
        lastMessageText: varchar(190, { nullable: true }),
        unread: integer(),
        pendingSince: bigint({ nullable: true }),
        windowUntil: bigint({ nullable: true }),
        messageSeq: integer(),
        continuesId: varchar(40, { nullable: true }),
        waitWhy: varchar(255, { nullable: true }),
      },
      [
        { name: 'ix_conversation_closed', on: ['assigneeId', 'closedAt', 'id'] },
        { name: 'ix_conversation_window', on: ['status', 'windowUntil'] },
        { name: 'ix_conversation_contact', on: ['contactId', 'openedAt'] },
        { name: 'ix_conversation_queue', on: ['orgId', 'status', 'priority', 'queuedAt'] },
        { name: 'ix_conversation_inbox', on: ['inboxId', 'status', 'lastActivityAt', 'id'] },
        { name: 'ix_conversation_mine', on: ['assigneeId', 'status', 'lastActivityAt', 'id'] },
        { name: 'uq_conversation_open', on: ['openKey'], unique: true },
      ],
    );
    await createTable(
      q,
      'message',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        conversationId: varchar(40),
        inboxId: varchar(40),
        seq: integer(),
        direction: varchar(40),
        kind: varchar(40),
        providerId: varchar(255, { nullable: true }),
        text: text({ nullable: true }),
        content: text({ nullable: true }),
        raw: text({ nullable: true }),
        authorKind: varchar(40),
        authorId: varchar(40, { nullable: true }),
        replyToId: varchar(40, { nullable: true }),
        replyToProviderId: varchar(255, { nullable: true }),
        forwarded: integer(),
        deliveryRank: integer(),
        acceptedAt: bigint({ nullable: true }),
        deliverySentAt: bigint({ nullable: true }),
        deliveredAt: bigint({ nullable: true }),
        readAt: bigint({ nullable: true }),
        failedAt: bigint({ nullable: true }),
        errorCode: varchar(40, { nullable: true }),
        errorMessage: text({ nullable: true }),
        errorRetryable: integer(),
        uncertain: integer(),
        clientMutationKey: varchar(100, { nullable: true }),
        sentAt: bigint(),
        receivedAt: bigint(),
        editedAt: bigint({ nullable: true }),
        revokedAt: bigint({ nullable: true }),
      },
      [
        { name: 'uq_message_key', on: ['conversationId', 'clientMutationKey'], unique: true },
        { name: 'uq_message_seq', on: ['conversationId', 'seq'], unique: true },
        { name: 'uq_message_provider', on: ['providerId', 'inboxId'], unique: true },
      ],
    );
    await createTable(
      q,
      'attachment',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        messageId: varchar(40, { nullable: true }),
        inboxId: varchar(40, { nullable: true }),
        uploadedById: varchar(40, { nullable: true }),
        position: integer(),
        kind: varchar(40),
        mimeType: varchar(190),
        fileName: varchar(255, { nullable: true }),
        size: bigint({ nullable: true }),
        sha256: varchar(100, { nullable: true }),
        voice: integer(),
        state: varchar(40),
        providerMediaId: varchar(255, { nullable: true }),
        providerUrl: text({ nullable: true }),
        storageKey: varchar(190, { nullable: true }),
        width: integer({ nullable: true }),
        height: integer({ nullable: true }),
        durationMs: bigint({ nullable: true }),
        error: text({ nullable: true }),
        attempts: integer(),
        createdAt: bigint(),
      },
      [
        { name: 'ix_attachment_state', on: ['state', 'createdAt'] },
        { name: 'ix_attachment_message', on: ['messageId', 'position'] },
      ],
    );
    await createTable(q, 'reaction', {
      messageId: varchar(40, { primary: true }),
      authorId: varchar(40, { primary: true }),
      emoji: varchar(40),
      reactedAt: bigint(),
    });
    await createTable(
      q,
      'receipt',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        inboxId: varchar(40),
        providerId: varchar(255),
        messageId: varchar(40, { nullable: true }),
        status: varchar(40),
        delivery: varchar(40, { nullable: true }),
        errorCode: varchar(40, { nullable: true }),
        errorMessage: text({ nullable: true }),
        raw: text({ nullable: true }),
        occurredAt: bigint(),
        receivedAt: bigint(),
        applied: integer(),
      },
      [
        { name: 'ix_receipt_message', on: ['messageId'] },
        { name: 'uq_receipt', on: ['providerId', 'status', 'occurredAt', 'inboxId'], unique: true },
      ],
    );
    await createTable(
      q,
      'outbox',
      {
        messageId: varchar(40, { primary: true }),
        orgId: varchar(40),
        inboxId: varchar(40),
        conversationId: varchar(40),
        seq: integer(),
        state: varchar(40),
        attempts: integer(),
        dueAt: bigint(),
        startedAt: bigint({ nullable: true }),
        nodeId: varchar(40, { nullable: true }),
        createdAt: bigint(),
      },
      [
        { name: 'ix_outbox_conversation', on: ['conversationId', 'state', 'seq'] },
        { name: 'ix_outbox_due', on: ['state', 'dueAt'] },
      ],
    );
    await createTable(
      q,
      'assignment_trace',
      {
        id: varchar(40, { primary: true }),
        orgId: varchar(40),
        conversationId: varchar(40),
        outcome: varchar(40),
        rule: varchar(190, { nullable: true }),
        agentId: varchar(40, { nullable: true }),
        actorId: varchar(40, { nullable: true }),
        why: text(),
        steps: text({ nullable: true }),
        tracedAt: bigint(),
      },
      [{ name: 'ix_trace_conversation', on: ['conversationId', 'tracedAt', 'id'] }],
    );
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await q.dropTable(table);
  }
}
