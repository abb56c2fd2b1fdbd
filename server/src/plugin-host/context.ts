import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ActorRef, CoreApi, Log, PluginContext } from '@parley/plugin';
import type { Kernel } from '../kernel';
import type { LoadedPlugin } from './status';

/** On whose behalf a plugin is called. */
export interface Caller {
  plugin: LoadedPlugin;
  organizationId?: string;
  actor: ActorRef;
}

/** Makes what the core does for a plugin, with the permissions of the caller. */
export type CoreApiFactory = (caller: Caller) => CoreApi;

/** A core that does nothing for plugins and says so. */
export const noCore: CoreApiFactory = ({ plugin }) => ({
  sendText: () => Promise.reject(new Error(`ctx.core.sendText is not available to ${plugin.id} here`)),
});

/** The one argument that every handler of a plugin gets first. What costs something is made on first use. */
class HostContext implements PluginContext {
  readonly plugin: { readonly id: string; readonly version: string };
  readonly clock;
  readonly settings: unknown;

  constructor(
    private readonly kernel: Pick<Kernel, 'config' | 'clock'>,
    private readonly caller: Caller,
    private readonly makeCore: CoreApiFactory,
    readonly log: Log,
    readonly signal: AbortSignal,
  ) {
    this.plugin = { id: caller.plugin.id, version: caller.plugin.version };
    this.clock = kernel.clock;
    this.settings = caller.plugin.settings;
  }

  get organizationId(): string | undefined {
    return this.caller.organizationId;
  }

  get actor(): ActorRef {
    return this.caller.actor;
  }

  get core(): CoreApi {
    return this.makeCore(this.caller);
  }

  get publicUrl(): string {
    return this.kernel.config.publicUrl;
  }

  get dataDir(): string {
    const folder = join(this.kernel.config.dataDir, 'plugins', this.caller.plugin.id);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

/** Makes the contexts of calls. */
export class Contexts {
  private readonly logs = new Map<string, Log>();

  constructor(
    private readonly kernel: Pick<Kernel, 'config' | 'clock' | 'log'>,
    private readonly makeCore: CoreApiFactory,
  ) {}

  make(caller: Caller, signal: AbortSignal): PluginContext<never> {
    const { id } = caller.plugin;
    let log = this.logs.get(id);
    if (!log) this.logs.set(id, (log = this.kernel.log.child({ plugin: id })));
    return new HostContext(this.kernel, caller, this.makeCore, log, signal) as PluginContext as PluginContext<never>;
  }
}
