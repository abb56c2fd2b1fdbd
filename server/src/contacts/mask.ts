/** Identity kinds whose value is a phone number, or holds one. */
const NUMBERS = new Set(['wa_id', 'phone']);

/** `+234 ••• 0142`: the first three digits and the last four. */
export const maskNumber = (digits: string): string => (digits.length <= 7 ? `••• ${digits.slice(-4)}` : `+${digits.slice(0, 3)} ••• ${digits.slice(-4)}`);

/** An identity's value as somebody who must not see numbers sees it. */
export const maskIdentity = (kind: string, value: string): string => (NUMBERS.has(kind) ? maskNumber(value) : value);
