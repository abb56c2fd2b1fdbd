import {
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLObjectType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { isOwnField, isOwnType } from '../../src/plugin-host/names';

const only = <T>(fields: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name)));

/** The type with some of its fields and nothing else, as an extension. */
const extension = (type: GraphQLNamedType, names: ReadonlySet<string>): string => {
  const bare = { description: null, interfaces: [], astNode: null, extensionASTNodes: [] };
  if (isObjectType(type)) {
    const config = type.toConfig();
    return `extend ${printType(new GraphQLObjectType({ ...config, ...bare, fields: only(config.fields, names) }))}`;
  }
  if (isInterfaceType(type)) {
    const config = type.toConfig();
    return `extend ${printType(new GraphQLInterfaceType({ ...config, ...bare, fields: only(config.fields, names) }))}`;
  }
  const config = (type as GraphQLInputObjectType).toConfig();
  return `extend ${printType(new GraphQLInputObjectType({ ...config, description: null, fields: only(config.fields, names) }))}`;
};

/**
 * What a plugin adds to the API, in the schema language: its fields on types of the core, then its own types.
 *
 * @param core the schema without plugins
 * @param all the schema with them
 * @returns empty when it adds nothing
 */
export const schemaAdditions = (core: GraphQLSchema, all: GraphQLSchema, prefix: string): string => {
  const types = Object.values(lexicographicSortSchema(all).getTypeMap());
  const extensions = types.flatMap((type) => {
    const before = core.getType(type.name);
    if (!before || !(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))) return [];
    const had = (before as GraphQLObjectType).getFields();
    const names = new Set(Object.keys(type.getFields()).filter((name) => !(name in had) && isOwnField(prefix, name)));
    return names.size > 0 ? [extension(type, names)] : [];
  });
  const own = types.filter((type) => !core.getType(type.name) && isOwnType(prefix, type.name)).map((type) => printType(type));
  return [...extensions, ...own].join('\n\n');
};
