import type { EntityManager } from 'typeorm';
import { applyReceipts } from '../../channels/receipts';
import { ContactIdentityRow } from '../../contacts/contact-identity.entity';
import { ContactInboxRow } from '../../contacts/contact-inbox.entity';
import { ConversationRow } from '../../conversations/conversation.entity';
import type { NewEvent } from '../../events/event-log';
import { InboxRow } from '../../inboxes/inbox.entity';
import type { Kernel } from '../../kernel';
import { Sets } from '../../lib/sets';
import { messageEvent } from '../message-events';
import { MessageRow } from '../message.entity';
import { OutboxRow } from '../outbox.entity';
import { undoReaction } from '../reaction.service';
import { backoff } from './backoff';
import type { Outcome } from './outcome';

/** Attempts before a message that the provider keeps putting off counts as failed. */
export const MAX_ATTEMPTS = 8;

/** What the sender does next. */
export interface Settled {
  /** The inbox rests until then, epoch ms; `Infinity`: until its settings are mended. */
  pauseUntil?: number;
}

/** Writes down what an attempt came to: one transaction for the outbox, the message, its parked receipts and the events. */
export class Settlement {
  constructor(private readonly kernel: Kernel) {}

  /**
   * @param taken the row as it was when the attempt began; the outcome of an attempt that is no longer the latest changes nothing
   */
  settle(taken: OutboxRow, outcome: Outcome): Promise<Settled> {
    return this.kernel.db.write(async (manager) => {
      const { lock } = new Sets(manager, this.kernel.db.dialect);
      // messages before outbox: the order in which receipts lock them
      await manager.query(`select id from message where id = ?${lock}`, [taken.messageId]);
      await manager.query(`select messageId from outbox where messageId = ?${lock}`, [taken.messageId]);
      const row = await manager.findOneBy(OutboxRow, { messageId: taken.messageId });
      const message = await manager.findOneBy(MessageRow, { id: taken.messageId });
      if (!row || !message || row.startedAt !== taken.startedAt || row.nodeId !== taken.nodeId) return {};
      // an answer after the deadline still settles what was left open; a wish to wait does not, because nobody may resend
      const late = row.state === 'UNCERTAIN' && (outcome.kind === 'retry' || outcome.kind === 'uncertain');
      if (row.state === 'FAILED' || row.state === 'READY' || late) return {};
      const { events, settled } = await this.apply(manager, row, message, outcome);
      await this.kernel.events.append(manager, events);
      return settled;
    }, 5);
  }

  private async apply(
    manager: EntityManager,
    row: OutboxRow,
    message: MessageRow,
    outcome: Outcome,
  ): Promise<{ events: NewEvent[]; settled: Settled }> {
    const now = this.kernel.clock.now();
    if (outcome.kind === 'sent') return { events: await this.sent(manager, message, outcome.sent, now), settled: {} };
    if (message.deliveryRank > 0 || row.state === 'DONE') {
      // receipts were faster than the answer, and they know better
      await manager.update(OutboxRow, { messageId: row.messageId }, { state: 'DONE' });
      return { events: await this.changed(manager, message, { uncertain: false }), settled: {} };
    }
    if (outcome.kind === 'later') {
      await manager.update(
        OutboxRow,
        { messageId: row.messageId },
        { state: 'READY', attempts: row.attempts - 1, dueAt: now + outcome.waitMs },
      );
      // taken for uncertain while this server stood still; it knows that nothing was called
      const events = message.uncertain ? await this.changed(manager, message, { uncertain: false }) : [];
      return { events, settled: outcome.waitMs > 0 ? { pauseUntil: now + outcome.waitMs } : {} };
    }
    if (outcome.kind === 'uncertain') {
      await manager.update(OutboxRow, { messageId: row.messageId }, { state: 'UNCERTAIN' });
      return { events: await this.changed(manager, message, { uncertain: true }, { uncertain: outcome.failure.code }), settled: {} };
    }
    if (outcome.kind === 'retry' && row.attempts < (outcome.maxAttempts ?? MAX_ATTEMPTS)) {
      const dueAt = now + (outcome.afterMs ?? backoff(row.messageId, row.attempts));
      await manager.update(OutboxRow, { messageId: row.messageId }, { state: 'READY', dueAt });
      return { events: [], settled: outcome.scope === 'inbox' ? { pauseUntil: dueAt } : {} };
    }
    const broken = outcome.kind === 'rejected' && outcome.reason === 'configuration';
    const events = await this.failed(manager, message, outcome.failure, outcome.kind === 'retry' || broken, now);
    if (!broken) return { events, settled: {} };
    return {
      events: [...events, ...(await this.blame(manager, row.inboxId, outcome.failure.message))],
      settled: { pauseUntil: Number.POSITIVE_INFINITY },
    };
  }

