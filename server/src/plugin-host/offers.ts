import type { EventData, PluginJob } from '@parley/plugin';
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
/** The events of the core that the contract names, see EventData. */
const CORE_EVENTS: readonly string[] = [
  'contact.created',
  'contact.updated',
  'conversation.opened',
  'conversation.updated',
  'conversation.queued',
  'conversation.assigned',
  'conversation.transferred',
  'conversation.released',
  'conversation.closed',
  'message.received',
  'message.created',
  'message.updated',
  'presence.changed',
] satisfies (keyof EventData)[];
/** Of a job or a service: names stand in metrics, in the queue and among the failures. */
const MOST_NAME = 60;
const ID = /^[a-z][a-z0-9-]{0,39}$/;

const isFunctions = (value: unknown, names: string[]): boolean =>
  names.every((name) => typeof (value as Record<string, unknown> | null)?.[name] === 'function');

/** What offers are looked at with. */
interface Offered {
  plugin: LoadedPlugin;
  /** Accepted before it. */
  before: readonly LoadedPlugin[];
  /** All that are configured and switched on. */
  all: readonly LoadedPlugin[];
}

/** The problem of a list of things with ids: not an id, twice, or a part that lacks; null: none. */
const incomplete = (
  what: string,
  list: readonly { id: string; label: string }[] | undefined,
  parts: string[],
  settings: boolean,
): string | null => {
  const seen = new Set<string>();
  for (const one of list ?? []) {
    if (!ID.test(one.id) || seen.has(one.id))
      return `the ${what} id ${String(one.id)} is not lower case letters, digits and dashes, or stands there twice`;
    seen.add(one.id);
    const lacks = !isFunctions(one, parts) || (settings && !(one as { settings?: unknown }).settings);
    if (lacks) return `its ${what} ${one.id} lacks ${[...(settings ? ['settings'] : []), ...parts].join(' or ')}`;
  }
  return null;
};

const kinds = ({ plugin, before }: Offered): string | null => {
  const d = plugin.definition;
  for (const { id } of d.channels ?? []) {
    const rival = before.find((other) => other.definition.channels?.some((channel) => channel.id === id));
    if (rival) return `the channel ${id} is offered by ${rival.id} already`;
  }
  return (
    incomplete('channel', d.channels, ['verify', 'receive', 'send'], true) ??
    incomplete('rule', d.assignment, ['pick'], true) ??
    incomplete('bot', d.bots, ['turn'], true) ??
    incomplete('template source', d.templates, ['list', 'render'], false) ??
    incomplete('quick reply source', d.quickReplies, ['search'], false)
  );
};

const handlers = ({ plugin, all }: Offered): string | null => {
  for (const [type, handler] of Object.entries(plugin.definition.on ?? {})) {
    if (typeof handler !== 'function') return `its handler of ${type} is not a function`;
    const known = CORE_EVENTS.includes(type) || all.some((other) => type.startsWith(`${other.manifest.prefix}.`));
    // an optional plugin may be away: its events never come
    if (!known && Object.keys(plugin.manifest.optional).length === 0)
      return `its handler of ${type} would never be called: that is no event of the core, and no plugin here has the prefix ${type.split('.')[0]}`;
  }
  return null;
};

const jobs = ({ plugin }: Offered): string | null => {
  const { prefix } = plugin.manifest;
  for (const [name, value] of Object.entries(plugin.definition.jobs ?? {})) {
    const job = value as PluginJob<unknown, unknown>;
    if (!name.startsWith(`${prefix}.`) || name.length > MOST_NAME)
      return `its job ${name} starts with ${prefix}. and has at most ${MOST_NAME} characters`;
    if (!isFunctions(job, ['run'])) return `its job ${name} lacks run`;
    if (job.every !== undefined && intervalMs(job.every) === null)
      return `its job ${name} says every "${job.every}"; write it like 30 s, 5 min, 2 h or 1 d`;
  }
  return null;
};

const services = ({ plugin }: Offered): string | null => {
  for (const [name, service] of Object.entries(plugin.definition.services ?? {})) {
    if (!name.startsWith(`${plugin.id}.`) || name.length > plugin.id.length + MOST_NAME)
      return `its service ${name} starts with ${plugin.id}. and has at most ${MOST_NAME} characters after it`;
    if (typeof service !== 'function') return `its service ${name} is not a function`;
  }
  return null;
};

const routes = ({ plugin, before }: Offered): string | null => {
  const d = plugin.definition;
  const mount = d.routes?.mount;
  if (d.routes && !isFunctions(d.routes, ['handle'])) return 'its routes lack handle';
  if (mount === undefined) return null;
  if (!/^\/[a-z][a-z0-9-]*$/.test(mount)) return `its mount ${mount} is not one lower-case path like /acme`;
  if (TAKEN_MOUNTS.has(mount) || before.some((other) => other.definition.routes?.mount === mount)) return `its mount ${mount} is taken`;
  return null;
};

const hooks = ({ plugin: { definition: d } }: Offered): string | null =>
  (['start', 'health'] as const).flatMap((name) =>
    d[name] === undefined || typeof d[name] === 'function' ? [] : [`its ${name} is not a function`],
  )[0] ?? null;

/**
 * Checks what a plugin offers besides the API: that it is complete, that it carries its names, and that nobody offers it already.
 *
 * @param before plugins that were accepted before
 * @param all plugins that are configured and switched on
 * @throws PluginProblem
 */
export const checkOffers = (plugin: LoadedPlugin, before: readonly LoadedPlugin[], all: readonly LoadedPlugin[]): void => {
  const offered = { plugin, before, all };
  const wrong = kinds(offered) ?? handlers(offered) ?? jobs(offered) ?? services(offered) ?? routes(offered) ?? hooks(offered);
  if (wrong) throw new PluginProblem('guard', `It was refused: ${wrong}`, 'Ask its author, or take one of the two out of parley.config.ts');
};
