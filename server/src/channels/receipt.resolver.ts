import { LessThan } from 'typeorm';
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { DateTime, Message, Receipt } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { SignedInContext } from '../api/context';
import { findVisible } from '../conversations/sight';
import type { Kernel } from '../kernel';
import { connectionOf, decodeCursor, encodeCursor, pageSize, toConnection } from '../lib/paging';
import { MessageRow } from '../messages/message.entity';
import { ReceiptRow } from '../messages/receipt.entity';

export const { Connection: ReceiptConnection } = connectionOf('Receipt', Receipt);

@Resolver(() => Receipt)
export class ReceiptResolver {
  constructor(private readonly kernel: Kernel) {}

  @Query(() => ReceiptConnection, { description: 'What a channel said of a message, newest first; also of messages that are not ours.' })
  @Allow('intake.manage')
  async receipts(
    @Ctx() { viewer }: SignedInContext,
    @Arg('providerId', () => String) providerId: string,
    @Arg('inboxId', () => ID, { nullable: true }) inboxId?: string | null,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
  ) {
    const size = pageSize(first);
    const rows = await this.kernel.db.read.find(ReceiptRow, {
      where: {
        orgId: viewer.orgId,
        providerId,
        ...(inboxId ? { inboxId } : {}),
        ...(after ? { id: LessThan(String(decodeCursor(after, 1)[0])) } : {}),
      },
      order: { id: 'DESC' },
      take: size + 1,
    });
    return toConnection(rows, size, (row) => encodeCursor([row.id]), !!after);
  }

  @Query(() => Message, { nullable: true, description: 'A message by the id that the channel gave it.' })
  @Allow('signed-in')
  async messageByProviderId(
    @Ctx() ctx: SignedInContext,
    @Arg('inboxId', () => ID) inboxId: string,
    @Arg('providerId', () => String) providerId: string,
  ): Promise<MessageRow | null> {
    const row = await this.kernel.db.read.findOneBy(MessageRow, { providerId, inboxId, orgId: ctx.viewer.orgId });
    return row && this.visible(ctx, row);
  }

  @FieldResolver(() => DateTime, { description: "The channel's clock." })
  at(@Root() row: ReceiptRow): number {
    return row.occurredAt;
  }

  @FieldResolver(() => Message, { nullable: true, description: 'Null: not ours, or not yours to see.' })
  async message(@Root() row: ReceiptRow, @Ctx() ctx: SignedInContext): Promise<MessageRow | null> {
    const message = row.messageId === null ? null : await ctx.loaders.row(MessageRow).load(row.messageId);
    return message && this.visible(ctx, message);
  }

  private async visible({ viewer }: SignedInContext, message: MessageRow): Promise<MessageRow | null> {
    // the row of a reaction of ours is nothing that anybody is shown
    if (message.kind === 'reaction') return null;
    return (await findVisible(this.kernel, viewer, message.conversationId)) ? message : null;
  }
}
