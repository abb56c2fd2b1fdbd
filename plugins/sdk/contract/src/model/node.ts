import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';

/**
 * The prefix of an id → the name of its type in the API. A plugin's own types carry the plugin's prefix.
 *
 * @example
 * ```ts
 * const prefixes = Object.keys(TYPE_BY_PREFIX); // org, agent, role, …
 * ```
 */
export const TYPE_BY_PREFIX: Readonly<Record<string, string>> = {
  org: 'Organization',
  agent: 'Agent',
  role: 'Role',
  team: 'Team',
  sess: 'Session',
  inbox: 'Inbox',
  cont: 'Contact',
  conv: 'Conversation',
  msg: 'Message',
  att: 'Attachment',
  dead: 'DeadLetter',
  note: 'ChannelNotice',
  bot: 'Bot',
  fail: 'PluginFailure',
  build: 'UiBuild',
};

/**
 * The type's name that an id belongs to, or undefined: `conv_01j…` → `Conversation`.
 *
 * @example
 * ```ts
 * const isContact = typeOfId(id) === 'Contact';
 * ```
 */
export const typeOfId = (id: string): string | undefined => TYPE_BY_PREFIX[id.slice(0, id.indexOf('_'))];

const byId = (value: { id: string }): string | undefined => typeOfId(value.id);

/**
 * Anything that has an id of its own.
 *
 * @example
 * ```graphql
 * query Named($id: ID!) {
 *   node(id: $id) {
 *     id
 *     ... on Contact { name }
 *   }
 * }
 * ```
 */
@InterfaceType({ autoRegisterImplementations: false, resolveType: byId, description: 'Anything that has an id of its own.' })
export abstract class Node {
  @Field(() => ID) id: string;
}

/**
 * Who did something: an agent, a contact.
 *
 * @example
 * ```graphql
 * fragment Author on Actor { id name }
 * ```
 */
@InterfaceType({ autoRegisterImplementations: false, resolveType: byId, description: 'Who did something.' })
export abstract class Actor {
  @Field(() => ID) id: string;
  @Field(() => String) name: string;
}

/**
 * An expected refusal, as data: why a mutation did nothing, in words, with a stable code. A plugin may implement it with fields of its own; its
 * codes start with its prefix.
 *
 * @example
 * ```graphql
 * mutation Close($id: ID!) {
 *   conversationClose(input: { conversationId: $id }) {
 *     conversation { status }
 *     errors { code message path }
 *   }
 * }
 * ```
 */
@InterfaceType({
  autoRegisterImplementations: false,
  resolveType: (value: { __typename?: string }) => value.__typename ?? 'SimpleUserError',
  description: 'Why a mutation did nothing: expected, in words, with a stable code.',
})
export abstract class UserError {
  @Field(() => String, { description: 'AREA_REASON, stable.' }) code: string;
  @Field(() => String, { description: 'A sentence for a person.' }) message: string;
  @Field(() => [String], { nullable: true, description: 'Which part of the input.' }) path?: string[];
}

/**
 * A bot, as the author of what it wrote.
 *
 * @example
 * ```graphql
 * fragment Writer on Bot { id name }
 * ```
 */
@ObjectType('Bot', { implements: Actor, description: 'A bot, where it wrote a message.' })
export class BotActor implements Actor {
  @Field(() => ID, { description: 'bot_<plugin>/<bot>.' }) id: string;
  @Field(() => String) name: string;
}

/**
 * A refusal without fields of its own.
 *
 * @example
 * ```graphql
 * fragment Refusal on SimpleUserError { code message path }
 * ```
 */
@ObjectType({ implements: UserError })
export class SimpleUserError extends UserError {}

/**
 * Where a page of a list stands: pass `endCursor` as `after` to go on.
 *
 * @example
 * ```graphql
 * query Next($after: String) {
 *   contacts(first: 50, after: $after) {
 *     nodes { id name }
 *     pageInfo { hasNextPage endCursor }
 *   }
 * }
 * ```
 */
@ObjectType()
export class PageInfo {
  @Field(() => Boolean) hasNextPage: boolean;
  @Field(() => Boolean) hasPreviousPage: boolean;
  @Field(() => String, { nullable: true }) startCursor?: string | null;
  @Field(() => String, { nullable: true }) endCursor?: string | null;
}
