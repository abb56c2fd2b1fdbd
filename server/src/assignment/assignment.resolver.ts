import { Agent, Conversation } from '@parley/plugin';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ApiContext } from '../api/context';
import type { ConversationRow } from '../conversations/conversation.entity';
import { AgentRow } from '../people/agent.entity';
import { AssignmentStep } from './assignment-step.model';
import { AssignmentTraceRow } from './assignment-trace.entity';

const GAVE_WAY: Readonly<Record<string, string>> = { pass: 'PASSED', failed: 'FAILED' };

/** Answers "why did I get this?" and "why is it still waiting?". */
@Resolver(() => Conversation)
export class AssignmentTraceResolver {
  @FieldResolver(() => [AssignmentStep], {
    description: 'How it came to whom, oldest first, with the sentence of every rule that was asked.',
  })
  async assignmentTrace(@Root() conversation: ConversationRow, @Ctx() { loaders }: ApiContext): Promise<AssignmentStep[]> {
    const rows = await loaders.by(AssignmentTraceRow, 'conversationId', { tracedAt: 'ASC', id: 'ASC' }).load(conversation.id);
    return rows.flatMap((row) => [
      ...(row.steps ?? []).flatMap((step) => {
        const outcome = GAVE_WAY[step.answer];
        return outcome ? [{ at: row.tracedAt, outcome, rule: step.rule, agentId: null, why: step.why }] : [];
      }),
      { at: row.tracedAt, outcome: row.outcome, rule: row.rule, agentId: row.agentId, why: row.why },
    ]);
  }
}

/** Whom a step came to. */
@Resolver(() => AssignmentStep)
export class AssignmentStepResolver {
  @FieldResolver(() => Agent, { nullable: true })
  agent(@Root() step: AssignmentStep, @Ctx() { loaders }: ApiContext): Promise<AgentRow | null> | null {
    return step.agentId === null ? null : loaders.row(AgentRow).load(step.agentId);
  }
}
