import type { Random } from './random';

const DIGITS = '0123456789';
const HEX = '0123456789ABCDEF';

/**
 * A message id as WhatsApp makes them: base64 over a little frame that holds the peer's digits and a random hex word.
 *
 * @param digits the phone number inside
 * @param from who wrote: the frame and the length of the word differ
 */
export const wamid = (random: Random, digits: string, from: 'customer' | 'business'): string => {
  const word = from === 'customer' ? `3A${random.text('wamid', 18, HEX)}` : random.text('wamid', 18, HEX);
  const frame = Buffer.concat([
    Buffer.from([0x1c, 0x18, digits.length]),
    Buffer.from(digits, 'ascii'),
    Buffer.from([0x15, 0x02, 0x00, from === 'customer' ? 0x12 : 0x11, 0x18, word.length]),
    Buffer.from(word, 'ascii'),
    Buffer.from([0]),
  ]);
  return `wamid.${frame.toString('base64')}`;
};

/** A business-scoped user id: `GB.13491208655302741918`. */
export const userId = (random: Random, country: string): string => `${country}.1${random.text('ids', 19, DIGITS)}`;

/** A Graph object id of `length` digits. */
export const objectId = (random: Random, length = 15): string => `1${random.text('ids', length - 1, DIGITS)}`;

/** The trace id of a Graph error. */
export const traceId = (random: Random): string =>
  `A${random.text('trace', 22, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')}`;

/** Only the digits of what a person typed. */
export const digitsOf = (text: string): string => text.replace(/\D/g, '');

/**
 * The form under which two spellings of one number meet: Mexican and Argentinian mobiles with and without their extra digit, Brazilian
 * ones with and without the ninth.
 */
export const matchKey = (digits: string): string => {
  if (/^521\d{10}$/.test(digits)) return `52${digits.slice(3)}`;
  if (/^549\d{10}$/.test(digits)) return `54${digits.slice(3)}`;
  if (/^55\d{2}9\d{8}$/.test(digits)) return digits.slice(0, 4) + digits.slice(5);
  return digits;
};
