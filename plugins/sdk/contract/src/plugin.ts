/**
 * What a plugin is made of, and the operator's configuration.
 *
 * @module
 */
import type { ZodType } from 'zod';
import type { AssignmentRule } from './assignment';
import type { Bot } from './bot';
import type { Channel } from './channel';
import type { PluginContext } from './context';
import type { QuickReplySource, TemplateSource } from './replies';
import type { EventData, JobData, ServiceInput, ServiceOutput, Services } from './words';

/**
 * A class, as decorators see it.
 *
 * @example
 * ```ts
 * const entities: readonly ClassRef[] = [Point];
 * ```
 */
export type ClassRef = abstract new (...args: never[]) => unknown;

/**
 * A migration of the plugin's own tables; written with TypeORM's `MigrationInterface`, see `@parley/plugin/tables`.
 *
 * @example
 * ```ts
 * const migrations: readonly MigrationRef[] = [CreatePoint];
 * ```
 */
export type MigrationRef = new () => { name?: string; up(queryRunner: never): Promise<void>; down(queryRunner: never): Promise<void> };

/**
 * A request to `/plugins/<id>/…`. Nobody has checked who asks: do that yourself.
 *
 * @example
 * ```ts
 * const isMine = (request: RouteRequest): boolean => request.method === 'POST' && request.path === '/orders';
 * ```
 */
export interface RouteRequest {
  /** In capitals: `POST`. */
  method: string;
  /** The path behind the prefix, with its slash: `/messages`. */
  path: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  /** The bytes as they came; empty where there are none. */
  body: Buffer;
}

/**
 * The answer of a route.
 *
 * @example
 * ```ts
 * const reply: RouteReply = { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ok: true }) };
 * ```
 */
export interface RouteReply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | AsyncIterable<Uint8Array>;
}

/**
 * Answers requests under `/plugins/<id>` (or `mount`, for a plugin that the operator trusts with a path of its own).
 *
 * @example
 * ```ts
 * const routes: PluginRoutes = {
 *   handle: async (ctx, { method, path }) =>
 *     method === 'GET' && path === '/ping' ? { status: 200, body: `pong from ${ctx.plugin.id}` } : null,
 * };
 * ```
 */
export interface PluginRoutes {
  /** Another top-level path, `/simulator`; refused when it is taken. */
  mount?: string;
  /** Largest body in bytes; default 1 MB. */
  maxBodyBytes?: number;
  /** Answers within 30 s; null: not found. A throw is answered with 502, no answer in time with 504. */
  handle(ctx: PluginContext, request: RouteRequest): Promise<RouteReply | null>;
}

/**
 * What an organization's events look like to a plugin.
 *
 * @example
 * ```ts
 * const isNew = (event: PluginEvent): boolean => event.type === 'conversation.opened';
 * ```
 */
export interface PluginEvent<K extends keyof EventData = keyof EventData> {
  /** The same each time it is told: what a handler that must not act twice remembers. */
  id: string;
  type: K;
  organizationId: string;
  /** What it is about: the id of a conversation, a message, a contact, … */
  nodeId: string;
  /** Epoch ms. */
  at: number;
  /** What was noted of it; see {@link EventData}. */
  data: EventData[K];
}

/**
 * Work of a plugin, done later or again and again.
 *
 * @typeParam S the plugin's settings
 * @typeParam D what the job is given
 * @example
 * ```ts
 * const expire: PluginJob<unknown, { contactId: string }> = {
 *   run: async (ctx, { contactId }) => {
 *     await ctx.db.update(Point, { contactId }, { points: 0 });
 *   },
 * };
 * ```
 */
export interface PluginJob<S, D> {
  /** Again and again: `30 s`, `5 min`, `2 h`, `1 d`; then `data` is undefined. */
  every?: string;
  /**
   * Ends within 60 s; longer work hands itself on with `ctx.enqueue`. One that throws is run again after a while, ten times, then it lies among
   * the plugin's failures.
   */
  run(ctx: PluginContext<S>, data: D): Promise<void>;
}

