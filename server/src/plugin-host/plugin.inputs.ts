import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Plugin, PluginFailure, UserError } from '@parley/plugin';

@InputType({ description: 'What is absent stays as it is.' })
export class PluginUpdateInput {
  @Field(() => String) pluginId: string;
  @Field(() => ID, { nullable: true, description: 'For this inbox only; the whole organization unless given.' }) inboxId?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Null: an inbox does as its organization does, an organization has it on.' })
  enabled?: boolean | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'May be partial; a masked secret stays as it is, null takes a key back to what it is without it.',
  })
  settings?: unknown;
}

@InputType()
export class PluginFailureInput {
  @Field(() => ID) failureId: string;
}

@ObjectType()
export class PluginPayload {
  @Field(() => Plugin, { nullable: true }) plugin?: Plugin | null;
  @Field(() => [UserError]) errors: UserError[];
}

@ObjectType()
export class PluginFailurePayload {
  @Field(() => PluginFailure, { nullable: true, description: 'Null: it is done with. Else it failed once more, with its new reason.' })
  failure?: PluginFailure | null;
  @Field(() => [UserError]) errors: UserError[];
}
