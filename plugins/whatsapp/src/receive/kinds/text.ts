import { camelKeys, isRecord, record, word } from '../../json';
import type { KindTranslator } from './part';

/** Plain text, as the customer wrote it. */
export const text: KindTranslator = (raw) => {
  const { body } = record(raw.text);
  return typeof body === 'string' ? { kind: 'text', text: body } : undefined;
};

/** WhatsApp itself says something about the customer. Opens nothing. */
export const system: KindTranslator = (raw) => {
  if (!isRecord(raw.system)) return undefined;
  return { kind: 'system', text: word(raw.system.body), content: camelKeys(raw.system) };
};
