import { Field, ID, Int, ObjectType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Actor, Node } from './node';
import { DateTime } from './scalars';

/**
 * How a customer is known on a channel.
 *
 * @example
 * ```graphql
 * fragment Known on Contact { identities { kind value primary } }
 * ```
 */
@ObjectType({ description: 'How a customer is known on a channel.' })
export class ContactIdentity {
  @Field(() => String, { description: 'wa_id, bsuid, username, phone, email, …: open.' }) kind: string;
  @Field(() => String, { description: 'Masked when the viewer must not see numbers.' }) value: string;
  @Field(() => Boolean, { description: 'The core finds the contact by it.' }) primary: boolean;
}

/**
 * A customer.
 *
 * @example
 * ```graphql
 * query Found($text: String!) { contacts(search: $text, first: 10) { nodes { id name createdAt } } }
 * ```
 */
@ObjectType({ implements: [Node, Actor], description: 'A customer.' })
export class Contact implements Node, Actor {
  @Field(() => ID) id: string;
  @Field(() => String, { description: 'What to show: the name, else @username, else the (masked) number.' }) name: string;
  @Field(() => Int, { description: '1-8: the colour of the picture that people without one get.' }) avatarHue: number;
  @Field(() => DateTime) createdAt: number;
  @Field(() => GraphQLJSON, { description: 'What bots have learned of them, by name; the values are text.' }) attributes: unknown;
}
