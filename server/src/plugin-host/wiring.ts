import { eventId } from '../events/cursor';
import type { EventLog, LoggedEvent } from '../events/event-log';
import type { JobQueue } from '../jobs/job-queue';
import type { PluginCalls } from './call';
import { intervalMs } from './interval';
import type { LoadedPlugin } from './status';

const EVENT_DEADLINE_MS = 10_000;
const JOB_DEADLINE_MS = 60_000;

const jobName = (plugin: LoadedPlugin, job: string): string => `plugin:${plugin.id}:${job}`;

/** Names the jobs of the plugins in the queue; before it starts. */
export const defineJobs = (plugins: readonly LoadedPlugin[], jobs: JobQueue, calls: PluginCalls): void => {
  for (const plugin of plugins) {
    for (const [name, job] of Object.entries(plugin.definition.jobs ?? {})) {
      const run = (data: unknown) => calls.call(plugin, { name: `job.${name}`, deadlineMs: JOB_DEADLINE_MS }, (ctx) => job.run(ctx, data));
      jobs.define(jobName(plugin, name), run);
    }
  }
};

/** Schedules what the plugins want done again and again; once they run. */
export const scheduleJobs = async (plugins: readonly LoadedPlugin[], jobs: JobQueue): Promise<void> => {
  for (const plugin of plugins) {
    for (const [name, job] of Object.entries(plugin.definition.jobs ?? {})) {
      const every = job.every === undefined ? null : intervalMs(job.every);
      if (every !== null) await jobs.every(jobName(plugin, name), every);
    }
  }
};

/**
 * Tells the plugins what happened, after the commit. An event is told once, by the server that committed it; one that a plugin fails
 * on is logged and not told again. At least once, as the contract says, comes with the log's own readers.
 *
 * @returns what ends it
 */
export const tellEvents = (plugins: readonly LoadedPlugin[], events: EventLog, calls: PluginCalls): (() => void) => {
  const listening = plugins.filter((plugin) => plugin.definition.on !== undefined);
  if (listening.length === 0) return () => undefined;
  const tell = (event: LoggedEvent): void => {
    for (const plugin of listening) {
      const handler = plugin.definition.on?.[event.type];
      if (!handler || !plugin.started) continue;
      const told = { id: eventId(event.seq), type: event.type, organizationId: event.orgId, nodeId: event.nodeId, at: event.at };
      // the call itself logs and counts what fails
      calls
        .call(plugin, { name: `on.${event.type}`, deadlineMs: EVENT_DEADLINE_MS, organizationId: event.orgId }, (ctx) => handler(ctx, told))
        .catch(() => undefined);
    }
  };
  return events.listen((batch) => batch.forEach(tell));
};
