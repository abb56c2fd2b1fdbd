/**
 * What every handler of a plugin gets first: who calls, for whom, with which settings, and everything that it may ask of the core.
 *
 * @module
 */
import type { PluginDb } from './db';
import type { Message } from './model';
import type { EventData, JobData, ServiceInput, ServiceOutput, Services } from './words';

/**
 * The time, injected, so that tests can move it.
 *
 * @example
 * ```ts
 * const tomorrow = ctx.clock.now() + 86_400_000;
 * ```
 */
export interface Clock {
  /** UTC epoch milliseconds. */
  now(): number;
}

/**
 * Structured log of the server; each line names the plugin by itself. Never pass bodies, tokens, names or phone numbers.
 *
 * @example
 * ```ts
 * ctx.log.info({ conversationId, points: 10 }, 'points earned');
 * ```
 */
export interface Log {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/**
 * Who acts. A plugin acts as itself unless it was called on somebody's behalf.
 *
 * @example
 * ```ts
 * const agentId = ctx.actor.kind === 'agent' ? ctx.actor.id : null;
 * ```
 */
export interface ActorRef {
  kind: 'agent' | 'contact' | 'system' | 'plugin';
  /** The id of the agent or contact; for a plugin, the plugin's id. */
  id: string;
}

/**
 * What the core does for a plugin. All of it needs an organization: it is refused where `ctx.organizationId` is absent.
 *
 * @example
 * ```ts
 * await ctx.core.sendText({ conversationId, text: 'You have earned 10 points.', key: `points-${eventId}` });
 * ```
 */
export interface CoreApi {
  /**
   * Queues a text for sending. The same `key` twice is the same message once. It goes out in order, under the channel's limits.
   *
   * @returns the message's id; it is on its way, not yet delivered
   * @throws Error when the conversation is closed or absent, when the service window is over, or when the text is too long for the channel
   */
  sendText(input: { conversationId: string; text: string; key: string }): Promise<Pick<Message, 'id'>>;
  /**
   * Asks the public API, as an integrator would. On an agent's behalf: with what that agent may. As the plugin itself: with the
   * permissions that its manifest `needs`.
   *
   * @typeParam T what `data` of the answer looks like
   * @throws Error with the messages of the answer's `errors`
   * @example
   * ```ts
   * const { node } = await ctx.core.graphql<{ node: { name: string } | null }>(
   *   'query ($id: ID!) { node(id: $id) { ... on Contact { name } } }', { id: contactId });
   * ```
   */
  graphql<T = Record<string, unknown>>(document: string, variables?: Record<string, unknown>): Promise<T>;
}

/**
 * When a job runs.
 *
 * @example
 * ```ts
 * const inAnHour: EnqueueOptions = { at: ctx.clock.now() + 3_600_000, key: `remind-${contactId}` };
 * ```
 */
export interface EnqueueOptions {
  /** Epoch ms; as soon as possible unless told. */
  at?: number;
  /** An earlier appointment with the same key is replaced. */
  key?: string;
}

/**
 * The one argument that every handler of a plugin gets first. It is made for one call: do not keep it for later.
 *
 * @typeParam S the plugin's settings, as its schema yields them
 * @example
 * ```ts
 * const greet = async (ctx: PluginContext, event: PluginEvent<'contact.created'>): Promise<void> => {
 *   if (await ctx.db.first(Point, { where: { contactId: event.nodeId } })) return;
 *   await ctx.db.insert(Point, { id: `acme_${event.nodeId}`, contactId: event.nodeId, points: 0 });
 * };
 * ```
 */
export interface PluginContext<S = unknown> {
  /** The plugin itself: `id` of its manifest, `version` of its package. */
  readonly plugin: { readonly id: string; readonly version: string };
  /** The tenant; absent at start, in jobs without an organization and on routes. */
  readonly organizationId?: string;
  /** The inbox the call concerns, where there is one. */
  readonly inboxId?: string;
  /** On whose behalf: the agent who asked, else the plugin itself. */
  readonly actor: ActorRef;
  /** The operator's, changed by the organization's, changed by the inbox's. */
  readonly settings: S;
  /** The plugin's own tables. */
  readonly db: PluginDb;
  /** What the core does for a plugin. */
  readonly core: CoreApi;
  /** The server's log. */
  readonly log: Log;
  /** The time. Never use `Date.now()`: tests could not move it. */
  readonly clock: Clock;
  /** Aborts when the call's deadline has passed or the server stops. */
  readonly signal: AbortSignal;
  /** The server's public address without a slash at the end: `https://care.example`. */
  readonly publicUrl: string;
  /** A folder of the plugin's own that outlives restarts. Made on first use. */
  readonly dataDir: string;
  /**
   * Appends an event of the plugin's own to the organization's log, about something of the core's (`nodeId`: a conversation, a contact,
   * a message, an agent, an inbox); whoever may see that is told. Needs an organization.
   *
   * @param type starts with the plugin's prefix and a dot; declare it in {@link EventData}
   * @throws Error when the name is not the plugin's own, or `nodeId` is nothing of the organization
   */
  emit<K extends keyof EventData & string>(type: K, event: { nodeId: string; data?: EventData[K] }): Promise<void>;
  /**
   * Hands work to one of the plugin's own jobs, in the organization of the call. It survives a restart.
   *
   * @param job a name of the plugin's `jobs`; declare it in {@link JobData}
   * @param data kept as JSON
   */
  enqueue<K extends keyof JobData & string>(job: K, data: JobData[K], options?: EnqueueOptions): Promise<void>;
  /**
   * A function that another plugin offers; null when that plugin is absent, not ready or switched off here. Name it in `requires` or `optional`
   * of the manifest. Ask for it at each call: what is there now may be gone later.
   */
  service<K extends keyof Services & string>(name: K): ((input: ServiceInput<K>) => Promise<ServiceOutput<K>>) | null;
  /**
   * The same context, acting in an organization: for `start`, routes and timers of the plugin's own.
   *
   * @example
   * ```ts
   * await ctx.inOrganization(organizationId).enqueue('acme.expirePoints', { contactId });
   * ```
   */
  inOrganization(organizationId: string): PluginContext<S>;
}
