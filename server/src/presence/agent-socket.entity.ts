import { Entity, Index } from 'typeorm';
import { Big, PrimaryId, Ref } from '@parley/plugin/tables';

/** An open workbench: an agent is connected while one of theirs is, on whatever server. */
@Entity('agent_socket')
@Index('ix_agent_socket_agent', ['agentId'])
@Index('ix_agent_socket_session', ['sessionId'])
@Index('ix_agent_socket_node', ['nodeId'])
export class AgentSocketRow {
  @PrimaryId() id: string;
  @Ref() nodeId: string;
  @Ref() orgId: string;
  @Ref() agentId: string;
  @Ref() sessionId: string;
  @Big() openedAt: number;
}
