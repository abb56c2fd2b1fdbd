import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from './node';
import { DateTime } from './scalars';

/**
 * Where a conversation stands. CLOSED is for ever: continuing makes a new one.
 *
 * @example
 * ```ts
 * const isOver = status === ConversationStatus.CLOSED;
 * ```
 */
export enum ConversationStatus {
  QUEUED = 'QUEUED',
  BOT = 'BOT',
  OFFERED = 'OFFERED',
  ACTIVE = 'ACTIVE',
  PARKED = 'PARKED',
  WRAP_UP = 'WRAP_UP',
  CLOSED = 'CLOSED',
}
registerEnumType(ConversationStatus, {
  name: 'ConversationStatus',
  description: 'CLOSED is for ever: continuing makes a new conversation.',
});

/**
 * Until when free messages may be sent, by (inbox, contact).
 *
 * @example
 * ```graphql
 * fragment Window on Conversation { serviceWindow { open endsAt required } }
 * ```
 */
@ObjectType({ description: 'Until when free messages may be sent, by (inbox, contact).' })
export class ServiceWindow {
  @Field(() => Boolean) open: boolean;
  @Field(() => DateTime, { nullable: true, description: 'Null: the customer never wrote here, or the channel has no window.' }) endsAt?:
    number | null;
  @Field(() => Boolean, { description: 'False: the channel has no window.' }) required: boolean;
}

/**
 * What the viewer may do with a conversation now.
 *
 * @example
 * ```graphql
 * fragment Abilities on Conversation { viewerCan { send close claim transfer why } }
 * ```
 */
@ObjectType({ description: 'What the viewer may do with it now.' })
export class ConversationAbilities {
  @Field(() => Boolean) send: boolean;
  @Field(() => Boolean) close: boolean;
  @Field(() => Boolean) claim: boolean;
  @Field(() => Boolean) transfer: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Why not, as a code: CONVERSATION_CLOSED, CONVERSATION_NOT_YOURS, WINDOW_CLOSED, FORBIDDEN.',
  })
  why?: string | null;
}

/**
 * What one contact and we say to each other on one inbox, from the first message to the close.
 *
 * @example
 * ```graphql
 * query Waiting {
 *   conversations(first: 20) {
 *     nodes { id status pendingSince unreadCount contact { name } }
 *   }
 * }
 * ```
 */
@ObjectType({
  implements: Node,
  description: 'What one contact and we say to each other on one inbox, from the first message to the close.',
})
export class Conversation implements Node {
  @Field(() => ID) id: string;
  @Field(() => ConversationStatus) status: ConversationStatus;
  @Field(() => DateTime, { nullable: true, description: 'Since when the customer waits for an answer.' }) pendingSince?: number | null;
  @Field(() => Int) unreadCount: number;
  @Field(() => DateTime) lastActivityAt: number;
  @Field(() => DateTime) openedAt: number;
  @Field(() => DateTime, { nullable: true }) closedAt?: number | null;
  @Field(() => String, { nullable: true, description: 'agent, bot, window_ended, …' }) closeReason?: string | null;
  @Field(() => Int) messageCount: number;
  @Field(() => [String], { description: 'Words that bots put on it.' }) tags: string[];
}
