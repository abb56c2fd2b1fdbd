import {
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  printType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { isOwnField, isOwnType } from './names';

type AnyField = GraphQLField<unknown, unknown> | GraphQLInputField;

const fieldsOf = (type: GraphQLNamedType): Record<string, AnyField> | null =>
  isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? (type.getFields() as Record<string, AnyField>) : null;

const signature = (field: AnyField): string => {
  const args = 'args' in field ? [...field.args].map((arg: GraphQLArgument) => `${arg.name}: ${String(arg.type)}`).sort() : [];
  return `(${args.join(', ')}): ${String(field.type)}`;
};

const interfacesOf = (type: GraphQLNamedType): string =>
  isObjectType(type) || isInterfaceType(type)
    ? type
        .getInterfaces()
        .map((i) => i.name)
        .sort()
        .join()
    : '';

/** A field that must have a value takes the core's whole object with it when its plugin gives none. Mutations stand for themselves. */
const mayFailAlone = (schema: GraphQLSchema, type: GraphQLNamedType, field: AnyField): boolean =>
  !('args' in field) || !isNonNullType(field.type) || type === schema.getMutationType() || type === schema.getSubscriptionType();

const changeOfType = (trial: GraphQLSchema, before: GraphQLNamedType, after: GraphQLNamedType, prefix: string): string | null => {
  const old = fieldsOf(before);
  const now = fieldsOf(after);
  if (!old || !now) return printType(before) === printType(after) ? null : `it changes ${before.name}, which is the core's`;
  if (interfacesOf(before) !== interfacesOf(after)) return `it changes what ${before.name} implements, which is the core's`;
  for (const [name, field] of Object.entries(old)) {
    const same = now[name];
    if (!same || signature(same) !== signature(field)) return `it redefines ${before.name}.${name}, which is the core's`;
  }
  for (const [name, field] of Object.entries(now)) {
    if (name in old) continue;
    if (!isOwnField(prefix, name)) return `it adds ${before.name}.${name}, which does not start with its prefix ${prefix}`;
    if (!mayFailAlone(trial, after, field))
      return `its field ${before.name}.${name} is not nullable; a failure would take the whole answer with it`;
  }
  return null;
};

/** What a plugin would do to the schema that it may not; null: nothing. */
export const forbiddenChange = (core: GraphQLSchema, trial: GraphQLSchema, prefix: string): string | null => {
  for (const type of Object.values(trial.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    const before = core.getType(type.name);
    // a first mutation brings its root type along; its fields carry the prefix, or the metadata would have told
    const isRoot = type === trial.getMutationType() || type === trial.getSubscriptionType();
    if (!before && !isRoot && !isOwnType(prefix, type.name)) return `it adds the type ${type.name}, which does not start with its prefix`;
    const change = before ? changeOfType(trial, before, type, prefix) : null;
    if (change) return change;
  }
  return null;
};
