/** Identity kinds whose value is a phone number, or holds one. */
const NUMBERS = new Set(['wa_id', 'phone']);

/** `+234 ••• 0142`: the first three digits and the last four. */
export const maskNumber = (digits: string): string =>
  digits.length <= 7 ? `••• ${digits.slice(-4)}` : `+${digits.slice(0, 3)} ••• ${digits.slice(-4)}`;

/** An identity's value as somebody who must not see numbers sees it. */
export const maskIdentity = (kind: string, value: string): string => (NUMBERS.has(kind) ? maskNumber(value) : value);

/** Digits as people write numbers. */
const PHONE = /\+?\d[\d ().-]{5,}\d/g;

/** What the system says of a customer may hold their number: it reads like the rest for whoever must not see numbers. */
export const maskText = (text: string): string =>
  text.replace(PHONE, (found) => {
    const digits = found.replace(/\D/g, '');
    return digits.length < 7 ? found : maskNumber(digits);
  });
