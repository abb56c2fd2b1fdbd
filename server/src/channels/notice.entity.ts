import { Entity, Index } from 'typeorm';
import { Big, Json, Line, PrimaryId, Ref } from '@parley/plugin/tables';

/** Something a channel tells about an account, a number or a template; kept as it came. */
@Entity('channel_notice')
@Index('uq_notice', ['dedupeKey', 'kind', 'connectionId'], { unique: true })
@Index('ix_notice_org', ['orgId', 'id'])
export class ChannelNoticeRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() connectionId: string;
  @Ref({ nullable: true }) inboxId: string | null;
  @Line({ length: 80 }) kind: string;
  @Line({ length: 120 }) dedupeKey: string;
  @Json() data: unknown;
  @Big() occurredAt: number;
  @Big() receivedAt: number;
}
