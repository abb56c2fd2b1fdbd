import { isRecord, list, record, word, type Json } from '../json';
import { toMs } from './time';

/** What surrounds one element of a webhook and is needed to understand it. */
export interface Scope {
  /** The webhook field (`messages`, `account_update`). */
  field: string;
  wabaId?: string;
  /** The inbox's address: `metadata.phone_number_id`. Absent where the change concerns a whole account. */
  address?: string;
  /** The business number in digits, to tell the two sides of a call apart. */
  businessNumber?: string;
  /** The `contacts` beside the messages, by `wa_id:…`, `user_id:…` and `parent_user_id:…`. */
  contacts: ReadonlyMap<string, Json>;
  /** The contact, if there is exactly one. */
  onlyContact?: Json;
  /** The `errors` beside the messages. */
  errors: unknown[];
  /** `entry.time` in ms, if Meta gave one. */
  entryAt?: number;
  /** Stands in where Meta gave no time. */
  now: number;
}

/** Reads the surroundings of a change; anything odd is simply absent. */
export function scopeOf(entry: Json, change: unknown, now: number): Scope {
  const { field, value } = record(change);
  const { metadata, contacts, errors } = record(value);
  const given = list(contacts).filter(isRecord);
  const { phone_number_id: phoneNumberId, display_phone_number: display } = record(metadata);
  return {
    field: word(field) ?? 'unreadable',
    wabaId: word(entry.id),
    address: word(phoneNumberId),
    businessNumber: word(display)?.replace(/\D/g, ''),
    contacts: byId(given),
    onlyContact: given.length === 1 ? given[0] : undefined,
    errors: list(errors),
    entryAt: toMs(entry.time),
    now,
  };
}

/** A batch may hold a thousand contacts, so they are looked up and not searched. The first of several with one id counts. */
function byId(contacts: Json[]): Map<string, Json> {
  const found = new Map<string, Json>();
  for (const contact of contacts) {
    for (const key of ['wa_id', 'user_id', 'parent_user_id']) {
      const id = word(contact[key]);
      if (id && !found.has(`${key}:${id}`)) found.set(`${key}:${id}`, contact);
    }
  }
  return found;
}

/** When it happened, in ms: its own time, else the entry's, else now. */
export const at = (scope: Scope, timestamp: unknown): number => toMs(timestamp) ?? scope.entryAt ?? scope.now;
