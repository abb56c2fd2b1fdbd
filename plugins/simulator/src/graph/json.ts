import { invalid, missing } from './errors';

/** JSON as it came. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object under `name`, or 131008/131009. */
export const object = (parent: Json, name: string, path = name): Json => {
  const value = parent[name];
  if (value === undefined || value === null) throw missing(path);
  if (!isObject(value)) throw invalid(`${path} must be an object.`);
  return value;
};

/** The text under `name` within its length, or 131008/131009. */
export const text = (parent: Json, name: string, path: string, longest: number): string => {
  const value = parent[name];
  if (value === undefined || value === null || value === '') throw missing(path);
  if (typeof value !== 'string') throw invalid(`${path} must be a string.`);
  if ([...value].length > longest) throw invalid(`${path} is longer than ${longest} characters.`);
  return value;
};

/** Like {@link text}, but it may be absent. */
export const optionalText = (parent: Json, name: string, path: string, longest: number): string | undefined =>
  parent[name] === undefined || parent[name] === null ? undefined : text(parent, name, path, longest);
