import type { Plugin, PluginCallStats, PluginNeed, PluginState } from '@parley/plugin';
import { getMetadataArgsStorage } from 'typeorm';
import semver from 'semver';
import type { LoadedPlugin, PluginStatus } from './status';

/** Ours to tell apart from the API's class: what the API shows of a plugin, without what depends on the viewer. */
export interface PluginOverview extends Plugin {
  state: PluginState;
}

/** What others that it works with must be, and whether they are. */
const needsOf = ({ manifest }: LoadedPlugin, all: readonly LoadedPlugin[]): PluginNeed[] =>
  (['requires', 'optional'] as const).flatMap((kind) =>
    Object.entries(manifest[kind]).map(([plugin, range]) => {
      const other = all.find(({ id }) => id === plugin);
      const met = other !== undefined && other.usable && semver.satisfies(other.version, range, { includePrerelease: true });
      return { plugin, range, required: kind === 'requires', met };
    }),
  );

/** What it adds, in words that a person reads: `channel whatsapp`, `table acme_point`, `field Contact.acmePoints`. */
const providesOf = ({ id, manifest, definition: d, api }: LoadedPlugin): string[] => {
  const named = (word: string, list: readonly { id: string }[] | undefined) => (list ?? []).map((one) => `${word} ${one.id}`);
  const keyed = (word: string, record: object | undefined) => Object.keys(record ?? {}).map((key) => `${word} ${key}`);
  const tables = (d.entities ?? []).flatMap(
    (entity) => getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name ?? [],
  );
  return [
    ...named('channel', d.channels),
    ...named('rule', d.assignment),
    ...named('bot', d.bots),
    ...named('templates', d.templates),
    ...named('quick replies', d.quickReplies),
    ...tables.map((table) => `table ${table}`),
    ...api.fields.map((field) => `field ${field}`),
    ...api.types.map((type) => `type ${type}`),
    ...keyed('handler', d.on),
    ...keyed('job', d.jobs),
    ...keyed('service', d.services),
    ...(d.routes ? [`route /plugins/${id}`, ...(d.routes.mount === undefined ? [] : [`route ${d.routes.mount}`])] : []),
    ...(manifest.ui?.slots ?? []).map(({ slot, label }) => `slot ${slot}: ${label}`),
  ];
};

/** A plugin as the API shows it. */
export const overviewOf = (plugin: LoadedPlugin, status: PluginStatus, all: readonly LoadedPlugin[]): PluginOverview => ({
  ...status,
  state: status.state as PluginState,
  description: plugin.description,
  contract: plugin.manifest.contract,
  prefix: plugin.manifest.prefix,
  required: plugin.entry.required === true,
  permissions: plugin.manifest.needs,
  needs: needsOf(plugin, all),
  provides: providesOf(plugin),
  slots: (plugin.manifest.ui?.slots ?? []).map(({ slot, label, component }) => ({ slot, label, component })),
});

/** How its calls have gone, as the API shows it. */
export const callsOf = (plugin: LoadedPlugin): PluginCallStats[] =>
  plugin.stats.list().map(([name, { calls, failures, totalMs, longestMs, blockedMs, lastFailure, lastFailedAt }]) => ({
    name,
    calls,
    failures,
    averageMs: calls === 0 ? 0 : totalMs / calls,
    longestMs,
    blockedMs,
    paused: plugin.breakers.get(name)?.isOpen ?? false,
    lastFailure,
    lastFailedAt,
  }));
