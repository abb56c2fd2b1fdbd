import type { ZodType } from 'zod';
import { shown } from '../must';

const JUNK: readonly unknown[] = [null, 42, 'x', [], true];

/**
 * Looks whether a schema refuses what is none of its settings, in words.
 *
 * @returns what is wrong with the schema, as a sentence; null: nothing
 */
export const junkSettingsFault = (schema: ZodType, invalid: readonly unknown[]): string | null => {
  for (const value of [...JUNK, ...invalid]) {
    let parsed;
    try {
      parsed = schema.safeParse(value);
    } catch (error) {
      return `The schema threw at ${shown(value)}: ${String(error)}`;
    }
    if (parsed.success) return `The schema took ${shown(value)}.`;
    if (!parsed.error.issues[0]?.message) return `The schema refused ${shown(value)} without a word.`;
  }
  return null;
};
