import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Inbox, UserError } from '@parley/plugin';

@InputType()
export class InboxCreateInput {
  @Field(() => String) name: string;
  @Field(() => String, { description: 'The id of a channel.' }) channel: string;
  @Field(() => String, { description: 'The address as the channel knows it (WhatsApp: phone number id).' }) address: string;
  @Field(() => GraphQLJSON, { description: "As the channel's settingsSchema says." }) settings: unknown;
  @Field(() => [ID], { nullable: true, description: 'Agents who may receive from it.' }) agentIds?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'Shares the credentials and the webhook address of this connection.' }) connectionId?:
    string | null;
  @Field(() => String, { nullable: true }) clientMutationKey?: string | null;
}

@InputType({ description: 'What is absent stays as it is.' })
export class InboxUpdateInput {
  @Field(() => ID) inboxId: string;
  @Field(() => String, { nullable: true }) name?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'May be partial; a masked secret stays as it is, null takes a key back to its default.',
  })
  settings?: unknown;
  @Field(() => Boolean, { nullable: true }) active?: boolean | null;
}

@InputType()
export class InboxAgentsSetInput {
  @Field(() => ID) inboxId: string;
  @Field(() => [ID]) agentIds: string[];
}

@InputType()
export class InboxRuleInput {
  @Field(() => String, { description: '<plugin>/<rule>.' }) rule: string;
  @Field(() => GraphQLJSON) settings: unknown;
}

@InputType()
export class InboxRulesSetInput {
  @Field(() => ID) inboxId: string;
  @Field(() => [InboxRuleInput], { description: 'In the order in which they are asked.' }) rules: InboxRuleInput[];
}

@InputType()
export class InboxBotSetInput {
  @Field(() => ID) inboxId: string;
  @Field(() => ID, { nullable: true, description: '<plugin>/<bot>; null: people answer from the first message on.' }) bot?: string | null;
  @Field(() => GraphQLJSON, {
    nullable: true,
    description:
      'As its settingsSchema says. For the bot that is there already it may be partial; a masked secret stays as it is, null takes a key back to its default.',
  })
  settings?: unknown;
}

@ObjectType()
export class InboxPayload {
  @Field(() => Inbox, { nullable: true }) inbox?: Inbox | null;
  @Field(() => [UserError]) errors: UserError[];
}
