import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const pool = Buffer.allocUnsafe(16_384);
let at = pool.length;
let lastMs = 0;
let head = '';

/**
 * A new id: the type's prefix, an underscore, 48 bits of milliseconds and 80 random bits in base32 (26 characters). Ids sort by
 * time, so that they append to the right of every index.
 *
 * @param prefix of the type, without the underscore: `conv`
 * @param now epoch milliseconds
 */
export const newId = (prefix: string, now = Date.now()): string => {
  if (now !== lastMs) {
    lastMs = now;
    head = '';
    for (let i = 0, t = now; i < 10; i++, t = Math.floor(t / 32)) head = ALPHABET[t % 32] + head;
  }
  if (at + 16 > pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  let id = `${prefix}_${head}`;
  for (const end = at + 16; at < end; at++) id += ALPHABET[(pool[at] as number) & 31];
  return id;
};
