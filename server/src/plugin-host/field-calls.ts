import type { MiddlewareFn } from 'type-graphql';
import type { ApiContext } from '../api/context';
import { ApiError } from '../lib/errors';
import { PluginUnavailable, type PluginCalls } from './call';
import type { LoadedPlugin } from './status';

const FIELD_DEADLINE_MS = 3_000;

/**
 * Sends every field that a plugin resolves through the one way into it, with its deadline and breaker. A field without an answer is
 * null, with `PLUGIN_UNAVAILABLE`.
 *
 * @param owners `Type.field` → the plugin that resolves it
 */
export const fieldCalls =
  (owners: ReadonlyMap<string, LoadedPlugin>, calls: PluginCalls): MiddlewareFn<ApiContext> =>
  async ({ info, context }, next) => {
    const field = `${info.parentType.name}.${info.fieldName}`;
    const plugin = owners.get(field);
    if (!plugin) return next() as Promise<unknown>;
    const { viewer } = context;
    try {
      return await calls.call(
        plugin,
        {
          name: field,
          deadlineMs: FIELD_DEADLINE_MS,
          ...(viewer ? { organizationId: viewer.orgId, actor: { kind: 'agent' as const, id: viewer.agentId } } : {}),
        },
        () => next() as Promise<unknown>,
      );
    } catch (error) {
      if (error instanceof PluginUnavailable) throw new ApiError('PLUGIN_UNAVAILABLE', error.message);
      throw error;
    }
  };
