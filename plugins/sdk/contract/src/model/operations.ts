import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Node } from './node';
import { DateTime } from './scalars';

/**
 * An event of a channel that could not be applied; nothing of it is lost.
 *
 * @example
 * ```graphql
 * query Open { deadLetters(first: 20) { nodes { id kind address reason receivedAt } } }
 * ```
 */
@ObjectType({ implements: Node, description: 'An event of a channel that could not be applied; nothing of it is lost.' })
export class DeadLetter implements Node {
  @Field(() => ID) id: string;
  @Field(() => String, {
    description:
      'UNROUTED: nobody has its address. FAILED: it could not be applied. UNREADABLE: the channel could not translate the delivery.',
  })
  kind: string;
  @Field(() => String, { nullable: true }) address?: string | null;
  @Field(() => String) reason: string;
  @Field(() => DateTime) receivedAt: number;
  @Field(() => GraphQLJSON, { nullable: true }) event?: unknown;
  @Field(() => ID) connectionId: string;
  @Field(() => DateTime, { nullable: true }) replayedAt?: number | null;
}

/**
 * Something a channel tells about an account, a number or a template; kept as it came.
 *
 * @example
 * ```graphql
 * query Notices { channelNotices(first: 20) { nodes { id kind occurredAt data } } }
 * ```
 */
@ObjectType({ implements: Node, description: 'Something a channel tells about an account, a number or a template; kept as it came.' })
export class ChannelNotice implements Node {
  @Field(() => ID) id: string;
  @Field(() => String) kind: string;
  @Field(() => DateTime) occurredAt: number;
  @Field(() => GraphQLJSON) data: unknown;
}

/**
 * What a channel said of a message; kept even when the message is not ours.
 *
 * @example
 * ```graphql
 * query Said($id: String!) { receipts(providerId: $id) { nodes { status at applied } } }
 * ```
 */
@ObjectType({ description: 'What a channel said of a message; kept even when the message is not ours.' })
export class Receipt {
  @Field(() => ID) id: string;
  @Field(() => String) providerId: string;
  @Field(() => String) status: string;
  @Field(() => DateTime) at: number;
  @Field(() => Boolean) applied: boolean;
}

/**
 * One entry of the organization's log. Its id is the cursor to resume from.
 *
 * @example
 * ```graphql
 * subscription Tail($after: ID) { events(after: $after) { id type occurredAt nodeId node { id } } }
 * ```
 */
@InterfaceType({
  autoRegisterImplementations: false,
  resolveType: () => 'ChangeEvent',
  description: 'One entry of the log. Its id is the cursor to resume from.',
})
export abstract class Event {
  @Field(() => ID) id: string;
  @Field(() => DateTime) occurredAt: number;
  @Field(() => String, { description: 'What happened, past tense: message.received, conversation.closed, …' }) type: string;
  @Field(() => ID) nodeId: string;
  @Field(() => Node, { nullable: true, description: 'What it is about, as it is now; null when it is gone or out of your sight.' })
  node?: Node | null;
}

/**
 * An entry of the log as the API gives it.
 *
 * @example
 * ```graphql
 * query Missed($after: ID!) { events(after: $after, first: 100) { nodes { id type nodeId } } }
 * ```
 */
@ObjectType({ implements: Event })
export class ChangeEvent extends Event {}
