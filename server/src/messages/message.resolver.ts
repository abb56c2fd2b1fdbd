import { Arg, Ctx, FieldResolver, Float, Mutation, Resolver, Root } from 'type-graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Actor, Attachment, Conversation, Delivery, Message, Reaction } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { ApiContext, SignedInContext } from '../api/context';
import { botActor } from '../bots/bot-actor';
import { ContactRow } from '../contacts/contact.entity';
import { maskText } from '../contacts/mask';
import { ConversationRow } from '../conversations/conversation.entity';
import type { Kernel } from '../kernel';
import { payload } from '../lib/errors';
import type { MediaUrls } from '../media/media-url';
import { AgentRow } from '../people/agent.entity';
import type { Viewer } from '../people/viewer';
import { AttachmentRow } from './attachment.entity';
import { deliveryOf } from './delivery';
import type { MessageAgainService } from './message-again.service';
import { MessageIdInput, MessagePayload, MessageReactInput, MessageSendInput } from './message.inputs';
import { MessageRow } from './message.entity';
import type { MessageService } from './message.service';
import { ReactionRow } from './reaction.entity';
import type { ReactionService } from './reaction.service';

const none: { message: MessageRow | null; messages: MessageRow[] } = { message: null, messages: [] };
const one = async (message: Promise<MessageRow>) => {
  const row = await message;
  return { message: row, messages: [row] };
};

/** A reaction as the API shows it. */
interface ShownReaction {
  emoji: string;
  at: number;
  author: AgentRow | ContactRow;
}

/** Words of the system about a customer, for somebody who must not see numbers; what the customer wrote is theirs to tell. */
const isMasked = (row: MessageRow, viewer: Viewer | null): boolean => row.authorKind === 'system' && viewer?.hidePhone !== false;

@Resolver(() => Message)
export class MessageResolver {
  constructor(
    private readonly service: MessageService,
    private readonly reactionService: ReactionService,
    private readonly againService: MessageAgainService,
  ) {}

  @Mutation(() => MessagePayload, {
    description: 'Queues a message to the customer; the text first, then each attachment as its own message.',
  })
  @Allow('conversation.send')
  messageSend(@Ctx() { viewer }: SignedInContext, @Arg('input', () => MessageSendInput) input: MessageSendInput) {
    return payload(none, async () => {
      const messages = await this.service.send(viewer, input);
      return { message: messages[0] ?? null, messages };
    });
  }

  @Mutation(() => MessagePayload, { description: 'Puts an emoji on a message, or takes it away. Our side has one on a message.' })
  @Allow('conversation.send')
  messageReact(@Ctx() { viewer }: SignedInContext, @Arg('input', () => MessageReactInput) { messageId, emoji }: MessageReactInput) {
    return payload(none, () => one(this.reactionService.react(viewer, messageId, emoji ?? null)));
  }

  @Mutation(() => MessagePayload, { description: 'A failed or uncertain message: sends it once more.' })
  @Allow('conversation.send')
  messageSendAgain(@Ctx() { viewer }: SignedInContext, @Arg('input', () => MessageIdInput) { messageId }: MessageIdInput) {
    return payload(none, () => one(this.againService.again(viewer, messageId)));
  }

  @Mutation(() => MessagePayload, { description: 'An uncertain message: a person has seen that it arrived.' })
  @Allow('conversation.send')
  messageSettle(@Ctx() { viewer }: SignedInContext, @Arg('input', () => MessageIdInput) { messageId }: MessageIdInput) {
    return payload(none, () => one(this.againService.settle(viewer, messageId)));
  }

  @FieldResolver(() => String, { nullable: true })
  text(@Root() row: MessageRow, @Ctx() { viewer }: ApiContext): string | null {
    return row.text !== null && isMasked(row, viewer) ? maskText(row.text) : row.text;
  }

  @FieldResolver(() => GraphQLJSON, { nullable: true })
  content(@Root() row: MessageRow, @Ctx() { viewer }: ApiContext): unknown {
    return row.content !== null && isMasked(row, viewer) ? (JSON.parse(maskText(JSON.stringify(row.content))) as unknown) : row.content;
  }

  @FieldResolver(() => Conversation)
  conversation(@Root() row: MessageRow, @Ctx() ctx: ApiContext) {
    return ctx.loaders.row(ConversationRow).load(row.conversationId);
  }

  @FieldResolver(() => [Attachment])
  attachments(@Root() row: MessageRow, @Ctx() ctx: ApiContext) {
    return ctx.loaders.by(AttachmentRow, 'messageId', { position: 'ASC', id: 'ASC' }).load(row.id);
  }

