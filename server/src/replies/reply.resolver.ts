import { QuickReplyGroup, TemplateGroup } from '@parley/plugin';
import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { Allow } from '../api/allow';
import type { SignedInContext } from '../api/context';
import { findVisible } from '../conversations/sight';
import { InboxRow } from '../inboxes/inbox.entity';
import type { Kernel } from '../kernel';
import { ApiError } from '../lib/errors';
import { pageSize } from '../lib/paging';
import type { ReplyService } from './reply.service';

/** Templates and prepared answers, as plugins offer them. */
@Resolver()
export class ReplyResolver {
  constructor(
    private readonly kernel: Kernel,
    private readonly service: ReplyService,
  ) {}

  @Query(() => [TemplateGroup], { description: 'The templates that may be sent from an inbox, one group a source.' })
  @Allow('conversation.send', 'inboxes.read')
  async templates(
    @Ctx() { viewer }: SignedInContext,
    @Arg('inboxId', () => ID) inboxId: string,
    @Arg('search', () => String, { nullable: true }) search?: string | null,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
  ): Promise<TemplateGroup[]> {
    const size = pageSize(first);
    const inbox = await this.kernel.db.read.findOneBy(InboxRow, { id: inboxId, orgId: viewer.orgId });
    if (!inbox || !(viewer.inboxIds.has(inboxId) || viewer.permissions.has('inboxes.read')))
      throw new ApiError('BAD_REQUEST', 'inboxId: there is no such inbox.');
    const groups = await this.service.templates(viewer, inboxId, search?.trim(), size);
    return groups.map(({ items, ...group }) => ({ ...group, templates: items.map((one) => ({ ...one, id: `${group.id}/${one.id}` })) }));
  }

  @Query(() => [QuickReplyGroup], { description: 'Prepared answers for the viewer, best first, one group a source.' })
  @Allow('conversation.send')
  async quickReplies(
    @Ctx() { viewer }: SignedInContext,
    @Arg('conversationId', () => ID, { nullable: true, description: 'Where they are going to be used.' }) conversationId?: string | null,
    @Arg('search', () => String, { nullable: true }) search?: string | null,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
  ): Promise<QuickReplyGroup[]> {
    const size = pageSize(first);
    const conversation = conversationId ? await findVisible(this.kernel, viewer, conversationId) : null;
    if (conversationId && !conversation) throw new ApiError('BAD_REQUEST', 'conversationId: there is no such conversation.');
    const groups = await this.service.quickReplies(viewer, conversation, search?.trim() ?? '', size);
    return groups.map(({ items, ...group }) => ({ ...group, quickReplies: items.map((one) => ({ ...one, id: `${group.id}/${one.id}` })) }));
  }
}
