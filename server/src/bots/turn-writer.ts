import type { BotAction } from '@parley/plugin';
import type { EntityManager } from 'typeorm';
import { closeConversation, moveConversation } from '../assignment/claim';
import { contactUpdated } from '../contacts/contact-events';
import { ContactRow } from '../contacts/contact.entity';
import { ConversationRow } from '../conversations/conversation.entity';
import { conversationAudience } from '../events/audience';
import type { NewEvent } from '../events/event-log';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import { crashPoint } from '../lib/crash-point';
import { Sets } from '../lib/sets';
import type { InboxChannels } from '../messages/channel-access';
import { conversationWithOwner } from '../messages/message-events';
import { abilitiesOf, requireWindow } from '../messages/own-conversation';
import { queueMessages } from '../messages/queue-messages';
import { BotConversationRow } from './bot-conversation.entity';
import { nextMessage, type Held } from './due';
import { effectsOf, speaks, type Effects } from './effects';

/** The job that gives a bot its turn when its wait is over; its key is the conversation. */
export const TIMEOUT_JOB = 'bots.timeout';

/** What the job carries. */
export interface TimeoutData {
  conversationId: string;
}

/** The bot that acts. */
export interface ActingBot {
  /** `<plugin>/<bot>`. */
  id: string;
  pluginId: string;
  label: string;
}

/** Lost races are run again so often. */
const RETRIES = 5;

/**
 * Writes what a bot did: its messages, marks and memory, and that the turn is done, in one transaction. Whoever is later than
 * another server, a person or a close writes nothing.
 */
export class TurnWriter {
  constructor(
    private readonly kernel: Kernel,
    private readonly channels: InboxChannels,
    private readonly jobs: JobQueue,
  ) {}

  /**
   * Applies a turn.
   *
   * @param held as it was before the bot was asked
   * @returns false: it is not the bot's turn any more, or another one has come first; nothing was written
   * @throws Refused when a message cannot be sent; nothing was written
   */
  apply(held: Held, bot: ActingBot, actions: readonly BotAction[]): Promise<boolean> {
    return this.kernel.db.write(async (manager) => {
      const now = this.kernel.clock.now();
      const conversation = await this.lock(manager, held);
      if (!conversation) return false;
      const behind = (await nextMessage(manager, conversation.id, held.message?.seq ?? held.memory?.seenSeq ?? 0)) !== null;
      if (held.reason === 'timeout' && behind) return false;
      const contact = await this.contact(manager, conversation.contactId, actions);
      const effects = await this.effects(manager, conversation, contact, actions, now);
      // the customer wrote before they could know that it is over: the bot hears that first
      if (effects.end?.do === 'close' && behind) effects.end = null;
      const events = [
        ...(await this.mark(manager, conversation, contact, effects, bot, now)),
        ...(await this.speak(manager, conversation, held, effects, bot, now)),
      ];
      await this.remember(manager, held, bot, effects, now);
      events.push(...(await this.end(manager, held, effects, bot, now)));
      await this.kernel.events.append(manager, events);
      crashPoint('bots.applied');
      return true;
    }, RETRIES);
  }

  /**
   * Gives the conversation to people: it goes to the queue.
   *
   * @param why a sentence for its trace
   * @returns false: it is not the bot's any more
   */
  handOver(held: Held, why: string): Promise<boolean> {
    return this.kernel.db.write(async (manager) => {
      const conversation = await this.lock(manager, held);
      if (!conversation) return false;
      await this.kernel.events.append(manager, await toQueue(manager, conversation, held, why, this.kernel.clock.now()));
      return true;
    }, RETRIES);
  }

  /** The conversation as it is now, locked until the commit; null when the turn is no longer this one. */
  private async lock(manager: EntityManager, { conversation: { id }, memory }: Held): Promise<ConversationRow | null> {
    await manager.query(`select id from conversation where id = ?${new Sets(manager, this.kernel.db.dialect).lock}`, [id]);
    const conversation = await manager.findOneBy(ConversationRow, { id, status: 'BOT' });
    const current = await manager.findOneBy(BotConversationRow, { conversationId: id });
    return current?.turns === memory?.turns ? conversation : null;
  }

  /** The customer, locked when the turn changes what is known of them: a bot of another inbox may do so at the same time. */
  private async contact(manager: EntityManager, id: string, actions: readonly BotAction[]): Promise<ContactRow> {
    if (actions.some((one) => one.do === 'setAttribute'))
      await manager.query(`select id from contact where id = ?${new Sets(manager, this.kernel.db.dialect).lock}`, [id]);
    return manager.findOneByOrFail(ContactRow, { id });
  }

