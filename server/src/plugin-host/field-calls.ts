import type { ActorRef, Refused } from '@parley/plugin';
import type { MiddlewareFn } from 'type-graphql';
import type { ApiContext } from '../api/context';
import { ApiError } from '../lib/errors';
import { PLUGIN_APP, type Viewer } from '../people/viewer';
import { PluginUnavailable, type PluginCalls } from './call';
import type { LoadedPlugin } from './status';

const FIELD_DEADLINE_MS = 3_000;

/**
 * Sends every field that a plugin resolves through the one way into it, with its deadline and breaker. A field without an answer is
 * null, with `PLUGIN_UNAVAILABLE`. Its `@Ctx()` is the plugin's context, as in every handler of a plugin; the API's own stays with the core.
 *
 * @param owners `Type.field` → the plugin that resolves it
 */
export const fieldCalls =
  (owners: ReadonlyMap<string, LoadedPlugin>, calls: PluginCalls): MiddlewareFn<ApiContext> =>
  async (data, next) => {
    const { info, context } = data;
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
          nesting: context.nesting ?? 0,
          ...(viewer ? { organizationId: viewer.orgId, actor: actorOf(viewer) } : {}),
        },
        (ctx) => {
          data.context = ctx as never;
          return next() as Promise<unknown>;
        },
      );
    } catch (error) {
      if ((error as Partial<Refused>).kind === 'refused') throw new ApiError('BAD_REQUEST', (error as Refused).message);
      if (error instanceof PluginUnavailable) throw new ApiError('PLUGIN_UNAVAILABLE', error.message);
      throw error;
    }
  };

const actorOf = (viewer: Viewer): ActorRef => ({ kind: viewer.app === PLUGIN_APP ? 'plugin' : 'agent', id: viewer.agentId });
