import type { Candidate } from '@parley/plugin';
import type { BasicSettings } from './settings';

type Mode = BasicSettings['mode'];
/** So many people are named in a sentence before it counts the rest. */
const NAMED = 5;

/** Why this one: "Next in turn among 3 online". */
export const inTurn = (mode: Mode, asked: number, free: number): string => {
  const among = mode === 'all' ? `${asked} agents` : `${asked} online`;
  if (asked === 1) return mode === 'all' ? 'The only agent in this inbox' : 'The only one online in this inbox';
  return free === asked ? `Next in turn among ${among}` : `Next in turn among ${among}, ${free} of them with room`;
};

/** Why nobody: "Everybody online is at capacity: Ana 5 of 5, Ben 5 of 5". */
export const atCapacity = (mode: Mode, full: readonly Candidate[]): string => {
  const named = full.slice(0, NAMED).map((one) => `${one.name} ${one.load} of ${one.capacity}`);
  const rest = full.length > NAMED ? ` and ${full.length - NAMED} more` : '';
  return `${mode === 'all' ? 'Everybody' : 'Everybody online'} is at capacity: ${named.join(', ')}${rest}`;
};
