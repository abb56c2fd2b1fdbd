import { Entity, Index } from 'typeorm';
import { Big, Count, Flag, Line, PrimaryId, Ref, Text } from '@parley/plugin/tables';

/** A person who signs in: account, place in the organization, presence and load. */
@Entity('agent')
@Index('uq_agent_username', ['orgId', 'username'], { unique: true })
@Index('uq_agent_email', ['orgId', 'email'], { unique: true })
@Index('ix_agent_team', ['teamId'])
export class AgentRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Line() name: string;
  /** Lower case, NFC. */
  @Line({ nullable: true }) username: string | null;
  /** Lower case, NFC. */
  @Line({ nullable: true }) email: string | null;
  @Line({ nullable: true, length: 32 }) phone: string | null;
  @Text({ nullable: true }) passwordHash: string | null;
  /** ACTIVE or INACTIVE: the account, never the presence. */
  @Ref() state: string;
  /** Overrides the team's role when set. */
  @Ref({ nullable: true }) roleId: string | null;
  @Ref() teamId: string;
  @Count() capacity: number;
  /** Open conversations now. Moves only together with a conversation's assignee. */
  @Count() held: number;
  @Flag() hidePhone: boolean;
  @Text({ nullable: true }) notes: string | null;
  @Big() createdAt: number;
  /** ONLINE BUSY AWAY OFFLINE. */
  @Ref() presence: string;
  /** agent idle login connection system: who set it. */
  @Ref() presenceSource: string;
  @Big() presenceSince: number;
  /** What to return to when they are back: ONLINE, BUSY or AWAY. */
  @Ref() presenceChoice: string;
  /** Since when no workbench of theirs is connected; null while one is, or when nothing is bound to them. */
  @Big({ nullable: true }) disconnectedAt: number | null;
}
