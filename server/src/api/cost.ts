import {
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** The most that one request may cost. */
export const MAX_COST = 1000;
/** What a plain list is taken for: attachments, reactions, identities. */
const LIST_SIZE = 2;
/** What a connection without `first` or `last` holds. */
const PAGE_SIZE = 20;
/** Deeper than any document that the depth limit lets through. */
const MAX_NESTING = 40;

type Collected = Map<string, { parent: GraphQLCompositeType; nodes: FieldNode[] }>;

/**
 * The cost of an operation: one for each object it may yield. A connection counts `first` (or `last`) times what one of its nodes
 * costs; plain values are free. Unknown fields count nothing: validation refuses them.
 *
 * @param variables as the caller gave them
 */
export const costOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
  operationName?: string | null,
): number => {
  const fragments = new Map(document.definitions.flatMap((d) => (d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d] as const] : [])));
  const operation = document.definitions.find(
    (d) => d.kind === Kind.OPERATION_DEFINITION && (!operationName || d.name?.value === operationName),
  );
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return 0;
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;

  const sizeOf = (field: FieldNode): number | undefined => {
    for (const argument of field.arguments ?? []) {
      if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
      if (argument.value.kind === Kind.INT) return Number(argument.value.value);
      if (argument.value.kind === Kind.VARIABLE) return Number(variables[argument.value.name.value] ?? PAGE_SIZE);
    }
    return undefined;
  };

  /** The fields of a selection by the name they answer under: the same field named twice is one. */
  const collect = (parent: GraphQLCompositeType, selections: readonly SelectionSetNode[], depth: number, into: Collected): void => {
    if (depth > MAX_NESTING) return;
    for (const node of selections.flatMap((selection) => selection.selections)) {
      if (node.kind === Kind.FIELD) {
        const key = `${parent.name}.${(node.alias ?? node.name).value}`;
        const known = into.get(key);
        if (known) known.nodes.push(node);
        else into.set(key, { parent, nodes: [node] });
        continue;
      }
      const inner = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      const type = inner?.typeCondition ? schema.getType(inner.typeCondition.name.value) : parent;
      if (inner && type && isCompositeType(type)) collect(type, [inner.selectionSet], depth + 1, into);
    }
  };

  const walk = (parent: GraphQLCompositeType, selections: readonly SelectionSetNode[], page: number, depth: number): number => {
    if (depth > MAX_NESTING) return MAX_COST + 1;
    const fields: Collected = new Map();
    collect(parent, selections, depth, fields);
    let cost = 0;
    for (const { parent: owner, nodes } of fields.values()) cost += field(owner, nodes, page, depth);
    return cost;
  };

  const field = (parent: GraphQLCompositeType, nodes: FieldNode[], page: number, depth: number): number => {
    const [first] = nodes;
    const type = first && 'getFields' in parent ? parent.getFields()[first.name.value]?.type : undefined;
    const named = type ? getNamedType(type) : undefined;
    const selections = nodes.flatMap((node) => node.selectionSet ?? []);
    if (!first || !type || !named || !isCompositeType(named) || selections.length === 0) return 0;
    if (named.name.endsWith('Connection')) return 1 + walk(named, selections, sizeOf(first) ?? PAGE_SIZE, depth + 1);
    // `nodes` and `edges` of a connection hold the page that was asked for
    const times = isList(type) ? (parent.name.endsWith('Connection') ? page : (sizeOf(first) ?? LIST_SIZE)) : 1;
    return times * (1 + walk(named, selections, PAGE_SIZE, depth + 1));
  };

  return walk(root, [operation.selectionSet], PAGE_SIZE, 0);
};

const isList = (type: GraphQLOutputType): boolean => isListType(type) || (isNonNullType(type) && isList(type.ofType));