/**
 * A plugin. Only data and functions: nothing runs when it is imported.
 *
 * @typeParam S its settings, as the schema yields them
 * @example
 * ```ts
 * const loyalty: PluginDefinition<{ pointsPerVisit: number }> = {
 *   settings: z.object({ pointsPerVisit: z.number().int().default(10).meta({ title: 'Points per visit' }) }),
 *   entities: [Point],
 *   migrations: [CreatePoint],
 *   on: {
 *     'conversation.closed': async (ctx, { nodeId }) =>
 *       ctx.emit('acme.pointsEarned', { nodeId, data: { points: ctx.settings.pointsPerVisit } }),
 *   },
 *   jobs: {
 *     'acme.expirePoints': { run: async (ctx, { contactId }) => void (await ctx.db.remove(Point, { contactId })) },
 *   },
 *   services: {
 *     'acme-loyalty.balance': async (ctx, { contactId }) => (await ctx.db.first(Point, { where: { contactId } }))?.points ?? 0,
 *   },
 * };
 * ```
 */
export interface PluginDefinition<S = unknown> {
  /**
   * What can be set, as an object schema. `parley.config.ts` gives the values of the installation, checked at boot; organizations and
   * inboxes change in the console what `.meta({ scope })` lets them. Mark a secret with `.meta({ secret: true })`.
   */
  settings?: ZodType<S>;
  /** The plugin's own tables, with its prefix; see `@parley/plugin/tables`. */
  entities?: readonly ClassRef[];
  /** In the order in which they run, each once. */
  migrations?: readonly MigrationRef[];
  /**
   * What it adds to the API, as type-graphql classes. Fields and types carry the prefix; each operation names a permission with `@Authorized`,
   * or `@Authorized('signed-in')`. `@Ctx()` is the plugin's context, on the viewer's behalf. A field that throws
   * or takes longer than 3 s is null, with the error code `PLUGIN_UNAVAILABLE`: so queries and fields of types of the core are nullable.
   *
   * @example
   * ```ts
   * @Resolver(() => Contact)
   * class PointsResolver {
   *   @FieldResolver(() => Int, { nullable: true, description: 'What the customer has collected.' })
   *   async acmePoints(@Root() contact: Contact, @Ctx() ctx: PluginContext): Promise<number> {
   *     return (await ctx.db.first(Point, { where: { contactId: contact.id } }))?.points ?? 0;
   *   }
   * }
   * const definition: PluginDefinition = { graphql: { resolvers: [PointsResolver] } };
   * ```
   */
  graphql?: { resolvers: readonly ClassRef[]; orphanedTypes?: readonly ClassRef[] };
  /** Ways to reach customers, made with {@link defineChannel}. */
  channels?: readonly Channel<never>[];
  /** Rules that decide who gets a conversation, made with {@link defineAssignmentRule}. */
  assignment?: readonly AssignmentRule<never>[];
  /** What answers before a person does, made with {@link defineBot}. */
  bots?: readonly Bot<never>[];
  /** Where templates come from. */
  templates?: readonly TemplateSource[];
  /** Where prepared answers come from. */
  quickReplies?: readonly QuickReplySource[];
  /**
   * Handlers by event type; of plugins' own events too. After the commit, in the order of each organization's log, at least once: one
   * that throws is asked again, then the event lies among the plugin's failures, where an admin replays it.
   */
  on?: { readonly [K in keyof EventData]?: (ctx: PluginContext<S>, event: PluginEvent<K>) => Promise<void> };
  /** Work done later or again and again, by names that start with the prefix and a dot. Declare what they take in {@link JobData}. */
  jobs?: { readonly [K in keyof JobData]?: PluginJob<S, JobData[K]> };
  /** Functions offered to other plugins, by names that start with the plugin's id and a dot. Declare them in {@link Services}. */
  services?: { readonly [K in keyof Services]?: (ctx: PluginContext<S>, input: ServiceInput<K>) => Promise<ServiceOutput<K>> };
  /** Answers HTTP requests of others. */
  routes?: PluginRoutes;
  /** Runs when everything is up, within 10 s; what it returns runs when the server stops. `ctx` has no organization here. */
  start?(ctx: PluginContext<S>): Promise<void | (() => Promise<void> | void)>;
  /** Asked every minute, answers within 5 s. A sentence when something is wrong: the plugin is then shown as degraded, and goes on. */
  health?(ctx: PluginContext<S>): Promise<{ ok: true } | { ok: false; reason: string }>;
}

/**
 * What `parley.config.ts` names.
 *
 * @example
 * ```ts
 * const entry: PluginEntry = { package: '@acme/parley-loyalty', settings: { apiKey: 'from the environment' } };
 * ```
 */
export interface PluginEntry {
  /** The package's name, or a path that starts with `.` or `/`. */
  package: string;
  /** The installation's values of the plugin's settings; checked at boot. */
  settings?: Record<string, unknown>;
  /** True: the server refuses to start when the plugin cannot. */
  required?: boolean;
  /** False: known, but off. */
  enabled?: boolean;
}

