import { SLOTS, type SlotEntry } from '@parley/plugin';
import type { LoadedPlugin } from './status';

/** A plugin's screens, as its package brings them. */
export interface PluginUi {
  id: string;
  label: string;
  version: string;
  /** Semver range of the contract. */
  contract: string;
  /** The plugin's folder. */
  folder: string;
  /** Its federation manifest, from that folder. */
  entry: string;
  /** Those that this server knows. */
  slots: SlotEntry[];
}

/** The entries of a manifest whose slots this server knows. */
export const knownSlots = (plugin: LoadedPlugin): SlotEntry[] => (plugin.manifest.ui?.slots ?? []).filter(({ slot }) => slot in SLOTS);

/** The screens of plugins; one that was handed over in memory has none. */
export const uisOf = (plugins: readonly LoadedPlugin[]): PluginUi[] =>
  plugins.flatMap((plugin) => {
    const { id, label, version, manifest, folder } = plugin;
    if (!manifest.ui || folder === null) return [];
    return [{ id, label, version, contract: manifest.contract, folder, entry: manifest.ui.entry, slots: knownSlots(plugin) }];
  });
