import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

/** Values by dot path into a job: `{ 'data.key': 'agent_1' }`. */
export type Paths = Record<string, unknown>;

/** Marks the one job of a name whose type is `single`. */
export const SINGLE_KEY = 'single';

const plain = (value: unknown): unknown => (value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown));
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
const at = (job: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], job);
const sha = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);

/**
 * The paths that a filter on a job's data means: an object is matched by the fields it has, anything else as a whole.
 */
export const dataPaths = (data: unknown, prefix = 'data'): Paths => {
  if (!isObject(data)) return { [prefix]: data };
  return Object.assign(
    {},
    ...Object.entries(data).map(([key, value]) =>
      isObject(value) ? dataPaths(value, `${prefix}.${key}`) : { [`${prefix}.${key}`]: value },
    ),
  ) as Paths;
};

/**
 * Does a job have these values? Null matches what is missing, and a value matches an array that holds it.
 */
export const matches = (job: unknown, paths: Paths): boolean => {
  const from = plain(job);
  return Object.entries(paths).every(([path, wanted]) => {
    const found = at(from, path) ?? null;
    const value = plain(wanted);
    return isDeepStrictEqual(found, value) || (Array.isArray(found) && found.some((item) => isDeepStrictEqual(item, value)));
  });
};

const equals = (job: unknown, paths: Paths): boolean => {
  const from = plain(job);
  return Object.entries(paths).every(([path, wanted]) => isDeepStrictEqual(at(from, path) ?? null, plain(wanted)));
};

/** The part of a unique key that tells which paths it is about. */
const shape = (paths: Paths): string => sha(Object.keys(paths).sort().join('\n'), 16);

/** The unique key of these values. */
export const pathsKey = (paths: Paths): string => {
  const values = Object.keys(paths)
    .sort()
    .map((path) => JSON.stringify(plain(paths[path])));
  return `${shape(paths)}:${sha(values.join('\n'), 40)}`;
};

/** The unique key of a job that is to be unique by `paths`; null when its own values are others, so that it must be looked at to be found. */
export const uniqueKey = (job: unknown, paths: Paths): string | null => (equals(job, paths) ? pathsKey(paths) : null);

/**
 * A condition on `uniqueKey` that every job with these values fulfils and few others: the very key, or a job that is not unique by the same
 * paths. The rest must be looked at with {@link matches}.
 */
export const candidates = (paths: Paths): { sql: string; params: unknown[] } => {
  const prefix = shape(paths);
  return {
    sql: '(uniqueKey = ? or uniqueKey is null or uniqueKey < ? or uniqueKey >= ?)',
    params: [pathsKey(paths), `${prefix}:`, `${prefix};`],
  };
};

/**
 * @throws {Error} when a unique constraint asks for more than equality
 */
export const assertPlain = (paths: Paths): void => {
  for (const value of Object.values(paths))
    if (isObject(value) && Object.keys(value).some((key) => key.startsWith('$')))
      throw new Error('a unique constraint takes plain values, no operators: write { "data.key": "value" }');
};
