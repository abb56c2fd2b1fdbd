import { Arg, Ctx, Field, FieldResolver, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import {
  Actor,
  Agent,
  Contact,
  Conversation,
  ConversationAbilities,
  Inbox,
  ServiceWindow,
  UserError,
  type ChannelAbilities,
} from '@parley/plugin';
import { Allow } from '../api/allow';
import type { ApiContext, SignedInContext } from '../api/context';
import { ContactInboxRow } from '../contacts/contact-inbox.entity';
import { ContactRow } from '../contacts/contact.entity';
import { InboxRow } from '../inboxes/inbox.entity';
import type { Kernel } from '../kernel';
import { payload } from '../lib/errors';
import { connectionOf } from '../lib/paging';
import { AgentRow } from '../people/agent.entity';
import type { Viewer } from '../people/viewer';
import { ConversationRow } from './conversation.entity';
import { ConversationFilter, ConversationIdInput, ConversationOrder, ConversationTransferInput } from './conversation.inputs';
import { listConversations } from './conversation-list';
import type { ConversationService } from './conversation.service';

export const { Connection: ConversationConnection } = connectionOf('Conversation', Conversation, { counted: true });

@ObjectType()
export class ConversationPayload {
  @Field(() => Conversation, { nullable: true }) conversation?: Conversation | null;
  @Field(() => [UserError]) errors: UserError[];
}

/** What the room asks of its neighbours. */
export interface ConversationNeighbours {
  /** What a channel can do; null while its plugin is not ready. */
  abilities(channel: string): ChannelAbilities | null;
  /** Shows the customer that somebody is writing. */
  typing(conversation: ConversationRow): Promise<void>;
}

const none = { conversation: null as ConversationRow | null };

@Resolver(() => Conversation)
export class ConversationResolver {
  constructor(
    private readonly kernel: Kernel,
    private readonly service: ConversationService,
    private readonly neighbours: ConversationNeighbours,
  ) {}

  @Query(() => ConversationConnection, { description: 'What the viewer may see, latest activity first unless told otherwise.' })
  @Allow('signed-in')
  conversations(
    @Ctx() { viewer }: SignedInContext,
    @Arg('filter', () => ConversationFilter, { nullable: true }) filter?: ConversationFilter | null,
    @Arg('orderBy', () => ConversationOrder, { nullable: true }) orderBy?: ConversationOrder | null,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ) {
    return listConversations(this.kernel, viewer, filter ?? {}, orderBy ?? 'LAST_ACTIVITY', first, after);
  }

  @Mutation(() => ConversationPayload, { description: 'Takes a conversation that nobody has.' })
  @Allow('queue.claim')
  conversationClaim(@Ctx() { viewer }: SignedInContext, @Arg('input', () => ConversationIdInput) input: ConversationIdInput) {
    return payload(none, async () => ({ conversation: await this.service.claim(viewer, input.conversationId) }));
  }

  @Mutation(() => ConversationPayload)
  @Allow('conversation.transfer')
  conversationTransfer(
    @Ctx() { viewer }: SignedInContext,
    @Arg('input', () => ConversationTransferInput) input: ConversationTransferInput,
  ) {
    return payload(none, async () => ({ conversation: await this.service.transfer(viewer, input.conversationId, input.agentId) }));
  }

  @Mutation(() => ConversationPayload, { description: 'Ends it for ever; the next message of the customer starts a new one.' })
  @Allow('conversation.close.own', 'conversation.close.any')
  conversationClose(@Ctx() { viewer }: SignedInContext, @Arg('input', () => ConversationIdInput) input: ConversationIdInput) {
    return payload(none, async () => ({ conversation: await this.service.close(viewer, input.conversationId) }));
  }

  @Mutation(() => ConversationPayload, { description: 'Its agent has looked at it.' })
  @Allow('signed-in')
  conversationMarkRead(@Ctx() { viewer }: SignedInContext, @Arg('input', () => ConversationIdInput) input: ConversationIdInput) {
    return payload(none, async () => ({ conversation: await this.service.markRead(viewer, input.conversationId) }));
  }

  @Mutation(() => ConversationPayload, { description: 'Its agent is writing; where the channel can show it, the customer sees it.' })
  @Allow('conversation.send')
  conversationTyping(@Ctx() { viewer }: SignedInContext, @Arg('input', () => ConversationIdInput) input: ConversationIdInput) {
    return payload(none, async () => {
      const conversation = await this.service.get(viewer, input.conversationId);
      if (conversation.assigneeId === viewer.agentId && conversation.status !== 'CLOSED') await this.neighbours.typing(conversation);
      return { conversation };
    });
  }

  @FieldResolver(() => Inbox)
  inbox(@Root() row: ConversationRow, @Ctx() ctx: ApiContext) {
    return ctx.loaders.row(InboxRow).load(row.inboxId);
  }

  @FieldResolver(() => Contact)
  contact(@Root() row: ConversationRow, @Ctx() ctx: ApiContext) {
    return ctx.loaders.row(ContactRow).load(row.contactId);
  }

  @FieldResolver(() => Agent, { nullable: true })
  assignee(@Root() row: ConversationRow, @Ctx() ctx: ApiContext) {
    return row.assigneeId ? ctx.loaders.row(AgentRow).load(row.assigneeId) : null;
  }

  @FieldResolver(() => Actor, { nullable: true, description: 'Null: the system, or still open.' })
  closedBy(@Root() row: ConversationRow, @Ctx() ctx: ApiContext) {
    return row.closedById ? ctx.loaders.row(AgentRow).load(row.closedById) : null;
  }

  @FieldResolver(() => Conversation, {
    nullable: true,
    description: 'The conversation that this one goes on from, if the viewer may see it.',
  })
  async continues(@Root() row: ConversationRow, @Ctx() { viewer }: SignedInContext) {
    return row.continuesId ? this.service.get(viewer, row.continuesId).catch(() => null) : null;
  }

  @FieldResolver(() => Int)
  unreadCount(@Root() row: ConversationRow): number {
    return row.unread;
  }

  @FieldResolver(() => Int)
  messageCount(@Root() row: ConversationRow): number {
    return row.messageSeq;
  }

  @FieldResolver(() => [String])
  tags(@Root() row: ConversationRow): string[] {
    return row.tags ?? [];
  }

  @FieldResolver(() => ServiceWindow)
  async serviceWindow(@Root() row: ConversationRow, @Ctx() ctx: ApiContext): Promise<ServiceWindow> {
    const inbox = await ctx.loaders.row(InboxRow).load(row.inboxId);
    const required = (inbox && this.neighbours.abilities(inbox.channel)?.serviceWindowMs) !== undefined;
    const pairs = await ctx.loaders.by(ContactInboxRow, 'contactId').load(row.contactId);
    const endsAt = pairs.find((pair) => pair.inboxId === row.inboxId)?.windowUntil ?? row.windowUntil;
    return { required, endsAt, open: !required || (endsAt !== null && endsAt > this.kernel.clock.now()) };
  }

  @FieldResolver(() => ConversationAbilities)
  async viewerCan(@Root() row: ConversationRow, @Ctx() ctx: SignedInContext): Promise<ConversationAbilities> {
    const { viewer } = ctx;
    if (row.assigneeId) ctx.differs?.add(row.assigneeId);
    const open = row.status !== 'CLOSED';
    const mine = row.assigneeId === viewer.agentId;
    const window = await this.serviceWindow(row, ctx);
    const maySend = viewer.permissions.has('conversation.send');
    return {
      send: open && mine && maySend && window.open,
      close: open && ((mine && viewer.permissions.has('conversation.close.own')) || viewer.permissions.has('conversation.close.any')),
      claim: open && row.assigneeId === null && viewer.permissions.has('queue.claim') && viewer.inboxIds.has(row.inboxId),
      transfer: open && (mine || viewer.permissions.has('conversations.read.all')) && viewer.permissions.has('conversation.transfer'),
      why: whyNot({ open, mine, maySend, window: window.open }, viewer),
    };
  }
}

const whyNot = (state: { open: boolean; mine: boolean; maySend: boolean; window: boolean }, viewer: Viewer): string | null => {
  if (!state.open) return 'CONVERSATION_CLOSED';
  if (!viewer.permissions.has('conversation.send')) return 'FORBIDDEN';
  if (!state.mine) return 'CONVERSATION_NOT_YOURS';
  return state.window ? null : 'WINDOW_CLOSED';
};
