import type { BotTurn } from '@parley/plugin';
import type { EntityManager } from 'typeorm';
import { ContactRow } from '../contacts/contact.entity';
import { ConversationRow } from '../conversations/conversation.entity';
import { InboxRow } from '../inboxes/inbox.entity';
import { MessageRow } from '../messages/message.entity';
import { BotConversationRow } from './bot-conversation.entity';
import { choiceOf } from './choices';

/** A conversation that a bot has, as it was read before the bot is asked. */
export interface Held {
  conversation: ConversationRow;
  inbox: InboxRow;
  /** Null: the bot has not had a turn yet. */
  memory: BotConversationRow | null;
  /** The oldest message of the customer that has not had its turn. */
  message: MessageRow | null;
  /** Why it is the bot's turn; null: it is not. */
  reason: BotTurn['reason'] | null;
}

/** What a customer says, and nobody else: what a turn is made of. */
const CUSTOMERS = "m.direction = 'IN' and m.authorKind = 'contact'";

/** A conversation that a bot has, and whose turn it is; null: it is not a bot's. */
export const readHeld = async (manager: EntityManager, conversationId: string, now: number): Promise<Held | null> => {
  const conversation = await manager.findOneBy(ConversationRow, { id: conversationId, status: 'BOT' });
  if (!conversation) return null;
  const inbox = await manager.findOneByOrFail(InboxRow, { id: conversation.inboxId });
  const memory = await manager.findOneBy(BotConversationRow, { conversationId });
  const message = await nextMessage(manager, conversationId, memory?.seenSeq ?? 0);
  return { conversation, inbox, memory, message, reason: reasonOf(memory, message, now) };
};

/** The customer's first message behind a place in the conversation. */
export const nextMessage = (manager: EntityManager, conversationId: string, seq: number): Promise<MessageRow | null> =>
  manager
    .createQueryBuilder(MessageRow, 'm')
    .where(`m.conversationId = :conversationId and m.seq > :seq and ${CUSTOMERS}`, { conversationId, seq })
    .orderBy('m.seq', 'ASC')
    .limit(1)
    .getOne();

const reasonOf = (memory: BotConversationRow | null, message: MessageRow | null, now: number): Held['reason'] => {
  if (!memory) return 'opened';
  if (message) return 'message';
  return memory.waitUntil !== null && memory.waitUntil <= now ? 'timeout' : null;
};

/** What the bot is told. */
export const turnOf = async (manager: EntityManager, held: Held, reason: BotTurn['reason']): Promise<BotTurn> => {
  const { conversation, memory, message } = held;
  const contact = await manager.findOneByOrFail(ContactRow, { id: conversation.contactId });
  const choice = message && choiceOf(memory?.choices ?? null, message);
  return {
    conversationId: conversation.id,
    inboxId: conversation.inboxId,
    contact: { id: contact.id, name: contact.name },
    reason,
    ...(message
      ? {
          message: {
            id: message.id,
            kind: message.kind,
            ...(message.text === null ? {} : { text: message.text }),
            ...(message.content === null ? {} : { content: message.content }),
            ...(choice ? { choiceId: choice.id } : {}),
          },
        }
      : {}),
    state: memory?.state ?? {},
  };
};

/** Conversations in which it is a bot's turn. */
export const dueConversations = async (manager: EntityManager, now: number): Promise<string[]> => {
  const rows = (await manager.query(
    `select c.id as id from conversation c left join bot_conversation b on b.conversationId = c.id where c.status = 'BOT' and (
      b.conversationId is null or b.waitUntil <= ?
      or exists (select 1 from message m where m.conversationId = c.id and m.seq > b.seenSeq and ${CUSTOMERS}))`,
    [now],
  )) as { id: string }[];
  return rows.map(({ id }) => id);
};

/** Which bots have conversations, by inbox: the one that began them and the one that the inbox has now. */
export const botsAtWork = (
  manager: EntityManager,
): Promise<{ orgId: string; inboxId: string; began: string | null; bot: string | null }[]> =>
  manager.query(
    `select distinct c.orgId as orgId, c.inboxId as inboxId, b.bot as began, i.bot as bot from conversation c
      join inbox i on i.id = c.inboxId left join bot_conversation b on b.conversationId = c.id where c.status = 'BOT'`,
  );

/** The conversations of an inbox that a bot began and still has. */
export const conversationsOf = async (manager: EntityManager, inboxId: string, began: string | null): Promise<string[]> => {
  const rows = (await manager.query(
    `select c.id as id from conversation c left join bot_conversation b on b.conversationId = c.id
      where c.status = 'BOT' and c.inboxId = ? and ${began === null ? 'b.bot is null' : 'b.bot = ?'}`,
    began === null ? [inboxId] : [inboxId, began],
  )) as { id: string }[];
  return rows.map(({ id }) => id);
};
