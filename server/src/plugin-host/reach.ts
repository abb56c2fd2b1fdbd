import type { CoreApi, EnqueueOptions, PluginDb } from '@parley/plugin';
import type { EventLog } from '../events/event-log';
import type { JobQueue } from '../jobs/job-queue';
import type { Clock } from '../lib/clock';
import type { Db } from '../lib/db';
import { newId } from '../lib/ids';
import type { PluginCalls } from './call';
import type { Caller, CoreApiFactory, Reach, ServiceCall } from './context';
import { jobName, type Enqueued } from './jobs';
import { audienceOf } from './node-sight';
import { OwnTables, requireLive } from './plugin-db';
import type { PluginSettings } from './plugin-settings';
import type { LoadedPlugin } from './status';

const SERVICE_MS = 10_000;
/** As long as the log's column. */
const MOST_TYPE = 40;
const MOST_KEY = 100;
/** Of what an event or a job carries, as JSON. */
const MOST_BYTES = 64 * 1024;

/** What the host stands on once the database is open. */
export interface HostParts {
  db: Db;
  jobs: JobQueue;
  events: EventLog;
}

/** What the contexts of plugins reach. Without parts (a trial without a database) everything but settings is refused. */
export class HostReach implements Reach {
  parts: HostParts | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly options: {
      makeCore: CoreApiFactory;
      settings: PluginSettings;
      plugin(id: string): LoadedPlugin | undefined;
      calls(): PluginCalls;
    },
  ) {}

  settings({ plugin, organizationId, inboxId }: Caller): unknown {
    return this.options.settings.effective(plugin, organizationId, inboxId);
  }

  db({ plugin, organizationId }: Caller): PluginDb {
    return new OwnTables(this.wired('db').db, plugin, organizationId);
  }

  core(caller: Caller): CoreApi {
    const core = this.options.makeCore(caller);
    return {
      sendText: async (input) => (this.organization(caller, 'core.sendText'), core.sendText(input)),
      graphql: async (document, variables) => (this.organization(caller, 'core.graphql'), core.graphql(document, variables)),
    };
  }

  async emit(caller: Caller, type: string, { nodeId, data }: { nodeId: string; data?: unknown }): Promise<void> {
    const orgId = this.organization(caller, 'emit');
    const { prefix } = caller.plugin.manifest;
    if (!type.startsWith(`${prefix}.`) || type.length > MOST_TYPE)
      throw new Error(`ctx.emit: ${type} starts with ${prefix}. and has at most ${MOST_TYPE} characters`);
    const kept = asJson(data, 'ctx.emit') as Record<string, unknown> | undefined;
    const { db, events } = this.wired('emit');
    const actorId = caller.actor.id;
    await db.write(async (manager) => {
      const audience = await audienceOf(manager, orgId, nodeId);
      await events.append(manager, [{ orgId, type, nodeId, actorId, audience, ...(kept === undefined ? {} : { data: kept }) }]);
    });
  }

  async enqueue(caller: Caller, job: string, data: unknown, { at, key }: EnqueueOptions): Promise<void> {
    requireLive();
    const { plugin, organizationId } = caller;
    if (organizationId !== undefined) this.organization(caller, 'enqueue');
    const { jobs } = this.wired('enqueue');
    if (!Object.hasOwn(plugin.definition.jobs ?? {}, job))
      throw new Error(`ctx.enqueue: ${plugin.id} has no job ${job}; name it in definePlugin({ jobs })`);
    if (key !== undefined && (key === '' || key.length > MOST_KEY)) throw new Error(`ctx.enqueue: key has 1 to ${MOST_KEY} characters`);
    if (at !== undefined && !Number.isFinite(at)) throw new Error('ctx.enqueue: at is a time in epoch milliseconds');
    const value: Enqueued = { ...(organizationId === undefined ? {} : { organizationId }), data: asJson(data, 'ctx.enqueue') };
    if (at === undefined && key === undefined) return jobs.now(jobName(plugin.id, job), value);
    const own = key === undefined ? newId('appointment', this.clock.now()) : `${organizationId ?? ''}:${key}`;
    return jobs.at(jobName(plugin.id, job), own, at ?? this.clock.now(), value);
  }

  service(caller: Caller, signal: AbortSignal, name: string): ServiceCall | null {
    const dot = name.indexOf('.');
    const id = name.slice(0, dot);
    const { manifest } = caller.plugin;
    if (dot < 1 || (id !== manifest.id && !(id in manifest.requires) && !(id in manifest.optional)))
      throw new Error(`ctx.service: ${name} is offered by ${id || 'nobody'}; name that plugin in "requires" or "optional" of the manifest`);
    const plugin = this.options.plugin(id);
    const { organizationId, actor, inboxId, nesting = 0 } = caller;
    if (!plugin?.usable || !plugin.started) return null;
    if (organizationId !== undefined && !this.options.settings.isOn(plugin.id, organizationId, inboxId)) return null;
    const offered = (
      plugin.definition.services as Readonly<Record<string, (ctx: unknown, input: unknown) => Promise<unknown>>> | undefined
    )?.[name];
    if (!offered) return null;
    return async (input) => {
      requireLive();
      const options = {
        name: `service.${name.slice(dot + 1)}`,
        deadlineMs: SERVICE_MS,
        actor,
        signal,
        nesting: nesting + 1,
        ...(organizationId === undefined ? {} : { organizationId }),
        ...(inboxId === undefined ? {} : { inboxId }),
      };
      return this.options.calls().call(plugin, options, (ctx) => offered(ctx, input));
    };
  }

  /** The organization in which the plugin acts, in which it must be switched on. */
  private organization({ plugin, organizationId, inboxId }: Caller, what: string): string {
    requireLive();
    if (organizationId === undefined)
      throw new Error(`ctx.${what} needs an organization: call it where ctx.organizationId is set, or take ctx.inOrganization(id)`);
    if (!this.options.settings.isOn(plugin.id, organizationId, inboxId))
      throw new Error(`ctx.${what}: ${plugin.label} is switched off there`);
    return organizationId;
  }

  private wired(what: string): HostParts {
    if (!this.parts) throw new Error(`ctx.${what} is not available here: there is no database`);
    return this.parts;
  }
}

/** A value as it will be read again. */
const asJson = (value: unknown, where: string): unknown => {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  if (text === undefined || Buffer.byteLength(text) > MOST_BYTES)
    throw new Error(`${where}: data is plain JSON of at most ${MOST_BYTES / 1024} kB`);
  return JSON.parse(text) as unknown;
};
