import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, getMetadataStorage, type BuildSchemaOptions } from 'type-graphql';
import { LISTS } from './contribution';

/** Read again while the server runs, to turn input into instances: these must be the originals. */
const SHARED = new Set<string>(['inputTypes', 'argumentTypes']);

/**
 * Builds a schema on a copy of type-graphql's storage, because a build writes into the storage: a field that a plugin adds to a type
 * of the core would stay there after the plugin was refused.
 *
 * @param without declarations that must not take part: those of plugins that were refused
 */
export const buildIsolated = (options: BuildSchemaOptions, without: ReadonlySet<object>): GraphQLSchema => {
  const holder = globalThis as { TypeGraphQLMetadataStorage?: unknown };
  const original = getMetadataStorage();
  const copy = original.clone() as unknown as Record<string, object[]>;
  for (const list of LISTS) {
    const kept = (copy[list] ?? []).filter((entry) => !without.has(entry));
    copy[list] = SHARED.has(list) ? kept : kept.map((entry) => ({ ...entry, ...('fields' in entry ? { fields: undefined } : {}) }));
  }
  holder.TypeGraphQLMetadataStorage = copy;
  try {
    return buildSchemaSync({ ...options, emitSchemaFile: false });
  } finally {
    holder.TypeGraphQLMetadataStorage = original;
  }
};
