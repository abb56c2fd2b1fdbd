import { Entity, Index } from 'typeorm';
import { Big, PrimaryId, Ref, Text } from '@parley/plugin/tables';

/** The credentials behind one or more inboxes; owns the webhook address. */
@Entity('connection')
@Index('ix_connection_org', ['orgId'])
export class ConnectionRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() channel: string;
  /** Encrypted JSON. */
  @Text() settings: string;
  @Big() createdAt: number;
}
