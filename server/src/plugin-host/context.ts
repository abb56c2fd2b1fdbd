import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ActorRef, CoreApi, EnqueueOptions, Log, PluginContext, PluginDb } from '@parley/plugin';
import type { Kernel } from '../kernel';
import type { LoadedPlugin } from './status';

/** On whose behalf a plugin is called. */
export interface Caller {
  plugin: LoadedPlugin;
  organizationId?: string;
  inboxId?: string;
  actor: ActorRef;
  /** How many calls of plugins stand above this one, each waiting for the next: services, and fields that plugins ask for. */
  nesting?: number;
}

/** Makes what the core does for a plugin, with the permissions of the caller. */
export type CoreApiFactory = (caller: Caller) => CoreApi;

/** A core that does nothing for plugins and says so. */
export const noCore: CoreApiFactory = ({ plugin }) => ({
  sendText: () => Promise.reject(new Error(`ctx.core.sendText is not available to ${plugin.id} here`)),
  graphql: () => Promise.reject(new Error(`ctx.core.graphql is not available to ${plugin.id} here`)),
});

/** A function of another plugin, ready to be called. */
export type ServiceCall = (input: unknown) => Promise<unknown>;

/** What a context reaches beyond itself. */
export interface Reach {
  settings(caller: Caller): unknown;
  db(caller: Caller): PluginDb;
  core(caller: Caller): CoreApi;
  emit(caller: Caller, type: string, event: { nodeId: string; data?: unknown }): Promise<void>;
  enqueue(caller: Caller, job: string, data: unknown, options: EnqueueOptions): Promise<void>;
  service(caller: Caller, signal: AbortSignal, name: string): ServiceCall | null;
}

/** The one argument that every handler of a plugin gets first. What costs something is made on first use. */
class HostContext implements PluginContext {
  readonly plugin: { readonly id: string; readonly version: string };
  readonly clock;

  constructor(
    private readonly kernel: Pick<Kernel, 'config' | 'clock'>,
    private readonly caller: Caller,
    private readonly reach: Reach,
    readonly log: Log,
    readonly signal: AbortSignal,
  ) {
    this.plugin = { id: caller.plugin.id, version: caller.plugin.version };
    this.clock = kernel.clock;
  }

  get organizationId(): string | undefined {
    return this.caller.organizationId;
  }

  get inboxId(): string | undefined {
    return this.caller.inboxId;
  }

  get actor(): ActorRef {
    return this.caller.actor;
  }

  get settings(): unknown {
    return this.reach.settings(this.caller);
  }

  get db(): PluginDb {
    return this.reach.db(this.caller);
  }

  get core(): CoreApi {
    return this.reach.core(this.caller);
  }

  get publicUrl(): string {
    return this.kernel.config.publicUrl;
  }

  get dataDir(): string {
    const folder = join(this.kernel.config.dataDir, 'plugins', this.caller.plugin.id);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  // as properties: a plugin may take them out of its context
  readonly emit: PluginContext['emit'] = (type, event) => this.reach.emit(this.caller, type, event);

  readonly enqueue: PluginContext['enqueue'] = (job, data, options = {}) => this.reach.enqueue(this.caller, job, data, options);

  readonly service: PluginContext['service'] = (name) => this.reach.service(this.caller, this.signal, name) as never;

  readonly inOrganization: PluginContext['inOrganization'] = (organizationId) => {
    const now = this.caller.organizationId;
    if (now !== undefined && now !== organizationId)
      throw new Error('ctx.inOrganization: this call acts in an organization already, and a call never crosses from one to another');
    return new HostContext(this.kernel, { ...this.caller, organizationId }, this.reach, this.log, this.signal);
  };
}

/** Makes the contexts of calls. */
export class Contexts {
  private readonly logs = new Map<string, Log>();

  constructor(
    private readonly kernel: Pick<Kernel, 'config' | 'clock' | 'log'>,
    private readonly reach: Reach,
  ) {}

  make(caller: Caller, signal: AbortSignal): PluginContext<never> {
    const { id } = caller.plugin;
    let log = this.logs.get(id);
    if (!log) this.logs.set(id, (log = this.kernel.log.child({ plugin: id })));
    return new HostContext(this.kernel, caller, this.reach, log, signal) as PluginContext as PluginContext<never>;
  }
}
