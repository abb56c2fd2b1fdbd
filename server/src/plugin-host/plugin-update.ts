import type { EntityManager } from 'typeorm';
import type { ZodType } from 'zod';
import { checkSettings, mergeSettings, type Settings } from '../lib/form-settings';
import { InboxRow } from '../inboxes/inbox.entity';
import type { Kernel } from '../kernel';
import { Refused, refuse } from '../lib/errors';
import { PluginSettingRow } from './plugin-setting.entity';
import { NOTHING_SET, overrideOf, saysNothing, type Override, type PluginSettings } from './plugin-settings';
import { changeable } from './setting-scopes';
import type { LoadedPlugin } from './status';

/** What changes of a plugin, in the organization or for one of its inboxes. Absent: stays; null: as where it is inherited from. */
export interface PluginChange {
  inboxId?: string | null;
  enabled?: boolean | null;
  settings?: unknown;
}

/** Switches plugins on and off and changes their settings, for an organization or for one inbox. */
export class PluginUpdate {
  constructor(
    private readonly kernel: Pick<Kernel, 'db' | 'clock' | 'events' | 'secrets'>,
    private readonly settings: PluginSettings,
  ) {}

  /**
   * @throws Refused PLUGIN_DISABLED, PLUGIN_NOT_READY, PLUGIN_IN_USE, INBOX_NOT_FOUND, SETTING_UNKNOWN, SETTING_SCOPE, SETTINGS_INVALID
   */
  async apply(plugin: LoadedPlugin, orgId: string, actorId: string, change: PluginChange): Promise<void> {
    if (plugin.problem?.state === 'DISABLED')
      throw refuse(
        'PLUGIN_DISABLED',
        `${plugin.label} is switched off for the whole installation. The operator does that in parley.config.ts.`,
      );
    const inboxId = change.inboxId ?? '';
    await this.kernel.db.write(async (manager) => {
      if (inboxId !== '' && !(await manager.existsBy(InboxRow, { id: inboxId, orgId })))
        throw refuse('INBOX_NOT_FOUND', 'There is no such inbox.', ['inboxId']);
      const row = await manager.findOneBy(PluginSettingRow, { orgId, pluginId: plugin.id, inboxId });
      const before = row ? overrideOf(row, this.kernel.secrets) : NOTHING_SET;
      const next: Override = {
        enabled: change.enabled === undefined ? before.enabled : change.enabled,
        settings:
          change.settings === undefined || change.settings === null
            ? before.settings
            : await this.merge(manager, plugin, orgId, inboxId, before.settings, change.settings),
      };
      if (next.enabled === false) await this.refuseInUse(manager, plugin, orgId, inboxId);
      const changed = Object.keys({ ...before.settings, ...next.settings }).filter(
        (key) => JSON.stringify(before.settings[key]) !== JSON.stringify(next.settings[key]),
      );
      if (changed.length === 0 && before.enabled === next.enabled) return;
      await this.write(manager, plugin, orgId, inboxId, next);
      this.kernel.db.afterCommit(() => this.settings.put(orgId, plugin.id, inboxId, next));
      // names of what changed, never their values
      const data = {
        plugin: plugin.id,
        ...(inboxId === '' ? {} : { inboxId }),
        ...(before.enabled === next.enabled ? {} : { enabled: next.enabled }),
        ...(changed.length === 0 ? {} : { changed: changed.map((key) => `settings.${key}`) }),
      };
      await this.kernel.events.append(manager, [{ orgId, type: 'plugin.changed', nodeId: orgId, actorId, audience: { all: true }, data }]);
    });
  }

  private async write(manager: EntityManager, plugin: LoadedPlugin, orgId: string, inboxId: string, next: Override): Promise<void> {
    const at = { orgId, pluginId: plugin.id, inboxId };
    await manager.delete(PluginSettingRow, at);
    if (saysNothing(next)) return;
    await manager.insert(PluginSettingRow, {
      ...at,
      enabled: next.enabled,
      settings: Object.keys(next.settings).length === 0 ? null : this.kernel.secrets.seal(next.settings),
      updatedAt: this.kernel.clock.now(),
    });
  }

  /** What was set there, changed by what a person wrote; all of it is checked, with what the inboxes have set on top. */
  private async merge(
    manager: EntityManager,
    plugin: LoadedPlugin,
    orgId: string,
    inboxId: string,
    before: Settings,
    given: unknown,
  ): Promise<Settings> {
    const schema: ZodType | undefined = plugin.definition.settings;
    if (!plugin.usable)
      throw refuse('PLUGIN_NOT_READY', `${plugin.label} is not ready. Mend that first: the plugins page says how.`, ['settings']);
    if (!schema) throw refuse('SETTING_UNKNOWN', `${plugin.label} takes no settings.`, ['settings']);
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      throw refuse('SETTINGS_INVALID', 'settings: write an object.', ['settings']);
    const effective = this.settings.written(plugin, orgId, inboxId === '' ? undefined : inboxId);
    const next = mergeSettings(schema, before, changeable(schema, given as Settings, effective, inboxId !== ''));
    const organization = inboxId === '' ? next : this.settings.override(plugin.id, orgId).settings;
    const whole = { ...plugin.entry.settings, ...organization, ...(inboxId === '' ? {} : next) };
    checkSettings(schema, whole);
    if (inboxId !== '') return next;
    for (const [id, { settings }] of this.settings.inboxes(plugin.id, orgId)) {
      try {
        checkSettings(schema, { ...whole, ...settings });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const name = (await manager.findOneBy(InboxRow, { id, orgId }))?.name ?? id;
        throw refuse('SETTINGS_INVALID', `That does not fit what the inbox ${name} has set: ${error.message}`, ['settings']);
      }
    }
    return next;
  }

  /** A channel is not taken away from under its inboxes. */
  private async refuseInUse(manager: EntityManager, plugin: LoadedPlugin, orgId: string, inboxId: string): Promise<void> {
    const channels = (plugin.definition.channels ?? []).map(({ id }) => id);
    if (channels.length === 0) return;
    const rows = await manager.find(InboxRow, { where: { orgId, active: true }, order: { name: 'ASC' } });
    const used = rows.filter((row) => channels.includes(row.channel) && (inboxId === '' || row.id === inboxId));
    if (used.length === 0) return;
    const names = used.map(({ name }) => name).join(', ');
    throw refuse(
      'PLUGIN_IN_USE',
      `${plugin.label} carries ${used.length === 1 ? 'the inbox' : 'the inboxes'} ${names}. Switch ${used.length === 1 ? 'it' : 'them'} off first.`,
      ['enabled'],
    );
  }
}
