import { CONTRACT_VERSION, SLOTS } from '@parley/plugin';
import semver from 'semver';
import { PERMISSIONS } from '../people/permissions';
import { secondCopy } from './copies';
import { clash, RESERVED_PREFIXES } from './names';
import { PluginProblem, type LoadedPlugin, type Notice } from './status';

const incompatible = (reason: string, remedy: string): PluginProblem => new PluginProblem('check', reason, remedy, 'INCOMPATIBLE');
const ASK = 'Ask its author, or take one of the two out of parley.config.ts';

/** What a plugin's manifest says against it, given those that were accepted before it; null: nothing. Nothing of it runs. */
const problemOf = (plugin: LoadedPlugin, before: readonly LoadedPlugin[]): PluginProblem | null => {
  const { manifest } = plugin;
  if (semver.validRange(manifest.contract) === null)
    return incompatible(`"contract" is not a version range: ${manifest.contract}`, 'Ask its author; a range looks like ^1.0');
  if (!semver.satisfies(CONTRACT_VERSION, manifest.contract)) {
    return incompatible(
      `It was written for contract ${manifest.contract}, this server has ${CONTRACT_VERSION}`,
      'Install a version of the plugin, or of the server, that fits',
    );
  }
  if (before.some((other) => other.id === plugin.id)) return incompatible(`Another plugin has the id ${plugin.id}`, ASK);
  const reserved = RESERVED_PREFIXES.find((word) => clash(word, manifest.prefix));
  if (reserved)
    return incompatible(`Its prefix ${manifest.prefix} is one of the core's own words`, 'Ask its author to choose another prefix');
  const rival = before.find((other) => clash(other.manifest.prefix, manifest.prefix));
  if (rival) return incompatible(`Its prefix ${manifest.prefix} clashes with that of ${rival.id} (${rival.manifest.prefix})`, ASK);
  const asked = [...manifest.needs, ...(manifest.ui?.slots ?? []).flatMap(({ permission }) => permission ?? [])];
  const unknown = asked.find((permission) => !Object.hasOwn(PERMISSIONS, permission));
  if (unknown !== undefined)
    return incompatible(
      `It names the permission ${unknown}, which this server does not have`,
      'Install a version of the plugin, or of the server, that fits; schema/permissions.md lists the permissions',
    );
  const copy = plugin.folder === null ? null : secondCopy(plugin.folder);
  if (copy)
    return incompatible(
      `It brings its own copy of ${copy}; there must be one in a server`,
      `Ask its author to make ${copy} a peer dependency, then run npm dedupe`,
    );
  return null;
};

/** Entries for slots that this server does not know are left out; null: there are none. */
export const unknownSlots = ({ manifest }: LoadedPlugin): Notice | null => {
  const unknown = [...new Set((manifest.ui?.slots ?? []).flatMap(({ slot }) => (slot in SLOTS ? [] : [slot])))];
  if (unknown.length === 0) return null;
  return {
    step: 'check',
    reason: `It has entries for ${unknown.length === 1 ? 'a slot' : 'slots'} that this server does not know: ${unknown.join(', ')}; they are left out`,
    remedy: 'It was written for a newer server: update the server, or install an older version of the plugin',
  };
};

/** What a plugin needs of the others and does not get; null: nothing. `others` are those that were found, whatever their state. */
export const missing = (plugin: LoadedPlugin, others: readonly LoadedPlugin[]): PluginProblem | null => {
  const needs = [
    ...Object.entries(plugin.manifest.requires).map((need) => [...need, true] as const),
    ...Object.entries(plugin.manifest.optional).map((need) => [...need, false] as const),
  ];
  for (const [id, range, required] of needs) {
    const other = others.find((one) => one.id === id && one !== plugin);
    if (!other) {
      if (required)
        return incompatible(
          `It requires the plugin ${id}, which is not in parley.config.ts`,
          `Install ${id} ${range} and name it in parley.config.ts`,
        );
    } else if (!semver.satisfies(other.version, range, { includePrerelease: true })) {
      return incompatible(
        `It works with ${id} ${range}, but ${other.version} is installed`,
        `Install a version of ${id} or of ${plugin.id} that fits`,
      );
    } else if (required && !other.usable) {
      return incompatible(`It requires the plugin ${id}, which is not ready`, `Mend ${id} first`);
    }
  }
  return null;
};

/** The plugins, those first that others build upon. A circle of requirements is a problem of everyone in it. */
const inOrder = (plugins: readonly LoadedPlugin[]): LoadedPlugin[] => {
  const done: LoadedPlugin[] = [];
  const open: LoadedPlugin[] = [];
  const visit = (plugin: LoadedPlugin): void => {
    if (done.includes(plugin)) return;
    const at = open.indexOf(plugin);
    if (at >= 0) {
      const circle = open.slice(at);
      for (const one of circle)
        one.problem ??= incompatible(`It stands in a circle of requirements: ${circle.map((p) => p.id).join(' → ')}`, 'Ask the authors');
      return;
    }
    open.push(plugin);
    for (const id of [...Object.keys(plugin.manifest.requires), ...Object.keys(plugin.manifest.optional)]) {
      const other = plugins.find((one) => one.id === id);
      if (other) visit(other);
    }
    open.pop();
    done.push(plugin);
  };
  for (const plugin of plugins) visit(plugin);
  return done;
};

/** Checks the manifests against the server and against each other, and puts the plugins in the order in which they load. */
export const checkAll = (plugins: readonly LoadedPlugin[]): LoadedPlugin[] => {
  const accepted: LoadedPlugin[] = [];
  for (const plugin of plugins) {
    plugin.problem ??= problemOf(plugin, accepted);
    if (plugin.usable) accepted.push(plugin);
  }
  return inOrder(plugins);
};
