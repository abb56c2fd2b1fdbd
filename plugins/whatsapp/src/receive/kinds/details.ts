import { camelKeys, compact, isRecord, list, nonEmpty, number, record, word, type Json } from '../../json';
import type { KindTranslator } from './part';

/** A place. Its text is what every client can show: name, address and a link to a map. */
export const location: KindTranslator = (raw) => {
  const place = record(raw.location);
  const latitude = number(place.latitude);
  const longitude = number(place.longitude);
  if (latitude === undefined || longitude === undefined || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  const name = word(place.name);
  const address = word(place.address);
  const url = word(place.url);
  const map = `https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}`;
  return {
    kind: 'location',
    text: [name, address, url ?? map].filter(Boolean).join('\n'),
    content: compact({ latitude, longitude, name, address, url }),
  };
};

/** Address book cards. Also the answer to a request for the customer's number (`origin`). */
export const cards: KindTranslator = (raw) => {
  if (!Array.isArray(raw.contacts)) return undefined;
  const contacts = raw.contacts.filter(isRecord).map(card);
  return { kind: 'contacts', content: compact({ contacts, origin: word(raw.origin) }) };
};

function card(given: Json): Json {
  const { name, phones, emails, org, addresses, urls, ...rest } = given;
  const names = record(name);
  const parts = [names.prefix, names.first_name, names.middle_name, names.last_name, names.suffix].map(word).filter(Boolean);
  const entries = (value: unknown) => {
    const found = list(value).filter(isRecord).map(camelKeys);
    return found.length > 0 ? found : undefined;
  };
  return compact({
    ...camelKeys(rest),
    name: word(names.formatted_name) ?? word(parts.join(' ')) ?? '',
    nameParts: nonEmpty(camelKeys(names)),
    phones: entries(phones) ?? [],
    emails: entries(emails) ?? [],
    org: isRecord(org) ? camelKeys(org) : undefined,
    addresses: entries(addresses),
    urls: entries(urls),
  });
}
