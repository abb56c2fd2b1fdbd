import { Entity, Index } from 'typeorm';
import { Big, Json, Line, PrimaryId, Ref, Text } from '@parley/plugin/tables';

/** One step of "why did I get this, why is it still waiting": asked, chosen, claimed, released. */
@Entity('assignment_trace')
@Index('ix_trace_conversation', ['conversationId', 'tracedAt', 'id'])
export class AssignmentTraceRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() conversationId: string;
  /** ASSIGNED CLAIMED TRANSFERRED RELEASED HANDED_OVER (by a bot, to the queue) WAITING CLOSED. */
  @Ref() outcome: string;
  @Line({ nullable: true }) rule: string | null;
  @Ref({ nullable: true }) agentId: string | null;
  /** Who did it by hand. */
  @Ref({ nullable: true }) actorId: string | null;
  @Text() why: string;
  /** What every asked rule answered. */
  @Json({ nullable: true }) steps: { rule: string; answer: string; why: string }[] | null;
  @Big() tracedAt: number;
}
