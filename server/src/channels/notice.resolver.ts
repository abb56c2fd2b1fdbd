import { LessThan } from 'typeorm';
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { ChannelNotice, Inbox } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { ApiContext, SignedInContext } from '../api/context';
import { InboxRow } from '../inboxes/inbox.entity';
import type { Kernel } from '../kernel';
import { connectionOf, decodeCursor, encodeCursor, pageSize, toConnection } from '../lib/paging';
import { ChannelNoticeRow } from './notice.entity';

export const { Connection: ChannelNoticeConnection } = connectionOf('ChannelNotice', ChannelNotice);

@Resolver(() => ChannelNotice)
export class ChannelNoticeResolver {
  constructor(private readonly kernel: Kernel) {}

  @Query(() => ChannelNoticeConnection, {
    description:
      'What channels tell about accounts, numbers and templates, newest first. `unattached`: it belongs to nothing that we have.',
  })
  @Allow('intake.manage')
  async channelNotices(
    @Ctx() { viewer }: SignedInContext,
    @Arg('kind', () => String, { nullable: true }) kind?: string | null,
    @Arg('inboxId', () => ID, { nullable: true }) inboxId?: string | null,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ) {
    const size = pageSize(first);
    const rows = await this.kernel.db.read.find(ChannelNoticeRow, {
      where: {
        orgId: viewer.orgId,
        ...(kind ? { kind } : {}),
        ...(inboxId ? { inboxId } : {}),
        ...(after ? { id: LessThan(String(decodeCursor(after, 1)[0])) } : {}),
      },
      order: { id: 'DESC' },
      take: size + 1,
    });
    return toConnection(rows, size, (row) => encodeCursor([row.id]), !!after);
  }

  @FieldResolver(() => Inbox, { nullable: true, description: 'Null: it concerns the whole connection.' })
  inbox(@Root() row: ChannelNoticeRow, @Ctx() { loaders }: ApiContext): Promise<InboxRow | null> | null {
    return row.inboxId === null ? null : loaders.row(InboxRow).load(row.inboxId);
  }
}
