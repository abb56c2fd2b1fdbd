import { createHash } from 'node:crypto';
import type { InboundEvent, InboundNotice } from '@parley/plugin';

export const digest = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys: the same content gives the same text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'bigint'
      ? String(v)
      : v !== null && typeof v === 'object' && !Array.isArray(v)
        ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
        : v,
  ) ?? 'null';

/** JSON of anything: what JSON cannot hold is said in words, so that a dead letter can always be written. */
export const safeJson = (value: unknown): unknown => {
  try {
    return JSON.parse(canonical(value)) as unknown;
  } catch {
    return { unwritable: 'this event holds something that cannot be kept as JSON' };
  }
};

/** The duplicate key of a notice within (connection, kind). */
export const noticeKey = (event: InboundNotice): string => {
  const { key } = event;
  if (typeof key === 'string' && key !== '') return key.length <= 120 ? key : digest(key);
  return digest(canonical(event.raw ?? event.data));
};

/** What makes an event the same event when it comes again. */
const sameness = (event: InboundEvent): unknown[] => {
  if (event.type === 'notice') return [event.type, event.kind, noticeKey(event)];
  if (event.type === 'receipt') return [event.type, event.address, event.providerId, event.status, event.at];
  return [event.type, event.address, event.providerId];
};

/** The duplicate key of an event as a dead letter, or as a notice `unattached`. */
export const eventKey = (event: InboundEvent): string => {
  try {
    return digest(canonical(sameness(event)));
  } catch {
    return digest(String(event));
  }
};

/** At most `most` characters, never half of a pair. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
