import { number } from '../json';

/** From here on a number counts milliseconds: as seconds it would lie beyond the year 5000. */
const MILLISECONDS_FROM = 100_000_000_000;
/** The last moment that a `Date` can hold. */
const LAST = 8_640_000_000_000_000;

/**
 * Unix seconds, as text or number, to epoch milliseconds. Some fields of the Cloud API carry milliseconds: recognised by their size.
 *
 * @returns undefined for anything that is no time
 */
export function toMs(timestamp: unknown): number | undefined {
  const value = number(timestamp);
  if (value === undefined || value <= 0) return undefined;
  const ms = Math.round(value < MILLISECONDS_FROM ? value * 1000 : value);
  return ms <= LAST ? ms : undefined;
}
