import { getNamedType, isCompositeType, isListType, isNonNullType, Kind, type DocumentNode, type FieldNode, type GraphQLCompositeType, type GraphQLOutputType, type GraphQLSchema, type SelectionSetNode } from 'graphql';

/** The most that one request may cost. */
export const MAX_COST = 1000;
/** What a list without `first` or `last` is taken for. */
const LIST_SIZE = 10;

/**
 * The cost of an operation: one for each object it may yield. A connection counts `first` (or `last`) times what one of its nodes
 * costs; plain values are free. Unknown fields count nothing: validation refuses them.
 *
 * @param variables as the caller gave them
 */
export const costOf = (schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown>, operationName?: string | null): number => {
  const fragments = new Map(document.definitions.flatMap((d) => (d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d] as const] : [])));
  const operation = document.definitions.find((d) => d.kind === Kind.OPERATION_DEFINITION && (!operationName || d.name?.value === operationName));
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return 0;
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;

  const sizeOf = (field: FieldNode): number | undefined => {
    for (const argument of field.arguments ?? []) {
      if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
      if (argument.value.kind === Kind.INT) return Number(argument.value.value);
      if (argument.value.kind === Kind.VARIABLE) return Number(variables[argument.value.name.value] ?? LIST_SIZE * 2);
    }
    return undefined;
  };

  const walk = (parent: GraphQLCompositeType, selection: SelectionSetNode, page: number, depth: number): number => {
    if (depth > 20) return MAX_COST + 1;
    let cost = 0;
    for (const node of selection.selections) {
      if (node.kind === Kind.FIELD) cost += field(parent, node, page, depth);
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        const type = node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent;
        if (type && isCompositeType(type)) cost += walk(type, node.selectionSet, page, depth + 1);
      } else {
        const fragment = fragments.get(node.name.value);
        const type = fragment ? schema.getType(fragment.typeCondition.name.value) : undefined;
        if (fragment && type && isCompositeType(type)) cost += walk(type, fragment.selectionSet, page, depth + 1);
      }
    }
    return cost;
  };

  const field = (parent: GraphQLCompositeType, node: FieldNode, page: number, depth: number): number => {
    const type = 'getFields' in parent ? parent.getFields()[node.name.value]?.type : undefined;
    const named = type ? getNamedType(type) : undefined;
    if (!type || !named || !isCompositeType(named) || !node.selectionSet) return 0;
    if (named.name.endsWith('Connection')) return 1 + walk(named, node.selectionSet, sizeOf(node) ?? LIST_SIZE * 2, depth + 1);
    // `nodes` and `edges` of a connection hold the page that was asked for
    const times = isList(type) ? (parent.name.endsWith('Connection') ? page : (sizeOf(node) ?? LIST_SIZE)) : 1;
    return times * (1 + walk(named, node.selectionSet, LIST_SIZE * 2, depth + 1));
  };

  return walk(root, operation.selectionSet, LIST_SIZE * 2, 0);
};

const isList = (type: GraphQLOutputType): boolean => isListType(type) || (isNonNullType(type) && isList(type.ofType));
