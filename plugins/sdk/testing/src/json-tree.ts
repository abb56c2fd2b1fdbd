/** Where a value stands in a JSON tree. */
export type JsonPath = readonly (string | number)[];

const isBranch = (value: unknown): value is Record<string | number, unknown> => typeof value === 'object' && value !== null;

/** Every place of a tree, those above first; the root is not among them. */
export const pathsOf = (value: unknown, at: JsonPath = []): JsonPath[] =>
  isBranch(value)
    ? Object.entries(value).flatMap(([key, entry]) => {
        const path = [...at, Array.isArray(value) ? Number(key) : key];
        return [path, ...pathsOf(entry, path)];
      })
    : [];

/** What stands at a place; undefined when there is none. */
export const valueAt = (value: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>((at, key) => (isBranch(at) ? at[key] : undefined), value);

/** The same tree with another value at one place; `undefined` takes it away, from an array too. */
export const replaced = (value: unknown, path: JsonPath, other: unknown): unknown => {
  const copy = structuredClone(value);
  const parent = valueAt(copy, path.slice(0, -1));
  const key = path[path.length - 1];
  if (!isBranch(parent) || key === undefined) return copy;
  if (other !== undefined) parent[key] = other;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return copy;
};

/** The same tree with every array turned round. */
export const turnedRound = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turnedRound).reverse();
  return isBranch(value) ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, turnedRound(entry)])) : value;
};
