import { createHmac } from 'node:crypto';
import type { Customer, SimNumber } from '../engine/model';
import { digitsOf } from '../engine/ids';
import type { Update } from './update';

/** How WhatsApp names the customer beside a message. */
export const contactOf = (customer: Customer): Record<string, unknown> => ({
  profile: { name: customer.name, ...(customer.username ? { username: customer.username } : {}) },
  ...(customer.numberHidden ? {} : { wa_id: customer.waId }),
  user_id: customer.userId,
});

/** How a message names its author. */
export const senderOf = (customer: Customer): Record<string, unknown> => ({
  ...(customer.numberHidden ? {} : { from: customer.waId }),
  from_user_id: customer.userId,
});

interface Change {
  field: 'messages';
  value: Record<string, unknown> & { contacts?: unknown[] };
}

/** The body of one POST. Neighbours of the same number and kind share one `value`. */
export const envelope = (updates: readonly Update[], numberOf: (id: string) => SimNumber): Record<string, unknown> => {
  const entries: { id: string; changes: Change[] }[] = [];
  let last: { number: SimNumber; kind: Update['kind']; change: Change; known: Set<string> } | undefined;
  for (const update of updates) {
    const number = numberOf(update.numberId);
    if (!last || last.number !== number || last.kind !== update.kind) {
      const change: Change = {
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: digitsOf(number.displayPhoneNumber), phone_number_id: number.phoneNumberId },
        },
        field: 'messages',
      };
      let entry = entries.at(-1);
      if (!entry || entry.id !== number.wabaId) entries.push((entry = { id: number.wabaId, changes: [] }));
      entry.changes.push(change);
      last = { number, kind: update.kind, change, known: new Set() };
    }
    const { value } = last.change;
    if (update.contact && !last.known.has(update.customerId)) {
      last.known.add(update.customerId);
      (value.contacts ??= []).push(update.contact);
    }
    ((value[update.kind] ??= []) as unknown[]).push(update.item);
  }
  return { object: 'whatsapp_business_account', entry: entries };
};

/** JSON the way WhatsApp writes it: every character beyond ASCII as `\uXXXX`. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The headers of a webhook whose body is `body`, signed with the app's secret. */
export const signedHeaders = (body: Buffer, appSecret: string): Record<string, string> => ({
  'content-type': 'application/json',
  'user-agent': 'facebookexternalua',
  accept: '*/*',
  'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
});
