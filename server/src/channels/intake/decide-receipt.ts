import type { InboundReceipt } from '@parley/plugin';
import { newId } from '../../lib/ids';
import { isFailed } from '../../messages/delivery';
import type { MessageRow } from '../../messages/message.entity';
import { ReceiptRow } from '../../messages/receipt.entity';
import { applyReceipt, RANK } from '../receipts';
import { providerKey, type Draft } from './draft';
import { cut } from './keys';
import type { OnInbox } from './unit';

/** What the channel said of a message of ours: always kept, applied when the message is known, parked when not. */
export const decideReceipt = (draft: Draft, item: OnInbox<InboundReceipt>): void => {
  const { event, inboxId } = item;
  const message = messageOf(draft, item);
  const row = Object.assign(new ReceiptRow(), {
    id: newId('rcpt', draft.now),
    orgId: item.orgId,
    inboxId,
    providerId: event.providerId,
    messageId: message?.id ?? null,
    status: event.status,
    delivery: event.delivery ?? null,
    errorCode: event.error ? cut(String(event.error.code), 40) : null,
    errorMessage: event.error ? String(event.error.message) : null,
    raw: event.raw ?? null,
    occurredAt: event.at,
    receivedAt: draft.now,
    applied: message !== undefined,
  });
  draft.newReceipts.push(row);
  if (!message || message.direction !== 'OUT') return;
  if (message.providerId === null) identify(draft, message, event, inboxId);
  if (!applyReceipt(message, row)) return;
  draft.deliveredMessages.add(message);
  if (message.kind === 'reaction' && row.delivery === 'FAILED' && isFailed(message)) draft.failedReactions.add(message);
};

/** By the provider's id; else by our own, which the provider carried: the receipt may be faster than the answer to our call. */
const messageOf = (draft: Draft, { event, inboxId }: OnInbox<InboundReceipt>): MessageRow | undefined => {
  const byProvider = draft.messageByProvider.get(providerKey(inboxId, event.providerId));
  if (byProvider) return byProvider;
  const own = event.messageId ? draft.messages.get(event.messageId) : undefined;
  return own?.inboxId === inboxId && own.direction === 'OUT' ? own : undefined;
};

/** The receipt proves that the provider has the message, and says what it calls it. */
const identify = (draft: Draft, message: MessageRow, event: InboundReceipt, inboxId: string): void => {
  message.providerId = event.providerId;
  message.uncertain = false;
  if (event.delivery !== 'FAILED') {
    message.deliveryRank = Math.max(message.deliveryRank, RANK.ACCEPTED as number);
    message.acceptedAt ??= event.at;
  }
  draft.messageByProvider.set(providerKey(inboxId, event.providerId), message);
  draft.identifiedMessages.add(message);
  draft.settledSends.add(message.id);
};
