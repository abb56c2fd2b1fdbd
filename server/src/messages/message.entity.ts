import { Entity, Index } from 'typeorm';
import { Big, Count, Flag, Json, Line, PrimaryId, Ref, Text } from '@parley/plugin/tables';

/** One message of a conversation. `deliveryRank` never falls; a failure stands beside it. */
@Entity('message')
@Index('uq_message_provider', ['providerId', 'inboxId'], { unique: true })
@Index('uq_message_seq', ['conversationId', 'seq'], { unique: true })
@Index('uq_message_key', ['conversationId', 'clientMutationKey'], { unique: true })
export class MessageRow {
  @PrimaryId() id: string;
  @Ref() orgId: string;
  @Ref() conversationId: string;
  @Ref() inboxId: string;
  /** Dense from 1 within the conversation. */
  @Count() seq: number;
  /** IN or OUT. */
  @Ref() direction: string;
  @Ref() kind: string;
  @Line({ length: 255, nullable: true }) providerId: string | null;
  @Text({ nullable: true }) text: string | null;
  @Json({ nullable: true }) content: Record<string, unknown> | null;
  /** What the channel gave, for every kind but plain text. */
  @Json({ nullable: true }) raw: unknown;
  /** agent, contact, bot, plugin, elsewhere (our side, outside of Parley) or system. */
  @Ref() authorKind: string;
  @Ref({ nullable: true }) authorId: string | null;
  @Ref({ nullable: true }) replyToId: string | null;
  @Line({ length: 255, nullable: true }) replyToProviderId: string | null;
  @Flag() forwarded: boolean;
  /** 0 pending, 1 accepted, 2 sent, 3 delivered, 4 read. */
  @Count() deliveryRank: number;
  @Big({ nullable: true }) acceptedAt: number | null;
  @Big({ nullable: true }) deliverySentAt: number | null;
  @Big({ nullable: true }) deliveredAt: number | null;
  @Big({ nullable: true }) readAt: number | null;
  @Big({ nullable: true }) failedAt: number | null;
  @Ref({ nullable: true }) errorCode: string | null;
  @Text({ nullable: true }) errorMessage: string | null;
  @Flag() errorRetryable: boolean;
  @Flag() uncertain: boolean;
  @Line({ length: 100, nullable: true }) clientMutationKey: string | null;
  @Big() sentAt: number;
  @Big() receivedAt: number;
  @Big({ nullable: true }) editedAt: number | null;
  @Big({ nullable: true }) revokedAt: number | null;
}
