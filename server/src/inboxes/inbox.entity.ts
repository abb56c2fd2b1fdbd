import { Entity, Index } from 'typeorm';
import { Big, Flag, Line, PrimaryId, Ref, Text } from '@parley/plugin/tables';

/** One address on one channel, with its agents and rules. */
@Entity('inbox')
@Index('uq_inbox_address', ['address', 'channel', 'orgId'], { unique: true })
@Index('ix_inbox_connection', ['connectionId'])
@Index('ix_inbox_org', ['orgId'])
export class InboxRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() connectionId: string;
  @Ref() channel: string;
  @Line() name: string;
  /** The address as the channel knows it. */
  @Line() address: string;
  @Line() displayAddress: string;
  /** Encrypted JSON: what belongs to this inbox alone. */
  @Text() settings: string;
  @Flag() active: boolean;
  /** Why the channel could not be connected, in words. */
  @Text({ nullable: true }) problem: string | null;
  /** Who answers new conversations first: `<plugin>/<bot>`. */
  @Line({ nullable: true }) bot: string | null;
  /** Encrypted JSON: the settings of the bot here. */
  @Text({ nullable: true }) botSettings: string | null;
  @Big() createdAt: number;
}
