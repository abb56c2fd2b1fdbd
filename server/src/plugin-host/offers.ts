import type { PluginDefinition } from '@parley/plugin';
import { intervalMs } from './interval';
import { PluginProblem, type LoadedPlugin } from './status';

/** Paths at the top that are the core's. */
const TAKEN_MOUNTS = new Set([
  '/graphql',
  '/webhooks',
  '/media',
  '/ui',
  '/plugins',
  '/healthz',
  '/readyz',
  '/metrics',
  '/workbench',
  '/admin',
  '/assets',
  '/static',
  '/setup',
]);
const ID = /^[a-z][a-z0-9-]{0,39}$/;

const isFunctions = (value: unknown, names: string[]): boolean =>
  names.every((name) => typeof (value as Record<string, unknown> | null)?.[name] === 'function');

const problemOf = (d: PluginDefinition<never>, before: readonly LoadedPlugin[]): string | null => {
  for (const channel of d.channels ?? []) {
    if (!ID.test(channel.id)) return `the channel id ${String(channel.id)} is not lower case letters, digits and dashes`;
    if (!isFunctions(channel, ['verify', 'receive', 'send']) || !channel.settings)
      return `its channel ${channel.id} lacks settings, verify, receive or send`;
    const rival = before.find((plugin) => plugin.definition.channels?.some((other) => other.id === channel.id));
    if (rival) return `the channel ${channel.id} is offered by ${rival.id} already`;
  }
  const rules = new Set<string>();
  for (const rule of d.assignment ?? []) {
    if (!ID.test(rule.id) || rules.has(rule.id))
      return `the rule id ${String(rule.id)} is not lower case letters, digits and dashes, or stands there twice`;
    if (!isFunctions(rule, ['pick']) || !rule.settings) return `its rule ${rule.id} lacks settings or pick`;
    rules.add(rule.id);
  }
  for (const [name, job] of Object.entries(d.jobs ?? {})) {
    if (!isFunctions(job, ['run'])) return `its job ${name} lacks run`;
    if (job.every !== undefined && intervalMs(job.every) === null)
      return `its job ${name} says every "${job.every}"; write it like 30 s, 5 min, 2 h or 1 d`;
  }
  for (const [type, handler] of Object.entries(d.on ?? {}))
    if (typeof handler !== 'function') return `its handler of ${type} is not a function`;
  const mount = d.routes?.mount;
  if (d.routes && !isFunctions(d.routes, ['handle'])) return 'its routes lack handle';
  if (mount !== undefined) {
    if (!/^\/[a-z][a-z0-9-]*$/.test(mount)) return `its mount ${mount} is not one lower-case path like /acme`;
    if (TAKEN_MOUNTS.has(mount) || before.some((plugin) => plugin.definition.routes?.mount === mount)) return `its mount ${mount} is taken`;
  }
  return null;
};

/**
 * Checks what a plugin offers besides the API: that it is complete, and that nobody offers it already.
 *
 * @param before plugins that were accepted before
 * @throws PluginProblem
 */
export const checkOffers = (plugin: LoadedPlugin, before: readonly LoadedPlugin[]): void => {
  const wrong = problemOf(plugin.definition, before);
  if (wrong) throw new PluginProblem('guard', `It was refused: ${wrong}`, 'Ask its author, or take one of the two out of parley.config.ts');
};
