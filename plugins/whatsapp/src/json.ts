/** An object out of JSON whose keys are not known. */
export type Json = Record<string, unknown>;

/** Is it a plain JSON object, neither `null` nor an array. */
export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one for anything else, so that reading on never throws. */
export const record = (value: unknown): Json => (isRecord(value) ? value : {});

/** The array, or an empty one for anything else. */
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A string that is not blank, as it stands; a finite number as text (Meta writes some ids as numbers); else undefined. */
export const word = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
};

/** A finite number, also when it was written as text; else undefined. */
export const number = (value: unknown): number | undefined => {
  const text = word(value);
  const parsed = text === undefined ? NaN : Number(text);
  return Number.isFinite(parsed) ? parsed : undefined;
};

/** The same object without the keys whose value is undefined. */
export const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

/** The same object, or undefined if nothing is left in it. */
export const nonEmpty = <T extends object>(value: T): T | undefined => {
  const rest = compact(value);
  return Object.keys(rest).length > 0 ? rest : undefined;
};

/** One level of keys from `snake_case` to `camelCase`; values stay as they are. */
export const camelKeys = (value: Json): Json =>
  Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()), entry]),
  );

/** Parses JSON; undefined when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
