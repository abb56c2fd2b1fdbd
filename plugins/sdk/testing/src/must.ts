import { isDeepStrictEqual } from 'node:util';
import { Unmet } from './suite';

/**
 * Ends a case when something does not hold.
 *
 * @param seen what was seen instead, as a sentence
 * @throws Unmet
 */
export function must(holds: unknown, seen: string): asserts holds {
  if (!holds) throw new Unmet(seen);
}

/** Ends a case when two values, as data, differ in any place. */
export const mustEqual = (a: unknown, b: unknown, seen: string): void =>
  // as copies: test runners give each file classes of its own
  must(isDeepStrictEqual(structuredClone(a), structuredClone(b)), seen);

/** A value in a sentence: short, on one line. */
export const shown = (value: unknown): string => {
  const text = value instanceof Error ? `${value.name}: ${value.message}` : typeof value === 'string' ? `"${value}"` : asJson(value);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
};

const asJson = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
};

/**
 * Waits for an answer, at most so long. An answer that held the event loop is too late as well.
 *
 * @param what who answers, as the subject of a sentence
 * @throws Unmet when it is late; what the call threw
 */
export const within = async <T>(ms: number, what: string, call: () => T | Promise<T>): Promise<T> => {
  const late = `${what} gave no answer within ${ms} ms.`;
  let timer: NodeJS.Timeout | undefined;
  const startedAt = performance.now();
  try {
    const value = await Promise.race([
      call(),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Unmet(late)), ms);
      }),
    ]);
    must(performance.now() - startedAt <= ms, late);
    return value;
  } finally {
    clearTimeout(timer);
  }
};

/** What a call threw; undefined when it did not throw. */
export const thrownBy = async (call: () => unknown): Promise<unknown> => {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error ?? new Error('it threw nothing');
  }
};

/** The contract's word for an error (`retry`, `rejected`, `malformed`, `refused`), whichever copy of the contract made it. */
export const kindOf = (error: unknown): string | undefined => (error as { kind?: string } | null | undefined)?.kind;

/** The same value, nothing of which can be changed. */
export const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) frozen(one);
  }
  return value;
};
