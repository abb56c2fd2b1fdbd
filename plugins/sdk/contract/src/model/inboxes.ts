import { Field, ID, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Node } from './node';
import { DateTime } from './scalars';

@ObjectType({ description: 'A rule of an inbox, in the order in which it is asked.' })
export class AssignmentRuleSetting {
  @Field(() => String) rule: string;
  @Field(() => String) label: string;
  @Field(() => GraphQLJSON) settings: unknown;
  @Field(() => Boolean, { description: 'False: its plugin is not ready.' }) available: boolean;
}

@ObjectType({ description: 'A rule that a plugin offers.' })
export class AssignmentRuleInfo {
  @Field(() => String) id: string;
  @Field(() => String) plugin: string;
  @Field(() => String) label: string;
  @Field(() => GraphQLJSON, { description: 'JSON Schema of its settings.' }) settingsSchema: unknown;
}

@ObjectType({ description: 'A channel that a plugin offers.' })
export class ChannelInfo {
  @Field(() => String) id: string;
  @Field(() => String) plugin: string;
  @Field(() => String) label: string;
  @Field(() => GraphQLJSON) abilities: unknown;
  @Field(() => GraphQLJSON, { description: "JSON Schema of an inbox's settings." }) settingsSchema: unknown;
}

@ObjectType({ implements: Node, description: 'One address on one channel (a WhatsApp number), with its agents and rules.' })
export class Inbox implements Node {
  @Field(() => ID) id: string;
  @Field(() => String) name: string;
  @Field(() => String, { description: "The channel's id; open to plugins." }) channel: string;
  @Field(() => String, { description: 'The address as the channel knows it (WhatsApp: phone number id).' }) address: string;
  @Field(() => String, { description: 'The address as people know it.' }) displayAddress: string;
  @Field(() => Boolean) active: boolean;
  @Field(() => ID) connectionId: string;
  @Field(() => DateTime) createdAt: number;
}
