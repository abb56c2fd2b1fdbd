import { Entity, Index } from 'typeorm';
import { Big, Count, Json, Line, PrimaryId, Ref } from '@parley/plugin/tables';

/** Every status but CLOSED: lists name them, because an index finds what is equal and not what is unequal. */
export const OPEN_STATUSES = ['QUEUED', 'BOT', 'OFFERED', 'ACTIVE', 'PARKED', 'WRAP_UP'] as const;

/** What one contact and we say to each other on one inbox, from the first message to the close. */
@Entity('conversation')
@Index('uq_conversation_open', ['openKey'], { unique: true })
@Index('ix_conversation_mine', ['assigneeId', 'status', 'lastActivityAt', 'id'])
@Index('ix_conversation_inbox', ['inboxId', 'status', 'lastActivityAt', 'id'])
@Index('ix_conversation_queue', ['orgId', 'status', 'priority', 'queuedAt'])
@Index('ix_conversation_contact', ['contactId', 'openedAt'])
@Index('ix_conversation_window', ['status', 'windowUntil'])
@Index('ix_conversation_closed', ['assigneeId', 'closedAt', 'id'])
@Index('ix_conversation_past', ['orgId', 'closedAt', 'id'])
export class ConversationRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() inboxId: string;
  @Ref() contactId: string;
  /** `inbox:contact` while open, null when closed: its unique index keeps at most one open. */
  @Line({ length: 90, nullable: true }) openKey: string | null;
  @Ref() status: string;
  @Ref({ nullable: true }) assigneeId: string | null;
  @Count() priority: number;
  @Big() openedAt: number;
  /** Since when it waits in the queue; kept over a release, so that nobody loses their place. */
  @Big() queuedAt: number;
  @Big({ nullable: true }) assignedAt: number | null;
  @Big({ nullable: true }) closedAt: number | null;
  @Ref({ nullable: true }) closedById: string | null;
  @Ref({ nullable: true }) closeReason: string | null;
  @Big() lastActivityAt: number;
  @Ref({ nullable: true }) lastMessageId: string | null;
  @Line({ nullable: true }) lastMessageText: string | null;
  @Count() unread: number;
  /** The oldest customer message that nobody has answered, epoch ms. */
  @Big({ nullable: true }) pendingSince: number | null;
  @Big({ nullable: true }) windowUntil: number | null;
  @Count() messageSeq: number;
  @Ref({ nullable: true }) continuesId: string | null;
  /** The last reason why it still waits. */
  @Line({ nullable: true, length: 255 }) waitWhy: string | null;
  /** Words that bots put on it. */
  @Json({ nullable: true }) tags: string[] | null;
}
