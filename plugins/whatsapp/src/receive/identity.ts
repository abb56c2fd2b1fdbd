import type { InboundIdentity, InboundSender, OutboundAddress } from '@parley/plugin';
import { record, word, type Json } from '../json';
import type { Scope } from './scope';

/** A customer's ids as one element names them; each may be absent or empty. */
export interface Ids {
  parentUserId?: unknown;
  userId?: unknown;
  waId?: unknown;
}

/** The identities among the ids, strongest first: parent business-scoped id, business-scoped id, WhatsApp id. */
export function identitiesOf(ids: Ids): InboundIdentity[] {
  return [
    ['parent_bsuid', ids.parentUserId],
    ['bsuid', ids.userId],
    ['wa_id', ids.waId],
  ].flatMap(([kind, given]) => {
    const value = word(given);
    return value ? [{ kind: kind as string, value }] : [];
  });
}

/** Where an answer goes: to the WhatsApp id when it is known, else to the business-scoped one. */
export function replyAddress(identities: readonly InboundIdentity[]): OutboundAddress | undefined {
  const of = (kind: string) => identities.find((identity) => identity.kind === kind);
  const best = of('wa_id') ?? of('bsuid') ?? of('parent_bsuid');
  return best && { kind: best.kind, value: best.value };
}

/** The contact that an element speaks of: by id, never by position. A single contact serves an element that names nobody. */
function contactOf(scope: Scope, ids: Ids): Json {
  const find = (key: string, id: unknown) => scope.contacts.get(`${key}:${word(id) ?? ''}`);
  const match = find('wa_id', ids.waId) ?? find('user_id', ids.userId) ?? find('parent_user_id', ids.parentUserId);
  return match ?? (identitiesOf(ids).length === 0 ? (scope.onlyContact ?? {}) : {});
}

/**
 * Who wrote, out of the element's own ids and the contact beside it. A number that WhatsApp withholds is simply missing.
 *
 * @returns undefined if nothing tells who it is
 */
export function senderOf(scope: Scope, ids: Ids): InboundSender | undefined {
  const contact = contactOf(scope, ids);
  const profile = record(contact.profile);
  const identities = identitiesOf({
    parentUserId: word(ids.parentUserId) ?? contact.parent_user_id,
    userId: word(ids.userId) ?? contact.user_id,
    waId: word(ids.waId) ?? contact.wa_id,
  });
  const replyTo = replyAddress(identities);
  if (!replyTo) return undefined;
  const name = word(profile.name);
  const username = word(profile.username)?.replace(/^@/, '');
  const phone = phoneOf(identities.find((identity) => identity.kind === 'wa_id')?.value);
  return { identities, ...(name && { name }), ...(username && { username }), ...(phone && { phone }), replyTo };
}

/** The digits of a WhatsApp id, if it consists of digits. */
function phoneOf(waId: string | undefined): string | undefined {
  const digits = waId?.replace(/[\s+().-]/g, '');
  return digits && /^\d+$/.test(digits) ? digits : undefined;
}

/** A group as the customer: it is the group that has the conversation and gets the answer. */
export function groupSender(groupId: string): InboundSender {
  const identity = { kind: 'wa_group', value: groupId };
  return { identities: [identity], replyTo: { ...identity } };
}
