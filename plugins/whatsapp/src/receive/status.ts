import type { InboundEvent, InboundReceipt } from '@parley/plugin';
import { sentenceFor } from '../errors/sentence';
import { compact, isRecord, nonEmpty, record, word, type Json } from '../json';
import { notice, unreadable } from './notice';
import { at, type Scope } from './scope';

/** Where a word of WhatsApp moves the delivery. Any other word is kept and moves nothing. */
const deliveries: ReadonlyMap<string, InboundReceipt['delivery']> = new Map<string, InboundReceipt['delivery']>([
  ['accepted', 'ACCEPTED'],
  ['sent', 'SENT'],
  ['delivered', 'DELIVERED'],
  ['read', 'READ'],
  ['played', 'READ'],
  ['failed', 'FAILED'],
]);

/**
 * One element of `statuses`: what became of a message of ours. Our own id comes back in `biz_opaque_callback_data`. The status of a call
 * is a notice.
 */
export function translateStatus(scope: Scope, raw: unknown): InboundEvent {
  if (!isRecord(raw)) return unreadable(scope, raw);
  const providerId = word(raw.id);
  const status = word(raw.status);
  if (!providerId || !status) return unreadable(scope, raw);
  if (raw.type === 'call' || scope.field === 'calls')
    return notice(scope, 'calls', raw, `${providerId}:${status}:${word(raw.timestamp) ?? ''}`);
  if (!scope.address) return unreadable(scope, raw);
  const delivery = deliveries.get(status.toLowerCase());
  return compact({
    type: 'receipt' as const,
    address: scope.address,
    at: at(scope, raw.timestamp),
    raw,
    providerId,
    messageId: word(raw.biz_opaque_callback_data),
    status,
    delivery,
    error: delivery === 'FAILED' ? failureOf(raw) : undefined,
    pricing: nonEmpty({ ...record(raw.pricing), conversation: isRecord(raw.conversation) ? raw.conversation : undefined }),
  });
}

/** The first error that is told, in words that an agent understands. */
function failureOf(raw: Json): { code: string; message: string } {
  const error = record(Array.isArray(raw.errors) ? raw.errors[0] : undefined);
  const code = word(error.code) ?? 'UNKNOWN';
  return { code, message: sentenceFor(error) };
}
