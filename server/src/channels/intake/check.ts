import type { InboundEvent } from '@parley/plugin';

type Shape = Record<string, unknown>;
const TYPES = new Set(['message', 'reaction', 'edit', 'revoke', 'receipt', 'identity', 'notice']);
const DELIVERIES = new Set([undefined, 'ACCEPTED', 'SENT', 'DELIVERED', 'READ', 'FAILED']);

const word = (value: unknown, most: number): boolean => typeof value === 'string' && value !== '' && value.length <= most;
const optional = (value: unknown, most: number): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.length <= most);
const record = (value: unknown): value is Shape => typeof value === 'object' && value !== null && !Array.isArray(value);
const identities = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= 20 && value.every((i: unknown) => record(i) && word(i.kind, 40) && word(i.value, 255));
const address = (value: unknown): boolean => record(value) && word(value.kind, 40) && word(value.value, 255);

const senderFault = (sender: unknown): string | null => {
  if (!record(sender)) return 'sender is missing';
  if (!identities(sender.identities) || (sender.identities as unknown[]).length === 0)
    return 'sender.identities must hold 1 to 20 identities, each with kind and value';
  if (!address(sender.replyTo)) return 'sender.replyTo must hold kind and value';
  if (![sender.name, sender.username, sender.phone].every((v) => optional(v, 10_000)))
    return 'sender.name, username and phone must be text';
  return null;
};

const contentFault = (e: Shape): string | null => {
  if (!optional(e.text, Number.MAX_SAFE_INTEGER)) return 'text must be text';
  if (e.content !== undefined && e.content !== null && !record(e.content)) return 'content must be an object';
  return null;
};

const messageFault = (e: Shape): string | null => {
  if (!word(e.kind, 40)) return 'kind must be a word of at most 40 characters';
  if (!optional(e.replyToProviderId, 255)) return 'replyToProviderId has at most 255 characters';
  const files = e.attachments;
  if (
    files !== undefined &&
    !(Array.isArray(files) && files.length <= 100 && files.every((f: unknown) => record(f) && word(f.kind, 40) && word(f.mediaId, 255)))
  ) {
    return 'attachments must hold at most 100 files, each with kind and mediaId';
  }
  return contentFault(e);
};

/**
 * What is wrong with an event before anything is written: a channel may be buggy, and a database says it late and differently.
 *
 * @returns a sentence for the admin, or null when it is sound
 */
export const faultOf = (event: InboundEvent): string | null => {
  if (!record(event)) return 'the event is not an object';
  const e = event as unknown as Shape;
  if (!TYPES.has(e.type as string)) return 'type is not known';
  if (!Number.isSafeInteger(e.at) || (e.at as number) < 0) return 'at must be epoch milliseconds';
  if (e.type === 'notice')
    return word(e.kind, 80) ? (optional(e.address, 190) ? null : 'address must be text') : 'kind must be a word of at most 80 characters';
  if (!word(e.address, 190)) return 'address must be text of at most 190 characters';
  if (!word(e.providerId, 255)) return 'providerId must be text of at most 255 characters';
  if (e.type === 'receipt') {
    if (!word(e.status, 40)) return 'status must be a word of at most 40 characters';
    return DELIVERIES.has(e.delivery as string | undefined) ? null : 'delivery is not known';
  }
  if (e.type === 'identity') {
    if (!identities(e.from) || !identities(e.to)) return 'from and to must hold identities, each with kind and value';
    return optional(e.text, Number.MAX_SAFE_INTEGER) && (e.replyTo === undefined || address(e.replyTo))
      ? null
      : 'text or replyTo is not readable';
  }
  const sender = senderFault(e.sender);
  if (sender) return sender;
  if (e.type === 'message') return messageFault(e);
  if (!word(e.targetProviderId, 255)) return 'targetProviderId must be text of at most 255 characters';
  if (e.type === 'reaction') return e.emoji === null || e.emoji === '' || word(e.emoji, 40) ? null : 'emoji must be an emoji or null';
  return e.type === 'edit' ? contentFault(e) : null;
};