/**
 * A federated screen that comes with the product: `workbench`, `admin`.
 *
 * @example
 * ```ts
 * const remote: RemoteEntry = { id: 'workbench', label: 'Agent workbench', package: '@parley/workbench', module: './App' };
 * ```
 */
export interface RemoteEntry {
  /** The first part of its address: `/workbench/`. */
  id: string;
  label: string;
  /** The package or folder whose `dist` holds `mf-manifest.json`. */
  package: string;
  /** What the shell mounts: `./App`. */
  module: string;
  /** Who may open it. */
  permission?: string;
}

/**
 * What the demo organization starts with. `{publicUrl}` in a setting becomes the server's own address.
 *
 * @example
 * ```ts
 * const demo: DemoConfig = {
 *   inboxes: [{ name: 'Halden Care', channel: 'whatsapp', address: '106540352242922', settings: { graphUrl: '{publicUrl}/simulator/graph' } }],
 * };
 * ```
 */
export interface DemoConfig {
  inboxes: { name: string; channel: string; address: string; settings: Record<string, unknown> }[];
  /** Where the customers' phones are. */
  phoneUrl?: string;
}

/**
 * The one file an operator edits: `parley.config.ts`.
 *
 * @example
 * ```ts
 * const config: ParleyConfig = { plugins: [{ package: '@parley/whatsapp', required: true }, { package: './plugins/acme-loyalty' }] };
 * ```
 */
export interface ParleyConfig {
  plugins: PluginEntry[];
  ui?: {
    /** The package or folder whose `dist` holds `index.html`. */
    shell: string;
    remotes: RemoteEntry[];
  };
  demo?: DemoConfig;
}

/**
 * Declares a plugin; the default export of its server entry. It only gives types: nothing runs.
 *
 * @example
 * ```ts
 * export default definePlugin({
 *   settings: z.object({ greeting: z.string().default('Hello') }),
 *   start: async (ctx) => ctx.log.info({ greeting: ctx.settings.greeting }, 'ready'),
 * });
 * ```
 */
export const definePlugin = <S>(definition: PluginDefinition<S>): PluginDefinition<S> => definition;

/**
 * Declares the operator's configuration with its types.
 *
 * @example
 * ```ts
 * export default defineConfig({ plugins: [{ package: '@parley/whatsapp' }] });
 * ```
 */
export const defineConfig = (config: ParleyConfig): ParleyConfig => config;

/**
 * Lets a channel keep its own settings type inside a definition.
 *
 * @example
 * ```ts
 * const sms = defineChannel({
 *   id: 'sms',
 *   label: 'SMS',
 *   abilities: { maxTextLength: 1600 },
 *   settings: z.object({ token: z.string().meta({ title: 'Token', secret: true }) }),
 *   verify: (_ctx, { settings }, request) => request.headers['x-token'] === settings.token,
 *   receive: () => [],
 *   send: async (_ctx, { settings }, message) => ({ providerId: `${settings.token.length}-${message.messageId}` }),
 * });
 * export default definePlugin({ channels: [sms] });
 * ```
 */
export const defineChannel = <S>(channel: Channel<S>): Channel<never> => channel as unknown as Channel<never>;
/**
 * Lets a rule keep its own settings type inside a definition.
 *
 * @example
 * ```ts
 * const named = defineAssignmentRule({
 *   id: 'named',
 *   label: 'Always the same agent',
 *   settings: z.object({ agentId: z.string() }),
 *   pick: (_ctx, { candidates, settings }) =>
 *     candidates.some((one) => one.id === settings.agentId && one.load < one.capacity)
 *       ? { agent: settings.agentId, why: 'The agent of this inbox' }
 *       : { pass: true, why: 'The agent of this inbox has no room' },
 * });
 * export default definePlugin({ assignment: [named] });
 * ```
 */
export const defineAssignmentRule = <S>(rule: AssignmentRule<S>): AssignmentRule<never> => rule as unknown as AssignmentRule<never>;
/**
 * Lets a bot keep its own settings type inside a definition.
 *
 * @example
 * ```ts
 * const greeter = defineBot({
 *   id: 'greeter',
 *   label: 'Greeter',
 *   settings: z.object({ greeting: z.string().default('Hello') }),
 *   turn: async (_ctx, _turn, settings) => [{ do: 'say', text: settings.greeting }, { do: 'handOver' }],
 * });
 * export default definePlugin({ bots: [greeter] });
 * ```
 */
export const defineBot = <S>(bot: Bot<S>): Bot<never> => bot as unknown as Bot<never>;
