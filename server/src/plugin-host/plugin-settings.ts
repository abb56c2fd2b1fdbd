import type { ZodType } from 'zod';
import type { EventLog } from '../events/event-log';
import type { Settings } from '../lib/form-settings';
import type { Db } from '../lib/db';
import type { Secrets } from '../lib/secrets';
import { PluginSettingRow } from './plugin-setting.entity';
import type { LoadedPlugin } from './status';

/** What an organization or an inbox has set of a plugin. */
export interface Override {
  enabled: boolean | null;
  settings: Settings;
}

/** What the settings stand on once the database is open. */
export interface SettingsStore {
  db: Db;
  events: EventLog;
  secrets: Secrets;
}

export const NOTHING_SET: Override = { enabled: null, settings: {} };
/** Nothing differs there any more. */
export const saysNothing = ({ enabled, settings }: Override): boolean => enabled === null && Object.keys(settings).length === 0;
const key = (orgId: string, pluginId: string, inboxId = ''): string => `${orgId} ${pluginId} ${inboxId}`;

/**
 * Where plugins are switched on and with which settings: `parley.config.ts` ← organization ← inbox. All that was set is kept in
 * memory; what another server changes comes with `plugin.changed` of the log.
 */
export class PluginSettings {
  private overrides = new Map<string, Override>();
  private readonly parsed = new Map<string, unknown>();
  private store: SettingsStore | null = null;
  /** Organizations that another server has changed and that could not be read yet. */
  private readonly stale = new Set<string>();
  private unlisten: () => void = () => undefined;

  /** Reads what was set, and again whatever changes. */
  async open(store: SettingsStore): Promise<void> {
    this.store = store;
    await this.load();
    this.unlisten = store.events.listen((events) => {
      for (const { type, orgId } of events) if (type === 'plugin.changed') this.stale.add(orgId);
      if (this.stale.size > 0) void this.refresh().catch(() => undefined);
    });
  }

  /** Reads what another server has changed; once more what could not be read because the database was away. */
  async refresh(): Promise<void> {
    for (const orgId of [...this.stale]) {
      // before the read: what changes meanwhile is read again
      this.stale.delete(orgId);
      await this.load(orgId).catch((error: unknown) => {
        this.stale.add(orgId);
        throw error;
      });
    }
  }

  close(): void {
    this.unlisten();
  }

  /** Is it switched on there? On, unless somebody has switched it off; what an inbox says counts more than what its organization says. */
  isOn(pluginId: string, orgId: string, inboxId?: string): boolean {
    if (this.overrides.size === 0) return true;
    const inbox = inboxId === undefined ? undefined : this.overrides.get(key(orgId, pluginId, inboxId))?.enabled;
    const organization = this.overrides.get(key(orgId, pluginId))?.enabled ?? true;
    return inbox ?? organization;
  }

  override(pluginId: string, orgId: string, inboxId = ''): Override {
    return this.overrides.get(key(orgId, pluginId, inboxId)) ?? NOTHING_SET;
  }

  /** The inboxes of an organization for which something of a plugin differs. */
  inboxes(pluginId: string, orgId: string): [inboxId: string, override: Override][] {
    const start = key(orgId, pluginId);
    return [...this.overrides].flatMap(([at, override]) =>
      at.startsWith(start) && at.length > start.length ? [[at.slice(start.length), override] as [string, Override]] : [],
    );
  }

  /** What was written down for there, all of it together, before the schema has seen it. */
  written(plugin: LoadedPlugin, orgId?: string, inboxId?: string): Settings {
    return {
      ...plugin.entry.settings,
      ...(orgId === undefined ? {} : this.override(plugin.id, orgId).settings),
      ...(orgId === undefined || inboxId === undefined ? {} : this.override(plugin.id, orgId, inboxId).settings),
    };
  }

  /** The settings as the plugin's schema yields them; the operator's where those that somebody set do not fit it any more. */
  effective(plugin: LoadedPlugin, orgId?: string, inboxId?: string): unknown {
    const schema: ZodType | undefined = plugin.definition.settings;
    if (!schema || orgId === undefined || this.overrides.size === 0) return plugin.settings;
    const at = key(orgId, plugin.id, inboxId);
    const set = [this.override(plugin.id, orgId), this.override(plugin.id, orgId, inboxId)];
    if (set.every(({ settings }) => Object.keys(settings).length === 0)) return plugin.settings;
    if (!this.parsed.has(at)) {
      const result = schema.safeParse(this.written(plugin, orgId, inboxId));
      this.parsed.set(at, result.success ? result.data : plugin.settings);
    }
    return this.parsed.get(at);
  }

  /** Takes in what was just committed. */
  put(orgId: string, pluginId: string, inboxId: string, override: Override): void {
    const at = key(orgId, pluginId, inboxId);
    if (saysNothing(override)) this.overrides.delete(at);
    else this.overrides.set(at, override);
    this.parsed.clear();
  }

  private async load(orgId?: string): Promise<void> {
    if (!this.store) return;
    const { db, secrets } = this.store;
    const rows = await db.read.find(PluginSettingRow, orgId === undefined ? {} : { where: { orgId } });
    this.forget(orgId);
    for (const row of rows) this.put(row.orgId, row.pluginId, row.inboxId, overrideOf(row, secrets));
  }

  private forget(orgId: string | undefined): void {
    for (const at of this.overrides.keys()) if (orgId === undefined || at.startsWith(`${orgId} `)) this.overrides.delete(at);
    this.parsed.clear();
  }
}

export const overrideOf = (row: PluginSettingRow, secrets: Secrets): Override => ({
  enabled: row.enabled,
  settings: row.settings === null ? {} : secrets.unseal<Settings>(row.settings),
});
