import type { InboundEvent, InboundMessage } from '@parley/plugin';
import { compact, isRecord, nonEmpty, word, type Json } from '../json';
import { changeOf } from './changed';
import { extrasOf } from './extras';
import { groupSender, senderOf } from './identity';
import { kindOf, typeOf } from './kinds';
import { notice, unreadable } from './notice';
import { at, type Scope } from './scope';
import { identityChangeOf } from './system';

/**
 * One element of `messages` or `message_echoes`.
 *
 * @param direction `echo`: our side wrote it on the phone app; the customer is then the one it went to
 * @returns a message, or what it did to another one (reaction, edit, revoke, identity); a notice if it has no id, nobody behind it or no number
 */
export function translateMessage(scope: Scope, raw: unknown, direction: 'in' | 'echo'): InboundEvent {
  if (!isRecord(raw)) return unreadable(scope, raw);
  const echo = direction === 'echo';
  const providerId = word(raw.id);
  const type = typeOf(raw);
  if (!providerId || !scope.address) return unreadable(scope, raw);
  if (type === 'request_welcome') return notice(scope, type, raw, providerId);

  const base = { address: scope.address, at: at(scope, raw.timestamp), raw, providerId };
  const identity = type === 'system' && !echo ? identityChangeOf(base, raw) : undefined;
  if (identity) return identity;

  const author = echo
    ? senderOf(scope, { waId: raw.to, userId: raw.to_user_id, parentUserId: raw.to_parent_user_id })
    : senderOf(scope, { waId: raw.from, userId: raw.from_user_id, parentUserId: raw.from_parent_user_id });
  const groupId = word(raw.group_id);
  const sender = groupId ? groupSender(groupId) : author;
  if (!sender) return unreadable(scope, raw);

  const group = groupId ? compact({ groupId, author: echo ? undefined : author }) : {};
  const from = { ...base, sender, ...(echo && { echo }) };
  return changeOf(from, type, raw, scope.errors) ?? messageOf(from, type, raw, scope, group);
}

/** A message in the proper sense; what cannot be read further is `unsupported` and keeps its raw form. */
function messageOf(
  from: Pick<InboundMessage, 'address' | 'at' | 'raw' | 'providerId' | 'sender' | 'echo'>,
  type: string,
  raw: Json,
  scope: Scope,
  group: Json,
): InboundMessage {
  const part = kindOf(type, raw, scope.errors);
  const { replyToProviderId, forwarded, content } = extrasOf(raw);
  const quiet = from.echo || part.kind === 'system';
  return compact({
    ...from,
    type: 'message' as const,
    kind: part.kind,
    text: part.text,
    content: nonEmpty({ ...part.content, ...content, ...group }),
    attachments: part.attachments,
    replyToProviderId,
    forwarded,
    opens: quiet ? false : undefined,
    opensWindow: quiet ? false : undefined,
  });
}
