import { compact, isRecord, list, record, word, type Json } from '../json';
import { refuse } from '../limits';
import type { Builder } from './builder';

/** Address book cards: `content { contacts: [{ name, phones: [{ phone, waId?, type? }], emails?, org?, … }] }`. */
export const contacts: Builder = (_ctx, _inbox, message) => {
  const cards = list(record(message.content).contacts).filter(isRecord);
  if (cards.length === 0) return refuse('CONTACTS', 'There is no contact to send.');
  return { type: 'contacts', contacts: cards.map(card) };
};

function card(given: Json): Json {
  const formatted = word(given.name) ?? refuse('CONTACTS', 'Each contact needs a name.');
  const parts = snakeKeys(record(given.nameParts));
  const some = (value: unknown) => {
    const entries = list(value).filter(isRecord).map(snakeKeys);
    return entries.length > 0 ? entries : undefined;
  };
  return compact({
    name: { first_name: formatted, ...parts, formatted_name: formatted },
    phones: some(given.phones),
    emails: some(given.emails),
    addresses: some(given.addresses),
    urls: some(given.urls),
    org: isRecord(given.org) ? snakeKeys(given.org) : undefined,
    birthday: word(given.birthday),
  });
}

const snakeKeys = (value: Json): Json =>
  compact(
    Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), entry])),
  );