  private async effects(
    manager: EntityManager,
    conversation: ConversationRow,
    contact: ContactRow,
    actions: readonly BotAction[],
    now: number,
  ): Promise<Effects> {
    const abilities = speaks(actions) ? await abilitiesOf(manager, this.channels, conversation.inboxId) : null;
    if (abilities) await requireWindow(manager, conversation, abilities, now);
    return effectsOf(actions, { tags: conversation.tags ?? [], attributes: contact.attributes ?? {} }, abilities);
  }

  /** Tags, attributes, and that the customer has their answer. */
  private async mark(
    manager: EntityManager,
    conversation: ConversationRow,
    contact: ContactRow,
    effects: Effects,
    bot: ActingBot,
    now: number,
  ): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    const answered = effects.drafts.length > 0 && effects.end === null;
    const change = { ...(effects.tags ? { tags: effects.tags } : {}), ...(answered ? { pendingSince: null } : {}) };
    if (Object.keys(change).length > 0) {
      await manager.update(ConversationRow, { id: conversation.id }, change);
      Object.assign(conversation, change);
    }
    if (effects.tags && effects.drafts.length === 0) {
      const after = await conversationWithOwner(manager, conversation.id);
      events.push({
        orgId: after.orgId,
        type: 'conversation.updated',
        nodeId: after.id,
        actorId: bot.pluginId,
        audience: conversationAudience(after),
        data: { tags: effects.tags },
        rows: [[ConversationRow, after]],
      });
    }
    if (effects.attributes) {
      const next = { attributes: effects.attributes, updatedAt: now };
      await manager.update(ContactRow, { id: contact.id }, next);
      const changed = Object.assign(new ContactRow(), contact, next);
      events.push(await contactUpdated(manager, changed, { actorId: bot.pluginId, data: { attributes: Object.keys(effects.attributes) } }));
    }
    return events;
  }

  private async speak(
    manager: EntityManager,
    conversation: ConversationRow,
    held: Held,
    { drafts }: Effects,
    bot: ActingBot,
    now: number,
  ): Promise<NewEvent[]> {
    if (drafts.length === 0) return [];
    const author = { kind: 'bot' as const, id: bot.pluginId };
    const key = `bot-${held.memory?.turns ?? 0}`;
    return (await queueMessages(manager, conversation, { drafts, author, key, replyTo: null, automatic: true }, now)).events;
  }

  private async remember(manager: EntityManager, { conversation, memory, message }: Held, bot: ActingBot, effects: Effects, now: number) {
    const waitUntil = effects.end === null && effects.waitMs !== null ? now + effects.waitMs : null;
    const next = Object.assign(new BotConversationRow(), {
      conversationId: conversation.id,
      orgId: conversation.orgId,
      bot: bot.id,
      label: bot.label,
      turns: (memory?.turns ?? 0) + 1,
      seenSeq: message?.seq ?? memory?.seenSeq ?? 0,
      state: effects.state ?? memory?.state ?? {},
      choices: effects.choices === undefined ? (memory?.choices ?? null) : effects.choices,
      waitUntil,
    });
    // a plain insert: another server's first turn must fail here
    if (memory) await manager.update(BotConversationRow, { conversationId: conversation.id }, next as never);
    else await manager.insert(BotConversationRow, next as never);
    const data: TimeoutData = { conversationId: conversation.id };
    if (waitUntil !== null) await this.jobs.at(TIMEOUT_JOB, conversation.id, waitUntil, data);
    else if (memory?.waitUntil != null) await this.jobs.cancel(TIMEOUT_JOB, conversation.id);
  }

  private async end(manager: EntityManager, held: Held, { end }: Effects, bot: ActingBot, now: number): Promise<NewEvent[]> {
    if (!end) return [];
    const conversation = await manager.findOneByOrFail(ConversationRow, { id: held.conversation.id });
    if (end.do === 'close') return (await closeConversation(manager, now, conversation, { actorId: null, reason: 'bot' })) ?? [];
    const why = `The bot ${bot.label} handed it over${end.note ? `: ${end.note}` : ''}`;
    return toQueue(manager, conversation, held, why, now);
  }
}

/** From the bot to the queue. It waits there from now on; the customer waits since their message. */
const toQueue = async (
  manager: EntityManager,
  conversation: ConversationRow,
  { message }: Held,
  why: string,
  now: number,
): Promise<NewEvent[]> => {
  const since = { queuedAt: now, pendingSince: conversation.pendingSince ?? message?.receivedAt ?? now };
  await manager.update(ConversationRow, { id: conversation.id }, since);
  const waiting = Object.assign(new ConversationRow(), conversation, since);
  return (
    (await moveConversation(manager, now, waiting, { assigneeId: null, status: 'BOT' }, null, { outcome: 'HANDED_OVER', why }, null)) ?? []
  );
};
