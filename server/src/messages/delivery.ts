import { DeliveryStatus, type Delivery } from '@parley/plugin';
import type { MessageRow } from './message.entity';

/** By `deliveryRank`. */
const STEPS = [DeliveryStatus.PENDING, DeliveryStatus.ACCEPTED, DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ];
const DELIVERED = 3;

/** A failure stands beside the rank, and holds only while the message has not arrived anyway. */
export const isFailed = (message: Pick<MessageRow, 'failedAt' | 'deliveryRank'>): boolean =>
  message.failedAt !== null && message.deliveryRank < DELIVERED;

/** What became of a message. The error stays for the history when the message arrived after all. */
export const deliveryOf = (message: MessageRow): Delivery => {
  const failed = isFailed(message);
  const rank =
    message.direction === 'IN'
      ? Math.max(message.deliveryRank, message.readAt === null ? DELIVERED : STEPS.length - 1)
      : message.deliveryRank;
  return {
    status: failed ? DeliveryStatus.FAILED : (STEPS[Math.min(rank, STEPS.length - 1)] as DeliveryStatus),
    error:
      message.errorCode === null
        ? null
        : { code: message.errorCode, message: message.errorMessage ?? message.errorCode, retryable: failed && message.errorRetryable },
    uncertain: message.uncertain,
    acceptedAt: message.acceptedAt,
    sentAt: message.deliverySentAt,
    deliveredAt: message.deliveredAt,
    readAt: message.readAt,
    failedAt: message.failedAt,
  };
};
