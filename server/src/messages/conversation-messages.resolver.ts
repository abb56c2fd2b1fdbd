import { Arg, Ctx, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import { Conversation, Message } from '@parley/plugin';
import type { ApiContext } from '../api/context';
import type { ConversationRow } from '../conversations/conversation.entity';
import type { Kernel } from '../kernel';
import { connectionOf } from '../lib/paging';
import { MessageRow } from './message.entity';
import { pageOfMessages } from './message-page';
import { searchMessages } from './message-search';

export const { Connection: MessageConnection } = connectionOf('Message', Message);

/** The messages of a conversation. Whoever reads these fields may see the conversation. */
@Resolver(() => Conversation)
export class ConversationMessagesResolver {
  constructor(private readonly kernel: Kernel) {}

  @FieldResolver(() => MessageConnection, {
    description:
      'In their order. `first` from the start or after a cursor, `last` from the end or before one, `around` a message: a page with it in the middle.',
  })
  messages(
    @Root() row: ConversationRow,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
    @Arg('after', () => String, { nullable: true }) after?: string | null,
    @Arg('last', () => Int, { nullable: true }) last?: number | null,
    @Arg('before', () => String, { nullable: true }) before?: string | null,
    @Arg('around', () => ID, { nullable: true }) around?: string | null,
  ) {
    return pageOfMessages(this.kernel.db.read, row.id, { first, after, last, before, around });
  }

  @FieldResolver(() => [Message], { description: 'Messages whose text contains this, whatever its case and accents; newest first.' })
  search(
    @Root() row: ConversationRow,
    @Arg('text', () => String) text: string,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
  ) {
    return searchMessages(this.kernel.db.read, row.id, text, first);
  }

  @FieldResolver(() => Message, { nullable: true })
  lastMessage(@Root() row: ConversationRow, @Ctx() ctx: ApiContext) {
    return row.lastMessageId === null ? null : ctx.loaders.row(MessageRow).load(row.lastMessageId);
  }
}
