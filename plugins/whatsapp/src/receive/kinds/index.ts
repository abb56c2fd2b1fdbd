import { isRecord, word, type Json } from '../../json';
import { button, interactive } from './answers';
import { cards, location } from './details';
import { audio, document, image, sticker, video, voice } from './media';
import { order } from './order';
import type { KindTranslator, Part } from './part';
import { system, text } from './text';
import { unsupported } from './unsupported';

const kinds: ReadonlyMap<string, KindTranslator> = new Map<string, KindTranslator>([
  ['text', text],
  ['image', image],
  ['video', video],
  ['audio', audio],
  ['voice', voice],
  ['document', document],
  ['sticker', sticker],
  ['location', location],
  ['contacts', cards],
  ['interactive', interactive],
  ['button', button],
  ['order', order],
  ['system', system],
]);

/** Types that are told by their key alone when `type` is missing. */
const guessable = [...kinds.keys(), 'reaction', 'edit', 'revoke'];

/** The type of a message; where Meta left it out, the key that is there tells it. */
export const typeOf = (raw: Json): string =>
  word(raw.type) ?? guessable.find((key) => isRecord(raw[key]) || (key === 'contacts' && Array.isArray(raw[key]))) ?? 'unknown';

/**
 * What a message consists of.
 *
 * @param beside the errors beside the messages, which explain a message that came without its content
 * @returns a part of kind `unsupported` for a type not known or not readable; never throws
 */
export function kindOf(type: string, raw: Json, beside: unknown[]): Part {
  return kinds.get(type)?.(raw) ?? unsupported(type, raw, beside);
}