  @FieldResolver(() => Delivery)
  delivery(@Root() row: MessageRow): Delivery {
    return deliveryOf(row);
  }

  @FieldResolver(() => Actor, {
    nullable: true,
    description: 'The contact, the agent or the bot; null: the system, a plugin, or our side outside of Parley.',
  })
  async author(@Root() row: MessageRow, @Ctx() ctx: ApiContext) {
    if (row.authorId === null) return null;
    if (row.authorKind === 'bot') return botActor(ctx.loaders, row.conversationId);
    if (row.authorKind === 'agent') return ctx.loaders.row(AgentRow).load(row.authorId);
    return row.authorKind === 'contact' ? ctx.loaders.row(ContactRow).load(row.authorId) : null;
  }

  @FieldResolver(() => Message, { nullable: true, description: 'The quoted message, if it is here and the viewer may see it.' })
  replyTo(@Root() row: MessageRow, @Ctx() ctx: SignedInContext): Promise<MessageRow | null> {
    return this.quoted(row, ctx);
  }

  @FieldResolver(() => Boolean, { description: 'It quotes a message that cannot be shown.' })
  async replyToUnavailable(@Root() row: MessageRow, @Ctx() ctx: SignedInContext): Promise<boolean> {
    return (row.replyToId !== null || row.replyToProviderId !== null) && (await this.quoted(row, ctx)) === null;
  }

  @FieldResolver(() => [Reaction])
  async reactions(@Root() row: MessageRow, @Ctx() ctx: ApiContext): Promise<ShownReaction[]> {
    const rows = await ctx.loaders.by(ReactionRow, 'messageId', { reactedAt: 'ASC' }).load(row.id);
    const shown = await Promise.all(
      // without an emoji it was taken away, and the row only remembers when
      rows
        .filter(({ emoji }) => emoji !== '')
        .map(async ({ emoji, reactedAt, authorId }) => {
          const author = authorId.startsWith('cont_')
            ? await ctx.loaders.row(ContactRow).load(authorId)
            : await ctx.loaders.row(AgentRow).load(authorId);
          return author && { emoji, at: reactedAt, author };
        }),
    );
    return shown.filter((reaction) => reaction !== null);
  }

  @FieldResolver(() => Boolean)
  edited(@Root() row: MessageRow): boolean {
    return row.editedAt !== null;
  }

  @FieldResolver(() => Boolean)
  revoked(@Root() row: MessageRow): boolean {
    return row.revokedAt !== null;
  }

  @FieldResolver(() => GraphQLJSON, { nullable: true, description: 'What the channel gave; only with the permission message.raw.' })
  raw(@Root() row: MessageRow, @Ctx() ctx: ApiContext): unknown {
    return ctx.viewer?.permissions.has('message.raw') ? row.raw : null;
  }

  /**
   * A quoted message may belong to an older conversation, which is not everybody's who has this one. The answer is the same for
   * all who see this one with the same permissions, because the feed executes once for them together: it is shown to those who read
   * every conversation, else only when both were the same agent's.
   */
  private async quoted(row: MessageRow, ctx: SignedInContext): Promise<MessageRow | null> {
    const target = row.replyToId === null ? null : await ctx.loaders.row(MessageRow).load(row.replyToId);
    if (!target || target.conversationId === row.conversationId) return target;
    const [own, older] = await Promise.all([row, target].map((message) => ctx.loaders.row(ConversationRow).load(message.conversationId)));
    if (!own || !older || older.orgId !== own.orgId || older.contactId !== own.contactId) return null;
    const everywhere = ctx.viewer.permissions.has('conversations.read.all');
    return everywhere || (older.assigneeId !== null && older.assigneeId === own.assigneeId) ? target : null;
  }
}

@Resolver(() => Reaction)
export class ReactionResolver {
  @FieldResolver(() => Actor)
  author(@Root() reaction: ShownReaction) {
    return reaction.author;
  }
}

@Resolver(() => Attachment)
export class AttachmentResolver {
  constructor(
    private readonly kernel: Kernel,
    private readonly urls: MediaUrls,
  ) {}

  @FieldResolver(() => String, { nullable: true, description: "Signed, short-lived, of the server's own origin; null until READY." })
  url(@Root() row: AttachmentRow): string | null {
    return this.urls.mediaUrl(row, this.kernel.clock.now());
  }

  @FieldResolver(() => String, { nullable: true, description: 'A smaller picture of it, when there is one.' })
  thumbnailUrl(): string | null {
    return null;
  }

  @FieldResolver(() => Float, { nullable: true })
  durationSeconds(@Root() row: AttachmentRow): number | null {
    return row.durationMs === null ? null : row.durationMs / 1000;
  }
}
