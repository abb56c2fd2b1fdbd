import type { EntityManager } from 'typeorm';
import type { Dialect } from '../lib/db';
import { Sets } from '../lib/sets';
import type { MessageRow } from '../messages/message.entity';
import { ReceiptRow } from '../messages/receipt.entity';
import { providerKey } from './intake/draft';
import { tableOf } from './intake/table';

/** Delivery step → its rank. `FAILED` has none: it stands beside the rank. */
export const RANK: Readonly<Record<string, number>> = { ACCEPTED: 1, SENT: 2, DELIVERED: 3, READ: 4 };
const TIMES = [null, 'acceptedAt', 'deliverySentAt', 'deliveredAt', 'readAt'] as const;

/** What a receipt can move of a message: the columns that {@link applyReceipt} writes. */
export const DELIVERY_COLUMNS = [
  'deliveryRank',
  'acceptedAt',
  'deliverySentAt',
  'deliveredAt',
  'readAt',
  'failedAt',
  'errorCode',
  'errorMessage',
  'errorRetryable',
  'uncertain',
] as const;

type Told = Pick<ReceiptRow, 'providerId' | 'delivery' | 'errorCode' | 'errorMessage' | 'occurredAt'>;

/**
 * Applies a receipt to its message, in memory. The rank rises and never falls; READ implies DELIVERED, which a provider may leave
 * out; a failure stands beside the rank with its error and stays in the history when a later receipt says that it arrived. The
 * outcome is the same in whatever order receipts come, and however often.
 *
 * @returns true if anything moved
 */
export const applyReceipt = (message: MessageRow, receipt: Told): boolean => {
  if (receipt.delivery === null || message.direction !== 'OUT') return false;
  const before = DELIVERY_COLUMNS.map((column) => message[column]);
  const { occurredAt: at } = receipt;
  if (receipt.delivery === 'FAILED') {
    // an earlier attempt of a message that was sent again says nothing about the later one
    const isOfThisAttempt = message.providerId === null || message.providerId === receipt.providerId;
    if (isOfThisAttempt && (message.failedAt === null || at < message.failedAt)) {
      Object.assign(message, {
        failedAt: at,
        errorCode: receipt.errorCode ?? 'UNKNOWN',
        errorMessage: receipt.errorMessage ?? 'The channel gave no reason.',
        // it was accepted once: a person may think that it is worth another try
        errorRetryable: true,
      });
    }
  } else {
    const rank = RANK[receipt.delivery] ?? 0;
    if (rank > message.deliveryRank) message.deliveryRank = rank;
    const own = TIMES[rank];
    if (own && (message[own] === null || at < message[own])) message[own] = at;
    if (rank === RANK.READ && (message.deliveredAt === null || at < message.deliveredAt)) message.deliveredAt = at;
  }
  message.uncertain = false;
  return DELIVERY_COLUMNS.some((column, i) => message[column] !== before[i]);
};

/**
 * Applies the receipts that were parked because their message was not known, now that it is: the provider has told its id. Inside
 * the transaction that stores the id.
 *
 * @param messages with their `providerId` set; their delivery state is changed in memory and in the database
 * @returns those whose delivery moved: the caller tells of them
 */
export const applyReceipts = async (manager: EntityManager, dialect: Dialect, messages: readonly MessageRow[]): Promise<MessageRow[]> => {
  const sets = new Sets(manager, dialect);
  const receipts = tableOf(manager, ReceiptRow);
  const byProvider = new Map(messages.flatMap((m) => (m.providerId === null ? [] : [[providerKey(m.inboxId, m.providerId), m] as const])));
  const ids = [...byProvider.values()].map((m) => m.providerId as string).sort();
  const raw = await sets.selectIn(`select ${receipts.list()} from receipt where applied = 0 and providerId`, ids, sets.lock);
  const moved = new Set<MessageRow>();
  const rows = raw.map(receipts.read).filter((row) => byProvider.has(providerKey(row.inboxId, row.providerId)));
  for (const row of rows) {
    const message = byProvider.get(providerKey(row.inboxId, row.providerId)) as MessageRow;
    if (applyReceipt(message, row)) moved.add(message);
    Object.assign(row, { applied: true, messageId: message.id });
  }
  await sets.upsert('receipt', receipts.columns, rows.map(receipts.write), 'id', ['applied', 'messageId']);
  for (const message of moved) {
    await manager.query(`update message set ${DELIVERY_COLUMNS.map((c) => `${c} = ?`).join(', ')} where id = ?`, [
      ...DELIVERY_COLUMNS.map((c) => (typeof message[c] === 'boolean' ? Number(message[c]) : message[c])),
      message.id,
    ]);
  }
  return [...moved];
};
