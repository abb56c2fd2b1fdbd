import { Entity, Index } from 'typeorm';
import { Big, Ref } from '@parley/plugin/tables';

/** An agent who may receive from an inbox. */
@Entity('inbox_agent')
@Index('ix_inbox_agent_agent', ['agentId'])
export class InboxAgentRow {
  @Ref({ primary: true }) inboxId: string;
  @Ref({ primary: true }) agentId: string;
  /** When a conversation of this inbox was last given to them. */
  @Big({ nullable: true }) lastAssignedAt: number | null;
}
