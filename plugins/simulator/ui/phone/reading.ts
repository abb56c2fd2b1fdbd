import { mediaUrl } from '../data/api';
import type { ChatMessage, Customer, Json } from '../data/types';

/** The object in a message's body; empty when it is a list. */
export const bodyOf = (message: ChatMessage): Json => (Array.isArray(message.body) ? {} : message.body);

/** Text out of JSON of unknown shape. */
export const str = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
/** An object out of JSON of unknown shape. */
export const obj = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});
/** A list of objects out of JSON of unknown shape. */
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(obj) : []);

/** Where the file of a media object is: with the simulator, or where the business said. */
export const sourceOf = (body: Json): string => (str(body.id) ? mediaUrl(str(body.id)) : str(body.link));

/** What a phone shows: not what failed, not what has not arrived, and no reactions as bubbles. */
export const visible = (messages: readonly ChatMessage[], customer: Customer): ChatMessage[] =>
  messages.filter((message) => {
    if (message.from === 'customer') return true;
    if (message.type === 'reaction' || message.status === 'failed' || message.status === 'accepted') return false;
    return customer.online || message.status !== 'sent';
  });

/** One line about a message, for quotes. */
export function gist(message: ChatMessage, words: (key: string) => string): string {
  const body = bodyOf(message);
  switch (message.type) {
    case 'text':
      return str(body.body);
    case 'template':
      return str(body.body);
    case 'interactive':
      return str(obj(body.button_reply).title) || str(obj(body.list_reply).title) || str(obj(body.body).text);
    case 'button':
      return str(body.text);
    case 'location':
      return str(body.name) || words('phone.location');
    case 'contacts':
      return str(obj(list(message.body)[0]?.name).formatted_name);
    case 'image':
      return str(body.caption) || words('phone.photo');
    case 'video':
      return str(body.caption) || words('phone.video');
    case 'document':
      return str(body.filename) || words('phone.document');
    case 'audio':
      return words('phone.voiceFile').replace('…', '');
    case 'sticker':
      return words('phone.sticker');
    default:
      return message.type;
  }
}

/** The day of a moment where the customer lives, as `2026-11-20`. */
export const dayKey = (at: number, timeZone: string): string => new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);

/** “Today”, “Wednesday” or a date in the customer's own language. */
export function dayName(at: number, now: number, { timeZone, locale }: Customer): string {
  const days = Math.round((Date.parse(dayKey(now, timeZone)) - Date.parse(dayKey(at, timeZone))) / 86_400_000);
  if (days <= 1 && days >= 0) {
    const text = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day');
    return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
  }
  return new Intl.DateTimeFormat(
    locale,
    days > 1 && days < 7 ? { timeZone, weekday: 'long' } : { timeZone, day: 'numeric', month: 'long' },
  ).format(at);
}

/** The clock where the customer lives: `15:32`. */
export const clockOf = (at: number, { timeZone }: Customer): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
