import {
  buildClientSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';

const carries = (name: string, prefix: string): boolean => name.startsWith(prefix) && /^([A-Z_]|$)/.test(name.slice(prefix.length));

/** The lines of a printed type that declare fields with the prefix, with the descriptions above them. */
const ownFields = (type: GraphQLNamedType, prefix: string): string[] => {
  const own: string[] = [];
  let description: string[] = [];
  let open = false;
  for (const line of printType(type).split('\n').slice(1, -1)) {
    const quotes = line.split('"""').length - 1;
    if (open || quotes > 0) {
      description.push(line);
      if (quotes === 1) open = !open;
      continue;
    }
    const name = /^\s+(\w+)/.exec(line)?.[1];
    if (name !== undefined && carries(name, prefix)) own.push(...description, line);
    if (line.trim() !== '') description = [];
  }
  return own;
};

const hasFields = (type: GraphQLNamedType): boolean =>
  isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) || isEnumType(type);

/**
 * What a plugin adds to the API, as SDL: everything that carries its prefix, which the host's guards see to.
 *
 * @param introspection of a server with the plugin
 */
export const addedSchema = (introspection: IntrospectionQuery, prefix: string): string[] => {
  const schema: GraphQLSchema = lexicographicSortSchema(buildClientSchema(introspection));
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && hasFields(type));
  const ownName = prefix.charAt(0).toUpperCase() + prefix.slice(1);
  return types.flatMap((type) => {
    if (carries(type.name, ownName)) return [...printType(type).split('\n'), ''];
    const fields = ownFields(type, prefix);
    return fields.length > 0 ? [`extend type ${type.name} {`, ...fields, '}', ''] : [];
  });
};
