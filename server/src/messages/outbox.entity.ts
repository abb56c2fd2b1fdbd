import { Entity, Index } from 'typeorm';
import { Big, Count, Ref } from '@parley/plugin/tables';

/** A message that has to go out. One row a provider call. */
@Entity('outbox')
@Index('ix_outbox_due', ['state', 'dueAt'])
@Index('ix_outbox_serve', ['inboxId', 'state', 'urgency', 'dueAt', 'messageId'])
@Index('ix_outbox_conversation', ['conversationId', 'state', 'seq'])
export class OutboxRow {
  @Ref({ primary: true }) messageId: string;
  @Ref() orgId: string;
  @Ref() inboxId: string;
  @Ref() conversationId: string;
  @Count() seq: number;
  /** Whose message goes first when an inbox may not send all at once: 0 an agent's, 1 a bot's, 2 a plugin's. */
  @Count({ default: 0 }) urgency: number;
  /** READY SENDING UNCERTAIN DONE FAILED. */
  @Ref() state: string;
  @Count() attempts: number;
  /** Not before, epoch ms. */
  @Big() dueAt: number;
  @Big({ nullable: true }) startedAt: number | null;
  /** Which server sends it. */
  @Ref({ nullable: true }) nodeId: string | null;
  @Big() createdAt: number;
}
