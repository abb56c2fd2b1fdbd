import type { InboundIdentityChange } from '@parley/plugin';
import { record, word, type Json } from '../json';
import { identitiesOf, replyAddress } from './identity';

const changes = new Set(['user_changed_number', 'user_changed_user_id']);

/**
 * A customer's new number or new business-scoped id. Older versions name the new number `new_wa_id`. A new number brings a new
 * business-scoped id; where only the id can be told, the number stays what it was.
 *
 * @returns undefined if it is another system message or does not tell both sides
 */
export function identityChangeOf(
  base: Pick<InboundIdentityChange, 'address' | 'at' | 'raw' | 'providerId'>,
  raw: Json,
): InboundIdentityChange | undefined {
  const system = record(raw.system);
  const type = word(system.type) ?? '';
  if (!changes.has(type)) return undefined;
  const userId = word(system.user_id);
  const parentUserId = word(system.parent_user_id);
  const former = (previous: unknown, own: unknown, next?: string) => word(previous) ?? (word(own) === next ? undefined : word(own));
  const from = identitiesOf({
    parentUserId: former(system.previous_parent_user_id, raw.from_parent_user_id, parentUserId),
    userId: former(system.previous_user_id, raw.from_user_id, userId),
    waId: raw.from,
  });
  const number = word(system.wa_id) ?? word(system.new_wa_id);
  const to = identitiesOf({ parentUserId, userId, waId: number ?? (type === 'user_changed_user_id' ? raw.from : undefined) });
  const replyTo = replyAddress(to);
  if (from.length === 0 || !replyTo) return undefined;
  return { ...base, type: 'identity', from, to, text: word(system.body) ?? sentence(word(raw.from), number), replyTo };
}

const sentence = (before: string | undefined, after: string | undefined): string =>
  before && after ? `The customer changed their number from ${before} to ${after}.` : 'The customer has a new identity on WhatsApp.';
