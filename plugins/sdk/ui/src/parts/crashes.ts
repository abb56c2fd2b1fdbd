import { createStore } from '../theme/store';

const WINDOW = 10 * 60_000;
const LIMIT = 3;

/** Where crash times are kept: the tab's session storage, or anything like it. */
export interface CrashStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const keyOf = (id: string) => `parley.crashes.${id}`;

function timesOf(id: string, storage: CrashStorage): number[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(id)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'number') : [];
  } catch {
    return [];
  }
}

/** Notes a crash of an entry. @param now epoch milliseconds @returns true when it was the third within ten minutes */
export function noteCrash(id: string, now: number, storage: CrashStorage): boolean {
  const times = [...timesOf(id, storage).filter((time) => now - time < WINDOW), now].slice(-LIMIT);
  try {
    storage.setItem(keyOf(id), JSON.stringify(times));
  } catch {
    // Without a memory each crash counts alone.
  }
  if (times.length < LIMIT) return false;
  folds.set({ has: hasFolded });
  return true;
}

/** Is this entry folded away? Three crashes within ten minutes fold it until the tab is closed. */
export function isFolded(id: string, storage: CrashStorage): boolean {
  const times = timesOf(id, storage);
  return times.length >= LIMIT && (times.at(-1) ?? 0) - (times[0] ?? 0) < WINDOW;
}

const hasFolded = (id: string): boolean => isFolded(id, sessionStorage);

/** What is folded away in this tab; another object whenever something is added. */
export const folds = createStore<{ has(id: string): boolean }>({ has: hasFolded });

/** What crashes are counted under: a new build of a part begins afresh. */
export const crashId = (id: string, build = ''): string => (build ? `${id}@${build}` : id);
