import { DateTime } from '@parley/plugin';
import { Field, ObjectType } from 'type-graphql';

/** One step of "why did I get this, why is it still waiting". */
@ObjectType({ description: 'One step on the way to an agent: what a rule answered, or what became of the conversation.' })
export class AssignmentStep {
  @Field(() => DateTime) at: number;
  @Field(() => String, {
    description:
      'ASSIGNED, CLAIMED, TRANSFERRED, RELEASED, HANDED_OVER (by a bot), WAITING or CLOSED; PASSED and FAILED are rules that gave way to the next.',
  })
  outcome: string;
  @Field(() => String, { nullable: true, description: '<plugin>/<rule>.' }) rule: string | null;
  @Field(() => String, { description: 'A sentence for a person.' }) why: string;
  /** Whom it came to. */
  agentId: string | null;
}
