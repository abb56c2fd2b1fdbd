import { createHash } from 'node:crypto';

const FIRST_MS = 2_000;
const FACTOR = 3;
const MOST_MS = 30 * 60_000;

/**
 * The wait before the next attempt: 2 s, 6 s, 18 s … half an hour at most, a quarter more or less so that what failed together does not come
 * back together. The same message and attempt always wait the same.
 *
 * @param attempt how many were made, from 1
 * @returns ms
 */
export const backoff = (messageId: string, attempt: number): number => {
  const base = Math.min(MOST_MS, FIRST_MS * FACTOR ** (attempt - 1));
  const share = createHash('sha256').update(`${messageId}:${attempt}`).digest().readUInt16BE(0) / 65_535;
  return Math.round(base * (0.75 + share / 2));
};
