import { Entity, Index } from 'typeorm';
import { Big, Json, Line, PrimaryId, Ref, Text } from '@parley/plugin/tables';

/** An event that could not be applied; visible and replayable. */
@Entity('dead_letter')
@Index('uq_dead_letter', ['dedupeKey', 'connectionId'], { unique: true })
@Index('ix_dead_letter_delivery', ['deliveryId'])
@Index('ix_dead_letter_org', ['orgId', 'replayedAt', 'id'])
export class DeadLetterRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() connectionId: string;
  @Ref({ nullable: true }) deliveryId: string | null;
  /** UNROUTED FAILED UNREADABLE. */
  @Ref() kind: string;
  @Line({ nullable: true }) address: string | null;
  /** The same event twice is one letter. */
  @Line({ length: 120 }) dedupeKey: string;
  @Json({ nullable: true }) event: unknown;
  @Text() reason: string;
  @Big() receivedAt: number;
  @Big({ nullable: true }) replayedAt: number | null;
}
