import { getMetadataStorage } from 'type-graphql';
import { isOwnType } from './names';
import type { LoadedPlugin } from './status';

type Storage = ReturnType<typeof getMetadataStorage>;

/** The lists of type-graphql's one storage for the whole process. */
export const LISTS = [
  'queries',
  'mutations',
  'subscriptions',
  'fieldResolvers',
  'objectTypes',
  'inputTypes',
  'argumentTypes',
  'interfaceTypes',
  'authorizedFields',
  'authorizedResolver',
  'enums',
  'unions',
  'middlewares',
  'resolverMiddlewares',
  'classDirectives',
  'fieldDirectives',
  'argumentDirectives',
  'classExtensions',
  'fieldExtensions',
  'resolverClasses',
  'fields',
  'params',
] as const satisfies readonly (keyof Storage)[];
export type List = (typeof LISTS)[number];

/** One declaration that a decorator made. */
export interface Declared {
  list: List;
  /** The class that it stands on; enums and unions have none. */
  target?: (abstract new (...args: never[]) => unknown) | undefined;
  /** Name in the schema, where it has one. */
  name?: string | undefined;
  entry: object;
}

/** Everything that decorators have declared so far in this process. */
export const declaredNow = (): Declared[] => {
  const storage = getMetadataStorage();
  return LISTS.flatMap((list) =>
    (storage[list] as { target?: Declared['target']; schemaName?: string; name?: string }[]).map((entry) => ({
      list,
      target: entry.target,
      name: entry.schemaName ?? entry.name,
      entry,
    })),
  );
};

/** What the import of a file declared, kept for the process: a second import of it declares nothing again. */
const byFile = new Map<string, Declared[]>();

/** Runs an import and notes what it declared. */
export const noteImport = async <T>(plugin: LoadedPlugin, run: () => Promise<T>): Promise<{ value: T; declared: Declared[] }> => {
  const before = new Set(declaredNow().map((one) => one.entry));
  const key = plugin.folder;
  const note = (): Declared[] => {
    const fresh = declaredNow().filter((one) => !before.has(one.entry));
    if (key === null) return fresh;
    const all = [...(byFile.get(key) ?? []), ...fresh];
    byFile.set(key, all);
    return all;
  };
  try {
    const value = await run();
    return { value, declared: note() };
  } catch (error) {
    note();
    throw error;
  }
};

/** What a failed import had declared until it failed. */
export const declaredByFolder = (folder: string | null): Declared[] => (folder === null ? [] : (byFile.get(folder) ?? []));

/** What imports of plugins declared in this process, whichever host asked for them. */
export const declaredByImports = (): object[] => [...byFile.values()].flat().map((one) => one.entry);

/** What stands on the classes that a plugin names or that carry its prefix, for one handed over in memory: its classes were there before. */
export const declaredByClasses = (plugin: LoadedPlugin): Declared[] => {
  const graphql = plugin.definition.graphql;
  if (!graphql) return [];
  const everything = declaredNow();
  const classes = new Set<unknown>(
    everything.filter((one) => one.target !== undefined && isOwnType(plugin.manifest.prefix, one.name ?? '')).map((one) => one.target),
  );
  for (const listed of [...graphql.resolvers, ...(graphql.orphanedTypes ?? [])]) {
    for (let at: unknown = listed; typeof at === 'function' && at !== Function.prototype; at = Object.getPrototypeOf(at)) classes.add(at);
  }
  return everything.filter((one) => one.target !== undefined && classes.has(one.target));
};

/** The type that the field resolvers of a class belong to; undefined when it names none. */
export const resolvedClass = (target: unknown): unknown => {
  const found = getMetadataStorage().resolverClasses.find((one) => one.target === target);
  try {
    return found?.getObjectType();
  } catch {
    return undefined;
  }
};

/** The name in the schema of a class. */
export const typeName = (target: unknown): string =>
  declaredNow().find((one) => (one.list === 'objectTypes' || one.list === 'interfaceTypes') && one.target === target)?.name ?? 'a type';

/** `Type.field` of everything that these declarations resolve. */
export const resolvedFields = (declared: readonly Declared[]): string[] =>
  declared.flatMap(({ list, name, target }) => {
    if (list === 'queries') return [`Query.${name}`];
    if (list === 'mutations') return [`Mutation.${name}`];
    return list === 'fieldResolvers' ? [`${typeName(resolvedClass(target) ?? target)}.${name}`] : [];
  });

/** The types that these declarations define. */
export const typesOf = (declared: readonly Declared[]): string[] => {
  const lists = new Set<List>(['objectTypes', 'inputTypes', 'interfaceTypes', 'enums', 'unions']);
  return declared.flatMap(({ list, name }) => (lists.has(list) && name !== undefined ? [name] : []));
};
