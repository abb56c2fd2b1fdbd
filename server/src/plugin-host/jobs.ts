import type { PluginJob } from '@parley/plugin';
import type { JobQueue } from '../jobs/job-queue';
import { words, type PluginCalls } from './call';
import type { Failures } from './failures';
import { intervalMs } from './interval';
import type { PluginSettings } from './plugin-settings';
import type { LoadedPlugin } from './status';

const DEADLINE_MS = 60_000;

/** What the queue carries for a plugin; undefined for work that is done again and again. */
export interface Enqueued {
  organizationId?: string;
  data?: unknown;
}

/** A plugin's job in the queue. */
export const jobName = (pluginId: string, job: string): string => `plugin:${pluginId}:${job}`;

const jobsOf = (plugin: LoadedPlugin): [name: string, job: PluginJob<unknown, unknown>][] =>
  Object.entries((plugin.definition.jobs ?? {}) as Readonly<Record<string, PluginJob<unknown, unknown>>>);

/** What the jobs of plugins stand on. */
export interface JobParts {
  jobs: JobQueue;
  calls: PluginCalls;
  settings: PluginSettings;
  failures: Failures;
}

/** Names the jobs of the plugins in the queue, before it starts. One that fails again and again lies among the plugin's failures. */
export const defineJobs = (plugins: readonly LoadedPlugin[], { jobs, calls, settings, failures }: JobParts): void => {
  for (const plugin of plugins) {
    for (const [name, job] of jobsOf(plugin)) {
      const keep = ({ organizationId, data }: Enqueued, reason: string, attempts: number) =>
        failures.keep({ pluginId: plugin.id, orgId: organizationId ?? null, callName: `job.${name}`, reason, attempts, data });
      const run = async (value: Enqueued | undefined): Promise<void> => {
        const { organizationId, data } = value ?? {};
        if (value && organizationId !== undefined && !settings.isOn(plugin.id, organizationId))
          return keep(value, 'The plugin was switched off when this was due', 0);
        const options = { name: `job.${name}`, deadlineMs: DEADLINE_MS, ...(organizationId === undefined ? {} : { organizationId }) };
        await calls.call(plugin, options, (ctx) => job.run(ctx, data));
      };
      jobs.define<Enqueued | undefined>(jobName(plugin.id, name), run, {
        exhausted: (value, error, attempts) => keep(value ?? {}, words((error as Error).cause ?? error), attempts),
      });
    }
  }
};

/** Schedules what the plugins want done again and again; once they run. */
export const scheduleJobs = async (plugins: readonly LoadedPlugin[], jobs: JobQueue): Promise<void> => {
  for (const plugin of plugins) {
    for (const [name, job] of jobsOf(plugin)) {
      const every = job.every === undefined ? null : intervalMs(job.every);
      if (every !== null) await jobs.every(jobName(plugin.id, name), every);
    }
  }
};
