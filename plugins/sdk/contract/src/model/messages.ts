import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Node } from './node';
import { DateTime } from './scalars';

/**
 * IN: from the customer. OUT: from us.
 *
 * @example
 * ```ts
 * const isOurs = message.direction === MessageDirection.OUT;
 * ```
 */
export enum MessageDirection {
  IN = 'IN',
  OUT = 'OUT',
}
registerEnumType(MessageDirection, { name: 'MessageDirection', description: 'IN: from the customer. OUT: from us.' });

/**
 * How far a message has come: PENDING < ACCEPTED < SENT < DELIVERED < READ, never back; FAILED stands beside the rank.
 *
 * @example
 * ```ts
 * const isDone = delivery.status === DeliveryStatus.READ;
 * ```
 */
export enum DeliveryStatus {
  PENDING = 'PENDING',
  ACCEPTED = 'ACCEPTED',
  SENT = 'SENT',
  DELIVERED = 'DELIVERED',
  READ = 'READ',
  FAILED = 'FAILED',
}
registerEnumType(DeliveryStatus, {
  name: 'DeliveryStatus',
  description: 'PENDING < ACCEPTED < SENT < DELIVERED < READ, never back; FAILED stands beside the rank.',
});

/**
 * Whether a file lies in our own storage: PENDING, it is being fetched; READY; FAILED, see its `error`.
 *
 * @example
 * ```ts
 * const canShow = attachment.state === AttachmentState.READY;
 * ```
 */
export enum AttachmentState {
  PENDING = 'PENDING',
  READY = 'READY',
  FAILED = 'FAILED',
}
registerEnumType(AttachmentState, { name: 'AttachmentState' });

/**
 * Why a message was not delivered.
 *
 * @example
 * ```graphql
 * fragment Failure on Message { delivery { error { code message retryable } } }
 * ```
 */
@ObjectType()
export class DeliveryError {
  @Field(() => String, { description: "The provider's code, or one of ours." }) code: string;
  @Field(() => String) message: string;
  @Field(() => Boolean, { description: 'May it help to send it again.' }) retryable: boolean;
}

/**
 * What became of a message. A message from the customer is READ when an agent has read it.
 *
 * @example
 * ```graphql
 * fragment Ticks on Message { delivery { status uncertain deliveredAt readAt failedAt } }
 * ```
 */
@ObjectType({ description: 'What became of a message. A message from the customer is READ when an agent has read it.' })
export class Delivery {
  @Field(() => DeliveryStatus) status: DeliveryStatus;
  @Field(() => DeliveryError, { nullable: true }) error?: DeliveryError | null;
  @Field(() => Boolean, { description: 'The provider may or may not have it: a person decides.' }) uncertain: boolean;
  @Field(() => DateTime, { nullable: true }) acceptedAt?: number | null;
  @Field(() => DateTime, { nullable: true }) sentAt?: number | null;
  @Field(() => DateTime, { nullable: true }) deliveredAt?: number | null;
  @Field(() => DateTime, { nullable: true }) readAt?: number | null;
  @Field(() => DateTime, { nullable: true }) failedAt?: number | null;
}

/**
 * A file of a message, in our own storage.
 *
 * @example
 * ```graphql
 * fragment Files on Message { attachments { id kind mimeType fileName size state url } }
 * ```
 */
@ObjectType({ implements: Node, description: 'A file of a message, in our own storage.' })
export class Attachment implements Node {
  @Field(() => ID) id: string;
  @Field(() => String, { description: 'image, video, audio, document, sticker: open.' }) kind: string;
  @Field(() => String) mimeType: string;
  @Field(() => String, { nullable: true }) fileName?: string | null;
  @Field(() => Int, { nullable: true, description: 'Bytes.' }) size?: number | null;
  @Field(() => AttachmentState) state: AttachmentState;
  @Field(() => Int, { nullable: true }) width?: number | null;
  @Field(() => Int, { nullable: true }) height?: number | null;
  @Field(() => Float, { nullable: true }) durationSeconds?: number | null;
  @Field(() => Boolean, { description: 'A recorded voice message.' }) voice: boolean;
  @Field(() => String, { nullable: true, description: 'Why it is not there, in words.' }) error?: string | null;
}

/**
 * An emoji that somebody put on a message.
 *
 * @example
 * ```graphql
 * fragment Reactions on Message { reactions { emoji at author { name } } }
 * ```
 */
@ObjectType()
export class Reaction {
  @Field(() => String) emoji: string;
  @Field(() => DateTime) at: number;
}

/**
 * What the customer or our side said, once; its `seq` is its place in the conversation.
 *
 * @example
 * ```graphql
 * query Messages($id: ID!) {
 *   node(id: $id) {
 *     ... on Conversation {
 *       messages(last: 20) { nodes { id direction kind text seq sentAt delivery { status } } }
 *     }
 *   }
 * }
 * ```
 */
@ObjectType({ implements: Node })
export class Message implements Node {
  @Field(() => ID) id: string;
  @Field(() => MessageDirection) direction: MessageDirection;
  @Field(() => String, {
    description:
      'text image video audio voice document sticker location contacts interactive button order system call unsupported template …: open to plugins.',
  })
  kind: string;
  @Field(() => String, { nullable: true }) text?: string | null;
  @Field(() => GraphQLJSON, { nullable: true, description: 'What the kind holds beyond text.' }) content?: unknown;
  @Field(() => DateTime, { description: "The customer's clock for theirs, ours for ours." }) sentAt: number;
  @Field(() => DateTime, { description: 'When the server had it.' }) receivedAt: number;
  @Field(() => Int, { description: 'Dense from 1 within the conversation: the order to show.' }) seq: number;
  @Field(() => Boolean) edited: boolean;
  @Field(() => Boolean) revoked: boolean;
  @Field(() => Boolean) forwarded: boolean;
  @Field(() => String, { nullable: true }) clientMutationKey?: string | null;
}
