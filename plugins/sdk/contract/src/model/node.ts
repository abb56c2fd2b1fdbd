import { Field, ID, InterfaceType, ObjectType } from 'type-graphql';

/** The prefix of an id → the name of its type in the API. A plugin's own types carry the plugin's prefix. */
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
};

/** The type's name that an id belongs to, or undefined: `conv_01j…` → `Conversation`. */
export const typeOfId = (id: string): string | undefined => TYPE_BY_PREFIX[id.slice(0, id.indexOf('_'))];

const byId = (value: { id: string }): string | undefined => typeOfId(value.id);

@InterfaceType({ autoRegisterImplementations: false, resolveType: byId, description: 'Anything that has an id of its own.' })
export abstract class Node {
  @Field(() => ID) id: string;
}

@InterfaceType({ autoRegisterImplementations: false, resolveType: byId, description: 'Who did something.' })
export abstract class Actor {
  @Field(() => ID) id: string;
  @Field(() => String) name: string;
}

/** An expected refusal, as data. A plugin may implement it with fields of its own; its codes start with its prefix. */
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

@ObjectType({ implements: UserError })
export class SimpleUserError extends UserError {}

@ObjectType()
export class PageInfo {
  @Field(() => Boolean) hasNextPage: boolean;
  @Field(() => Boolean) hasPreviousPage: boolean;
  @Field(() => String, { nullable: true }) startCursor?: string | null;
  @Field(() => String, { nullable: true }) endCursor?: string | null;
}
