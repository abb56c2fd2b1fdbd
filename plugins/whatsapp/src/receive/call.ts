import type { InboundEvent } from '@parley/plugin';
import { compact, isRecord, word, type Json } from '../json';
import { senderOf } from './identity';
import { notice } from './notice';
import { at, type Scope } from './scope';

/**
 * One element of `calls`. A customer who calls has written, so to say: it opens the service window and a conversation. Calls of ours, and
 * how any call went on, are notices.
 */
export function translateCall(scope: Scope, raw: unknown): InboundEvent {
  const providerId = isRecord(raw) ? word(raw.id) : undefined;
  if (!isRecord(raw) || !providerId) return notice(scope, 'calls', raw ?? null);
  const event = word(raw.event) ?? 'unknown';
  const sender = senderOf(scope, { waId: raw.from, userId: raw.from_user_id, parentUserId: raw.from_parent_user_id });
  if (event !== 'connect' || !fromCustomer(scope, raw) || !sender || !scope.address) {
    return notice(scope, 'calls', raw, `${providerId}:${event}:${word(raw.status) ?? ''}`);
  }
  return {
    type: 'message',
    address: scope.address,
    at: at(scope, raw.timestamp),
    raw,
    providerId,
    sender,
    kind: 'call',
    content: compact({ direction: 'inbound', event, status: word(raw.status) }),
    opensWindow: true,
  };
}

/** Meta says which side called; where it does not, it was the customer unless the business number stands in `from`. */
const fromCustomer = (scope: Scope, call: Json): boolean => {
  const direction = word(call.direction);
  return direction ? direction === 'USER_INITIATED' : word(call.from) !== scope.businessNumber;
};
