import type { GraphQLSchema } from 'graphql';
import type { BuildSchemaOptions } from 'type-graphql';
import { getMetadataArgsStorage } from 'typeorm';
import { declaredNow, resolvedClass, typeName, type Declared } from './contribution';
import { isOwnField, isOwnTable, isOwnType, pascal, snake } from './names';
import { buildIsolated } from './schema-build';
import { forbiddenChange } from './schema-diff';
import { PluginProblem, type LoadedPlugin } from './status';

const ROOTS: Readonly<Record<string, string>> = { queries: 'Query', mutations: 'Mutation', subscriptions: 'Subscription' };
const NAMED = new Set(['objectTypes', 'inputTypes', 'interfaceTypes', 'enums', 'unions']);

const problem = (reason: string): PluginProblem =>
  new PluginProblem(
    'guard',
    `It was refused: ${reason}`,
    'Ask its author: what a plugin adds carries its prefix, and nothing of the core may be redefined',
  );

/** What a plugin's decorators declare, in words for the guard. */
interface Contributed {
  declared: Declared[];
  own: ReadonlySet<unknown>;
  prefix: string;
}

const misnamed = ({ declared, own, prefix }: Contributed): string | null => {
  for (const one of declared) {
    const name = one.name ?? '';
    const root = ROOTS[one.list];
    if (root && !isOwnField(prefix, name)) return `it defines ${root}.${name}, which does not start with its prefix ${prefix}`;
    if (NAMED.has(one.list) && !isOwnType(prefix, name)) return `it defines the type ${name}, which does not start with ${pascal(prefix)}`;
    if (one.target !== undefined && !own.has(one.target)) return `it changes ${typeName(one.target)}, which is not its own`;
    if (one.list === 'fieldResolvers' && (one.entry as { kind?: string }).kind === 'external') {
      const type = resolvedClass(one.target);
      if (type === undefined) return `the field ${name} belongs to no type: its class needs @Resolver(() => Type)`;
      if (!own.has(type) && !isOwnField(prefix, name))
        return `it redefines or adds ${typeName(type)}.${name}; its fields on types of the core start with ${prefix}`;
    }
  }
  return null;
};

const unpermitted = ({ declared }: Contributed): string | null => {
  const permitted = (entry: { target?: unknown; methodName?: string }): boolean =>
    declared.some(({ list, entry: other }) => {
      const o = other as { target?: unknown; fieldName?: string; roles?: unknown[] };
      return (
        (list === 'authorizedFields' ? o.fieldName === entry.methodName : list === 'authorizedResolver') &&
        o.target === entry.target &&
        (o.roles?.length ?? 0) > 0
      );
    });
  const open = declared.find((one) => one.list in ROOTS && !permitted(one.entry as { target?: unknown; methodName?: string }));
  return open ? `${ROOTS[open.list]}.${open.name} names no permission; put @Authorized('signed-in'), or a permission, on it` : null;
};

const mistabled = (plugin: LoadedPlugin): string | null => {
  const { prefix } = plugin.manifest;
  for (const entity of plugin.definition.entities ?? []) {
    const table = getMetadataArgsStorage().tables.find((one) => one.target === entity);
    if (!table) return `${entity.name} is listed as an entity but is none`;
    const name = table.name ?? '';
    if (!isOwnTable(prefix, name))
      return `its entity ${entity.name} has the table ${name || 'without a name'}; its tables start with ${snake(prefix)}_`;
  }
  return null;
};

/** The core's schema, with what every trial needs. */
export interface CoreSchema {
  options: BuildSchemaOptions;
  /** What plugins declared, accepted or not, in memory or by import. */
  foreign: Set<object>;
  /** Built when the first plugin adds to it. */
  built?: GraphQLSchema;
}

/**
 * Keeps a plugin within its own names, because type-graphql and TypeORM do not: a second `Query.conversations` silently replaces the
 * first, a `@FieldResolver` on a core type gives every client the plugin's value, two entities on one table are not noticed. A schema
 * of the core and this plugin is built for trial and leaves no trace.
 *
 * @param declared what its decorators declared
 * @throws PluginProblem
 */
export const guardPlugin = (plugin: LoadedPlugin, declared: Declared[], core: CoreSchema): void => {
  const mine = new Set(declared.map((one) => one.entry));
  const others = new Set(
    declaredNow()
      .filter((one) => !mine.has(one.entry) && one.target !== undefined)
      .map((one) => one.target),
  );
  const own = new Set<unknown>(declared.map((one) => one.target).filter((target) => target !== undefined && !others.has(target)));
  const contributed = { declared, own, prefix: plugin.manifest.prefix };
  const wrong = misnamed(contributed) ?? unpermitted(contributed) ?? mistabled(plugin);
  if (wrong) throw problem(wrong);
  const graphql = plugin.definition.graphql;
  if (!graphql && declared.length === 0) return;
  let trial: GraphQLSchema;
  try {
    core.built ??= buildIsolated(core.options, core.foreign);
    const resolvers = [...core.options.resolvers, ...((graphql?.resolvers ?? []) as never[])] as unknown as BuildSchemaOptions['resolvers'];
    const orphanedTypes = [...(core.options.orphanedTypes ?? []), ...((graphql?.orphanedTypes ?? []) as never[])];
    trial = buildIsolated({ ...core.options, resolvers, orphanedTypes }, new Set([...core.foreign].filter((entry) => !mine.has(entry))));
  } catch (error) {
    throw problem(`the API cannot be built with it: ${(error as Error).message.split('\n')[0]}`);
  }
  const change = forbiddenChange(core.built, trial, plugin.manifest.prefix);
  if (change) throw problem(change);
};
