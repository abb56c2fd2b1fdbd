import type { PluginCallStats, PluginFailure, PluginHealth, PluginInboxSetting } from '@parley/plugin';
import type { ZodType } from 'zod';
import { formSchema, shownSettings, type Settings } from '../lib/form-settings';
import type { Kernel } from '../kernel';
import { refuse } from '../lib/errors';
import type { PluginCalls } from './call';
import type { Failures } from './failures';
import { replayFailure } from './failure-replay';
import { callsOf, overviewOf, type PluginOverview } from './overview';
import type { PluginFailureRow } from './plugin-failure.entity';
import type { PluginSettings } from './plugin-settings';
import { PluginUpdate, type PluginChange } from './plugin-update';
import type { HostParts } from './reach';
import { masked } from './setting-scopes';
import type { LoadedPlugin } from './status';

/** What the desk stands on. */
export interface DeskOptions {
  kernel: Pick<Kernel, 'clock'>;
  plugins(): readonly LoadedPlugin[];
  settings: PluginSettings;
  calls: PluginCalls;
  failures: Failures;
}

/** What an organization sees of the plugins and does with them. */
export class PluginDesk {
  private wired: (HostParts & { update: PluginUpdate }) | null = null;

  constructor(private readonly options: DeskOptions) {}

  /** Once the database is open. */
  open(parts: HostParts & Pick<Kernel, 'secrets'>): void {
    this.wired = { ...parts, update: new PluginUpdate({ ...parts, ...this.options.kernel }, this.options.settings) };
  }

  list(orgId: string): PluginOverview[] {
    return this.options.plugins().map((plugin) => this.overview(orgId, plugin));
  }

  /** @throws Refused PLUGIN_NOT_FOUND, and as {@link PluginUpdate.apply} */
  async update(orgId: string, actorId: string, pluginId: string, change: PluginChange): Promise<PluginOverview> {
    const plugin = this.find(pluginId);
    if (!plugin || !this.wired) throw refuse('PLUGIN_NOT_FOUND', `There is no plugin "${pluginId}".`, ['pluginId']);
    await this.wired.update.apply(plugin, orgId, actorId, change);
    return this.overview(orgId, plugin);
  }

  isEnabled(orgId: string, id: string): boolean {
    const plugin = this.find(id);
    return plugin !== undefined && plugin.problem?.state !== 'DISABLED' && this.options.settings.isOn(plugin.id, orgId);
  }

  settingsSchema(id: string): Record<string, unknown> | null {
    const schema = this.schema(id);
    return schema ? formSchema(schema) : null;
  }

  settings(orgId: string, id: string): Settings {
    const plugin = this.find(id);
    const schema = this.schema(id);
    // without its schema nobody knows which of them are secret
    return plugin && schema ? shownSettings(schema, this.options.settings.written(plugin, orgId)) : {};
  }

  inboxSettings(orgId: string, id: string): PluginInboxSetting[] {
    const schema = this.schema(id);
    return this.options.settings
      .inboxes(id, orgId)
      .map(([inboxId, { enabled, settings }]) => ({ inboxId, enabled, settings: schema ? masked(schema, settings) : {} }));
  }

  health(id: string): PluginHealth | null {
    return this.find(id)?.health ?? null;
  }

  calls(id: string): PluginCallStats[] {
    const plugin = this.find(id);
    return plugin ? callsOf(plugin) : [];
  }

  async failures(orgId: string, id: string, first: number): Promise<PluginFailure[]> {
    return (await this.options.failures.list(orgId, id, first)).map(shown);
  }

  /** A failure of the organization's, as a node; null: there is none. */
  async failure(orgId: string, id: string): Promise<PluginFailure | null> {
    const row = await this.options.failures.find(orgId, id);
    return row && shown(row);
  }

  /** @throws Refused FAILURE_NOT_FOUND, and as {@link replayFailure} */
  async replay(orgId: string, id: string): Promise<PluginFailure | null> {
    const row = await this.require(orgId, id);
    const { calls, failures } = this.options;
    const left = await replayFailure(row, this.find(row.pluginId), { ...this.parts, calls, failures });
    return left && shown(left);
  }

  /** @throws Refused FAILURE_NOT_FOUND */
  async discard(orgId: string, id: string): Promise<void> {
    const row = await this.require(orgId, id);
    await this.parts.db.write((manager) => this.options.failures.remove(manager, row.id));
  }

  private get parts(): HostParts {
    if (!this.wired) throw new Error('there is no database');
    return this.wired;
  }

  private async require(orgId: string, id: string): Promise<PluginFailureRow> {
    const row = await this.options.failures.find(orgId, id);
    if (!row) throw refuse('FAILURE_NOT_FOUND', 'There is no such failure: it may have been replayed or discarded.', ['failureId']);
    return row;
  }

  private find(id: string): LoadedPlugin | undefined {
    return this.options.plugins().find((plugin) => plugin.id === id);
  }

  private schema(id: string): ZodType | undefined {
    return this.find(id)?.definition.settings;
  }

  /** With what is wrong in this organization only. */
  private overview(orgId: string, plugin: LoadedPlugin): PluginOverview {
    const status = plugin.status(this.options.kernel.clock.now());
    const schema = this.schema(plugin.id);
    const unfit =
      plugin.usable && schema && status.state === 'READY'
        ? schema.safeParse(this.options.settings.written(plugin, orgId)).error?.issues[0]
        : undefined;
    return overviewOf(
      plugin,
      unfit
        ? {
            ...status,
            state: 'DEGRADED',
            step: 'settings',
            reason: `What was set for your organization does not fit this version, so it runs with the operator's settings: ${unfit.path.join('.')}: ${unfit.message}`,
            remedy: 'Open its settings, mend that and save',
          }
        : status,
      this.options.plugins(),
    );
  }
}

const shown = ({ id, pluginId, callName, reason, attempts, failedAt }: PluginFailureRow): PluginFailure => ({
  id,
  plugin: pluginId,
  call: callName,
  reason,
  attempts,
  failedAt,
});
