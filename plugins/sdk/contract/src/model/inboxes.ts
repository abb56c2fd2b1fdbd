import { Field, ID, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Node } from './node';
import { DateTime } from './scalars';

/**
 * A rule of an inbox, in the order in which it is asked.
 *
 * @example
 * ```graphql
 * query Rules { inboxes { rules { rule label settings available } } }
 * ```
 */
@ObjectType({ description: 'A rule of an inbox, in the order in which it is asked.' })
export class AssignmentRuleSetting {
  @Field(() => String) rule: string;
  @Field(() => String) label: string;
  @Field(() => GraphQLJSON) settings: unknown;
  @Field(() => Boolean, { description: 'False: its plugin is not ready.' }) available: boolean;
}

/**
 * A rule that a plugin offers.
 *
 * @example
 * ```graphql
 * query Offered { assignmentRules { id plugin label settingsSchema } }
 * ```
 */
@ObjectType({ description: 'A rule that a plugin offers.' })
export class AssignmentRuleInfo {
  @Field(() => String) id: string;
  @Field(() => String) plugin: string;
  @Field(() => String) label: string;
  @Field(() => GraphQLJSON, { description: 'JSON Schema of its settings.' }) settingsSchema: unknown;
}

/**
 * The bot of an inbox: it answers new conversations before a person does.
 *
 * @example
 * ```graphql
 * query Bots { inboxes { id bot { id label available } } }
 * ```
 */
@ObjectType({ description: 'The bot of an inbox: it answers new conversations before a person does.' })
export class InboxBot {
  @Field(() => ID, { description: '<plugin>/<bot>.' }) id: string;
  @Field(() => String) label: string;
  @Field(() => Boolean, { description: 'False: its plugin is not ready, or switched off here; conversations go to people.' })
  available: boolean;
}

/**
 * A channel that a plugin offers.
 *
 * @example
 * ```graphql
 * query Channels { channels { id plugin label abilities settingsSchema } }
 * ```
 */
@ObjectType({ description: 'A channel that a plugin offers.' })
export class ChannelInfo {
  @Field(() => String) id: string;
  @Field(() => String) plugin: string;
  @Field(() => String) label: string;
  @Field(() => GraphQLJSON) abilities: unknown;
  @Field(() => GraphQLJSON, { description: "JSON Schema of an inbox's settings." }) settingsSchema: unknown;
}

/**
 * One address on one channel (a WhatsApp number), with its agents and rules.
 *
 * @example
 * ```graphql
 * query Inboxes { inboxes { id name channel displayAddress active } }
 * ```
 */
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