  private async sent(
    manager: EntityManager,
    message: MessageRow,
    sent: Extract<Outcome, { kind: 'sent' }>['sent'],
    now: number,
  ): Promise<NewEvent[]> {
    const taken = await manager.findOneBy(MessageRow, { providerId: sent.providerId, inboxId: message.inboxId });
    if (taken && taken.id !== message.id)
      this.kernel.log.warn({ messageId: message.id, other: taken.id }, 'the provider gave an id that another message has');
    await manager.update(OutboxRow, { messageId: message.id }, { state: 'DONE' });
    const change = {
      deliveryRank: Math.max(message.deliveryRank, 1),
      acceptedAt: message.acceptedAt ?? now,
      uncertain: false,
      ...(taken && taken.id !== message.id ? {} : { providerId: sent.providerId }),
    };
    await manager.update(MessageRow, { id: message.id }, change);
    Object.assign(message, change);
    if (sent.address) await this.follow(manager, message, sent.address);
    await applyReceipts(manager, this.kernel.db.dialect, [message]);
    return this.tell(manager, message);
  }

  /** The provider writes the address in another way: answers go there from now on, if it is known as the same customer's. */
  private async follow(manager: EntityManager, message: MessageRow, address: { kind: string; value: string }): Promise<void> {
    const { contactId } = await manager.findOneByOrFail(ConversationRow, { id: message.conversationId });
    const key = { contactId, inboxId: message.inboxId };
    const link = await manager.findOneBy(ContactInboxRow, key);
    if (!link || (link.replyKind === address.kind && link.replyValue === address.value)) return;
    const known = await manager.existsBy(ContactIdentityRow, { orgId: message.orgId, contactId, kind: address.kind, value: address.value });
    if (known) await manager.update(ContactInboxRow, key, { replyKind: address.kind, replyValue: address.value });
  }

  private async failed(
    manager: EntityManager,
    message: MessageRow,
    failure: { code: string; message: string },
    retryable: boolean,
    now: number,
  ): Promise<NewEvent[]> {
    await manager.update(OutboxRow, { messageId: message.id }, { state: 'FAILED' });
    const change = {
      failedAt: now,
      errorCode: failure.code.slice(0, 40),
      errorMessage: failure.message,
      errorRetryable: retryable,
      uncertain: false,
    };
    if (message.kind !== 'reaction') return this.changed(manager, message, change, { failed: change.errorCode });
    await manager.update(MessageRow, { id: message.id }, change);
    const target = await undoReaction(manager, message);
    return target ? [await messageEvent(manager, 'message.updated', target, { data: { reactionFailed: change.errorCode } })] : [];
  }

  private async changed(
    manager: EntityManager,
    message: MessageRow,
    change: Partial<MessageRow>,
    data?: Record<string, unknown>,
  ): Promise<NewEvent[]> {
    await manager.update(MessageRow, { id: message.id }, change as never);
    return this.tell(manager, Object.assign(message, change), data);
  }

  private async tell(manager: EntityManager, message: MessageRow, data?: Record<string, unknown>): Promise<NewEvent[]> {
    // a reaction is shown on its target, and stands there already
    return message.kind === 'reaction' ? [] : [await messageEvent(manager, 'message.updated', message, data ? { data } : {})];
  }

  /** Says on the inbox what is wrong with its settings. */
  private async blame(manager: EntityManager, inboxId: string, problem: string): Promise<NewEvent[]> {
    await manager.update(InboxRow, { id: inboxId }, { problem });
    const inbox = await manager.findOneByOrFail(InboxRow, { id: inboxId });
    return [
      {
        orgId: inbox.orgId,
        type: 'inbox.updated',
        nodeId: inbox.id,
        audience: { all: true },
        data: { problem: true },
        rows: [[InboxRow, inbox]],
      },
    ];
  }
}
