import { Not, type EntityManager } from 'typeorm';
import type { ConversationRow } from '../conversations/conversation.entity';
import type { Kernel } from '../kernel';
import { refuse } from '../lib/errors';
import { newId } from '../lib/ids';
import type { Viewer } from '../people/viewer';
import type { InboxChannels } from './channel-access';
import { messageEvent } from './message-events';
import { MessageRow } from './message.entity';
import { OutboxRow } from './outbox.entity';
import { abilitiesOf, lockMessage, requireOpen, requireOwn, requireWindow } from './own-conversation';
import { newOutgoing, outboxOf } from './queue-messages';
import { ReactionRow } from './reaction.entity';

/** What the hidden row of a reaction keeps in `content`. */
export interface ReactionContent extends Record<string, unknown> {
  /** Empty: it is taken away. */
  emoji: string;
  /** What stood there before, to be put back when the provider refuses. */
  before: { authorId: string; emoji: string; reactedAt: number } | null;
}

const segments = new Intl.Segmenter();
const isEmoji = (text: string): boolean =>
  text.length <= 40 &&
  [...segments.segment(text)].length === 1 &&
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|[#*0-9]\uFE0F?\u20E3/u.test(text);

/**
 * Puts an emoji on a message for our side. A channel knows one reaction a side, so a second agent's replaces the first one's.
 *
 * A reaction goes out like a message, with an outbox row and receipts. Its own row has the kind `reaction`, an id that starts with
 * `react_`, `replyToId` for its target and a `seq` below 1: lists and the dense sequence never show it. Whatever becomes of it is told as a change of its target.
 */
export class ReactionService {
  constructor(
    private readonly kernel: Kernel,
    private readonly channels: InboxChannels,
    /** Called after the commit: the outbox has something to do. */
    private readonly wake: () => void,
  ) {}

  /**
   * @param emoji null takes the reaction away
   * @returns the message that it stands on
   * @throws Refused REACTION_UNSUPPORTED, REACTION_INVALID, REACTION_TOO_EARLY, and like sending
   */
  async react(viewer: Viewer, messageId: string, emoji: string | null): Promise<MessageRow> {
    if (emoji !== null && !isEmoji(emoji)) throw refuse('REACTION_INVALID', 'A reaction is one emoji.', ['emoji']);
    const target = await this.kernel.db.write(async (manager) => {
      const { message, conversation } = await lockMessage(this.kernel, manager, viewer, messageId);
      requireOwn(conversation, viewer);
      requireOpen(conversation);
      const now = this.kernel.clock.now();
      const abilities = await abilitiesOf(manager, this.channels, conversation.inboxId);
      if (!abilities.reactions) throw refuse('REACTION_UNSUPPORTED', 'This channel has no reactions.');
      await requireWindow(manager, conversation, abilities, now);
      if (!message.providerId)
        throw refuse('REACTION_TOO_EARLY', 'This message is not at the channel yet. React when it is.', ['messageId']);
      const before = await manager.findOneBy(ReactionRow, { messageId, authorId: Not(conversation.contactId) });
      if ((before?.emoji ?? null) === emoji) return message;
      await manager.delete(ReactionRow, { messageId, authorId: Not(conversation.contactId) });
      if (emoji !== null) await manager.insert(ReactionRow, { messageId, authorId: viewer.agentId, emoji, reactedAt: now });
      await this.queue(
        manager,
        conversation,
        message,
        viewer,
        { emoji: emoji ?? '', before: before && { authorId: before.authorId, emoji: before.emoji, reactedAt: before.reactedAt } },
        now,
      );
      await this.kernel.events.append(manager, [
        await messageEvent(manager, 'message.updated', message, { actorId: viewer.agentId, data: { reaction: emoji !== null } }),
      ]);
      return message;
    }, 5);
    this.wake();
    return target;
  }

  private async queue(
    manager: EntityManager,
    conversation: ConversationRow,
    target: MessageRow,
    viewer: Viewer,
    content: ReactionContent,
    now: number,
  ): Promise<void> {
    // one that has not left yet is overtaken
    const waiting = await manager.findBy(MessageRow, {
      conversationId: conversation.id,
      kind: 'reaction',
      replyToId: target.id,
      deliveryRank: 0,
    });
    for (const { id } of waiting) await manager.update(OutboxRow, { messageId: id, state: 'READY' }, { state: 'DONE' });
    const lowest = await manager
      .createQueryBuilder(MessageRow, 'm')
      .select('min(m.seq)', 'seq')
      .where('m.conversationId = :id', { id: conversation.id })
      .getRawOne<{ seq: number | string | null }>();
    const seq = Math.min(0, Number(lowest?.seq ?? 0)) - 1;
    const row = newOutgoing(conversation, { kind: 'agent', id: viewer.agentId }, now, {
      id: newId('react', now),
      seq,
      kind: 'reaction',
      content,
      replyToId: target.id,
      replyToProviderId: target.providerId,
    });
    await manager.insert(MessageRow, row as never);
    await manager.insert(OutboxRow, outboxOf(row, conversation.messageSeq, now));
  }
}

/**
 * Takes back a reaction that the provider refused, unless another one stands there by now.
 *
 * @returns the message that it stood on, if anything changed
 */
export const undoReaction = async (manager: EntityManager, row: MessageRow): Promise<MessageRow | null> => {
  const { emoji, before } = row.content as ReactionContent;
  const messageId = row.replyToId as string;
  const authorId = row.authorId as string;
  const [current] = (await manager.findBy(ReactionRow, { messageId })).filter((reaction) => !reaction.authorId.startsWith('cont_'));
  if ((current?.emoji ?? '') !== emoji || (current && current.authorId !== authorId)) return null;
  await manager.delete(ReactionRow, { messageId, authorId });
  if (before) await manager.insert(ReactionRow, { messageId, ...before });
  return manager.findOneBy(MessageRow, { id: messageId });
};
