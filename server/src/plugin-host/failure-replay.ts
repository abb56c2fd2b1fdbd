import { refuse } from '../lib/errors';
import type { HostParts } from './reach';
import type { PluginCalls } from './call';
import { callHandler, reasonOf } from './event-delivery';
import type { Failures } from './failures';
import { jobName, type Enqueued } from './jobs';
import { inboxesOf } from './node-sight';
import type { PluginFailureRow } from './plugin-failure.entity';
import type { LoadedPlugin } from './status';

/** What replaying stands on. */
export interface ReplayParts extends HostParts {
  calls: PluginCalls;
  failures: Failures;
}

/**
 * Tries once more what a plugin failed on. A job goes back into the queue, with all its attempts; an event is told at once.
 *
 * @returns null when it is done with; the failure as it is now when the plugin failed once more
 * @throws Refused PLUGIN_NOT_READY, FAILURE_GONE, FAILURE_NOT_FOUND
 */
export const replayFailure = async (
  row: PluginFailureRow,
  plugin: LoadedPlugin | undefined,
  parts: ReplayParts,
): Promise<PluginFailureRow | null> => {
  if (!plugin?.usable || !plugin.started)
    throw refuse('PLUGIN_NOT_READY', 'Its plugin does not run. Mend that first: the plugins page says how.', ['failureId']);
  const name = row.callName.slice(row.callName.indexOf('.') + 1);
  if (row.eventSeq === null) {
    if (!Object.hasOwn(plugin.definition.jobs ?? {}, name))
      throw refuse('FAILURE_GONE', `${plugin.label} has no job ${name} any more. Discard it.`, ['failureId']);
    const value: Enqueued | undefined = row.orgId === null && row.data === null ? undefined : valueOf(row);
    await parts.db.write(async (manager) => {
      if (!(await parts.failures.remove(manager, row.id))) throw gone();
      await parts.jobs.now(jobName(plugin.id, name), value);
    });
    return null;
  }
  const handler = (plugin.definition.on as Readonly<Record<string, Parameters<typeof callHandler>[2]>> | undefined)?.[name];
  const [event] = row.orgId === null ? [] : await parts.events.ofTypes(row.orgId, [name], row.eventSeq - 1, row.eventSeq, 1);
  if (!handler || !event)
    throw refuse(
      'FAILURE_GONE',
      `${handler ? 'The event is not in the log' : `${plugin.label} does not handle ${name}`} any more. Discard it.`,
      ['failureId'],
    );
  const inboxes = await inboxesOf(parts.db.read, [event.nodeId]);
  try {
    await callHandler(parts.calls, plugin, handler, event, inboxes.get(event.nodeId));
  } catch (error) {
    return parts.failures.again(row, reasonOf(error));
  }
  await parts.db.write((manager) => parts.failures.remove(manager, row.id));
  return null;
};

const valueOf = (row: PluginFailureRow): Enqueued => ({ ...(row.orgId === null ? {} : { organizationId: row.orgId }), data: row.data });

const gone = () => refuse('FAILURE_NOT_FOUND', 'There is no such failure: somebody else has replayed or discarded it.', ['failureId']);
