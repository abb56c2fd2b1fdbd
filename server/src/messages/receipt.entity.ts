import { Entity, Index } from 'typeorm';
import { Big, Flag, Json, Line, PrimaryId, Ref, Text } from '@parley/plugin/tables';

/** What a channel said of a message of ours. Parked while the message is not known. */
@Entity('receipt')
@Index('uq_receipt', ['providerId', 'status', 'occurredAt', 'inboxId'], { unique: true })
@Index('ix_receipt_message', ['messageId'])
export class ReceiptRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() inboxId: string;
  @Line({ length: 255 }) providerId: string;
  @Ref({ nullable: true }) messageId: string | null;
  @Ref() status: string;
  @Ref({ nullable: true }) delivery: string | null;
  @Ref({ nullable: true }) errorCode: string | null;
  @Text({ nullable: true }) errorMessage: string | null;
  @Json({ nullable: true }) raw: unknown;
  @Big() occurredAt: number;
  @Big() receivedAt: number;
  @Flag() applied: boolean;
}
