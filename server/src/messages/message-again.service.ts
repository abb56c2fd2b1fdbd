import type { EntityManager } from 'typeorm';
import type { Kernel } from '../kernel';
import { refuse } from '../lib/errors';
import type { Viewer } from '../people/viewer';
import type { InboxChannels } from './channel-access';
import { isFailed } from './delivery';
import { messageEvent } from './message-events';
import { MessageRow } from './message.entity';
import { OutboxRow } from './outbox.entity';
import { abilitiesOf, lockMessage, requireOpen, requireOwn, requireWindow } from './own-conversation';
import { outboxOf } from './queue-messages';

/** What a person decides about a message that did not simply arrive. */
export class MessageAgainService {
  constructor(
    private readonly kernel: Kernel,
    private readonly channels: InboxChannels,
    /** Called after the commit: the outbox has something to do. */
    private readonly wake: () => void,
  ) {}

  /**
   * Sends a failed or uncertain message once more: the same message, a new attempt.
   *
   * @throws Refused MESSAGE_NOT_FAILED, MESSAGE_NOT_RETRYABLE, and like sending
   */
  async again(viewer: Viewer, messageId: string): Promise<MessageRow> {
    const sent = await this.kernel.db.write(async (manager) => {
      const { message, conversation } = await lockMessage(this.kernel, manager, viewer, messageId);
      requireOwn(conversation, viewer);
      requireOpen(conversation);
      if (!message.uncertain && !isFailed(message))
        throw refuse('MESSAGE_NOT_FAILED', 'Only a message that failed, or whose fate is unknown, can be sent again.', ['messageId']);
      if (!message.uncertain && !message.errorRetryable)
        throw refuse('MESSAGE_NOT_RETRYABLE', 'Sending the same message again would fail again. Change it and send a new one.', [
          'messageId',
        ]);
      const now = this.kernel.clock.now();
      const abilities = await abilitiesOf(manager, this.channels, conversation.inboxId);
      if (message.kind !== 'template') await requireWindow(manager, conversation, abilities, now);
      const before = { uncertain: message.uncertain, error: message.errorCode };
      const fresh = {
        deliveryRank: 0,
        acceptedAt: null,
        deliverySentAt: null,
        failedAt: null,
        errorCode: null,
        errorMessage: null,
        errorRetryable: false,
        uncertain: false,
      };
      await manager.update(MessageRow, { id: message.id }, fresh);
      await manager.delete(OutboxRow, { messageId: message.id });
      await manager.insert(OutboxRow, outboxOf(message, message.seq, now));
      return this.tell(manager, Object.assign(message, fresh), viewer, { again: true, ...before });
    }, 5);
    this.wake();
    return sent;
  }

  /**
   * A person has seen that an uncertain message arrived.
   *
   * @throws Refused MESSAGE_NOT_UNCERTAIN
   */
  settle(viewer: Viewer, messageId: string): Promise<MessageRow> {
    return this.kernel.db.write(async (manager) => {
      const { message, conversation } = await lockMessage(this.kernel, manager, viewer, messageId);
      requireOwn(conversation, viewer);
      if (!message.uncertain) throw refuse('MESSAGE_NOT_UNCERTAIN', 'The fate of this message is known.', ['messageId']);
      const settled = {
        uncertain: false,
        deliveryRank: Math.max(message.deliveryRank, 1),
        acceptedAt: message.acceptedAt ?? this.kernel.clock.now(),
      };
      await manager.update(MessageRow, { id: message.id }, settled);
      await manager.update(OutboxRow, { messageId: message.id }, { state: 'DONE' });
      return this.tell(manager, Object.assign(message, settled), viewer, { settled: true });
    }, 5);
  }

  private async tell(manager: EntityManager, message: MessageRow, viewer: Viewer, data: Record<string, unknown>): Promise<MessageRow> {
    await this.kernel.events.append(manager, [await messageEvent(manager, 'message.updated', message, { actorId: viewer.agentId, data })]);
    return message;
  }
}
