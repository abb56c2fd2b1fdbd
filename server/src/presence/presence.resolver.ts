import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Presence, PresenceChoice, PresenceStatus, UserError } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { SignedInContext } from '../api/context';
import { payload } from '../lib/errors';
import type { AgentRow } from '../people/agent.entity';
import type { PresenceService } from './presence.service';

@InputType()
export class PresenceSetInput {
  @Field(() => PresenceChoice) status: PresenceChoice;
}

@ObjectType()
export class PresencePayload {
  @Field(() => Presence, { nullable: true }) presence?: Presence | null;
  @Field(() => [UserError]) errors: UserError[];
}

@Resolver()
export class PresenceResolver {
  constructor(private readonly service: PresenceService) {}

  @Mutation(() => PresencePayload)
  @Allow('workbench.use')
  presenceSet(@Ctx() { viewer }: SignedInContext, @Arg('input', () => PresenceSetInput) { status }: PresenceSetInput) {
    return this.answer(this.service.choose(viewer, status));
  }

  @Mutation(() => PresencePayload, { description: 'The countdown of "Are you still there?" ran out.' })
  @Allow('workbench.use')
  presenceIdle(@Ctx() { viewer }: SignedInContext) {
    return this.answer(this.service.idle(viewer));
  }

  @Mutation(() => PresencePayload, { description: '"I\'m back".' })
  @Allow('workbench.use')
  presenceReturn(@Ctx() { viewer }: SignedInContext) {
    return this.answer(this.service.back(viewer));
  }

  private answer(change: Promise<AgentRow>) {
    return payload({ presence: null as Presence | null }, async () => {
      const row = await change;
      return {
        presence: {
          status: row.presence as PresenceStatus,
          source: row.presenceSource,
          since: row.presenceSince,
          connected: row.presence !== 'OFFLINE',
        },
      };
    });
  }
}
