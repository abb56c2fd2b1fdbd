/**
 * Events, jobs and services, typed by declaration merging: a plugin adds its own names to {@link EventData}, {@link JobData} and
 * {@link Services}, and from then on handlers, `ctx.emit`, `ctx.enqueue` and `ctx.service` know them. Settings are described here too.
 *
 * @module
 */

/**
 * What events carry, by type. Each plugin adds its own, with its prefix and a dot, by declaration merging.
 *
 * @example
 * ```ts
 * declare module '@parley/plugin' {
 *   interface EventData {
 *     'acme.pointsEarned': { points: number };
 *   }
 * }
 *
 * await ctx.emit('acme.pointsEarned', { nodeId: contactId, data: { points: 10 } });
 * ```
 */
export interface EventData {
  'contact.created': CoreEventData;
  'contact.updated': CoreEventData;
  'conversation.opened': CoreEventData;
  'conversation.updated': CoreEventData;
  /** It waits for an agent. */
  'conversation.queued': CoreEventData;
  'conversation.assigned': CoreEventData;
  /** From one agent to another. */
  'conversation.transferred': CoreEventData;
  /** Taken from its agent; it waits again. */
  'conversation.released': CoreEventData;
  'conversation.closed': CoreEventData;
  /** The customer wrote. */
  'message.received': CoreEventData;
  /** Our side wrote: an agent, a bot, a plugin, or somebody on the provider's own app. */
  'message.created': CoreEventData;
  /** Its delivery, its reactions or its attachments changed. */
  'message.updated': CoreEventData;
  /** An agent came, went, or is busy. */
  'presence.changed': CoreEventData;
}

/**
 * What the core notes of its own events: never bodies, only what changed. Read the thing itself with `ctx.core.graphql`.
 *
 * @example
 * ```ts
 * const definition: PluginDefinition = {
 *   on: {
 *     'message.received': async (ctx, { nodeId, data }) => ctx.log.debug({ nodeId, noted: Object.keys(data) }, 'a message came'),
 *   },
 * };
 * ```
 */
export type CoreEventData = Readonly<Record<string, unknown>>;

/**
 * What jobs are given, by name. Each plugin adds its own, with its prefix and a dot, by declaration merging. The data is kept as JSON until the
 * job runs: no functions, no dates.
 *
 * @example
 * ```ts
 * declare module '@parley/plugin' {
 *   interface JobData {
 *     'acme.expirePoints': { contactId: string };
 *   }
 * }
 *
 * await ctx.enqueue('acme.expirePoints', { contactId }, { at: ctx.clock.now() + 365 * 86_400_000, key: contactId });
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- extended by plugins
export interface JobData {}

/**
 * Functions that plugins offer each other, by name: the id of the plugin that offers it, a dot, its own name.
 *
 * @example
 * ```ts
 * declare module '@parley/plugin' {
 *   interface Services {
 *     'acme-loyalty.balance': { input: { contactId: string }; output: number };
 *   }
 * }
 *
 * const points = (await ctx.service('acme-loyalty.balance')?.({ contactId })) ?? 0;
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- extended by plugins
export interface Services {}

/**
 * What a service takes.
 *
 * @example
 * ```ts
 * const input: ServiceInput<'acme-loyalty.balance'> = { contactId };
 * ```
 */
export type ServiceInput<K extends keyof Services> = Services[K] extends { input: infer I } ? I : never;
/**
 * What a service answers.
 *
 * @example
 * ```ts
 * const points: ServiceOutput<'acme-loyalty.balance'> = 120;
 * ```
 */
export type ServiceOutput<K extends keyof Services> = Services[K] extends { output: infer O } ? O : never;

/**
 * Where a setting may be changed: by the operator in `parley.config.ts` only, by each organization, or also for one inbox. Said for each key
 * of a plugin's `settings` with `.meta({ scope })`; `organization` unless told.
 *
 * @example
 * ```ts
 * const settings = z.object({
 *   apiKey: z.string().meta({ title: 'API key', description: 'From your Acme account.', secret: true, scope: 'installation' }),
 *   pointsPerVisit: z.number().int().min(0).default(10).meta({ title: 'Points per visit', scope: 'inbox' }),
 * });
 * ```
 */
export type SettingScope = 'installation' | 'organization' | 'inbox';

declare module 'zod' {
  interface GlobalMeta {
    /** Stored encrypted and never given out. */
    secret?: boolean;
    /** Who may change it; `organization` unless told. */
    scope?: SettingScope;
    /** Shown in the empty field. */
    placeholder?: string;
    /** A text of several lines. */
    multiline?: boolean;
  }
}
