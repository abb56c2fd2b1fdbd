import type { ZodType } from 'zod';
import type { AssignmentRule } from './assignment';
import type { Bot } from './bot';
import type { Channel } from './channel';
import type { PluginContext } from './context';
import type { QuickReplySource, TemplateSource } from './replies';

/** A class, as decorators see it. */
export type ClassRef = abstract new (...args: never[]) => unknown;

/** A migration of the plugin's own tables; written with TypeORM's `MigrationInterface`. */
export type MigrationRef = new () => { name?: string; up(queryRunner: never): Promise<void>; down(queryRunner: never): Promise<void> };

/** A request to `/plugins/<id>/…`. */
export interface RouteRequest {
  method: string;
  /** The path behind the prefix, with its slash: `/messages`. */
  path: string;
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  body: Buffer;
}

/** The answer of a route. */
export interface RouteReply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | AsyncIterable<Uint8Array>;
}

/** Answers requests under `/plugins/<id>` (or `mount`, for a plugin that the operator trusts with a path of its own). */
export interface PluginRoutes {
  /** Another top-level path, `/simulator`; refused when it is taken. */
  mount?: string;
  /** Largest body in bytes; default 1 MB. */
  maxBodyBytes?: number;
  handle(ctx: PluginContext, request: RouteRequest): Promise<RouteReply | null>;
}

/** What an organization's events look like to a plugin. */
export interface PluginEvent {
  id: string;
  type: string;
  organizationId: string;
  nodeId: string;
  at: number;
}

/** A plugin. Only data and functions: nothing runs when it is imported. */
export interface PluginDefinition<S = unknown> {
  /** The operator's settings in `parley.config.ts`, checked at boot. */
  settings?: ZodType<S>;
  entities?: readonly ClassRef[];
  migrations?: readonly MigrationRef[];
  graphql?: { resolvers: readonly ClassRef[]; orphanedTypes?: readonly ClassRef[] };
  channels?: readonly Channel<never>[];
  assignment?: readonly AssignmentRule<never>[];
  bots?: readonly Bot<never>[];
  templates?: readonly TemplateSource[];
  quickReplies?: readonly QuickReplySource[];
  /** Handlers by event type, after the commit, at least once. */
  on?: Readonly<Record<string, (ctx: PluginContext<S>, event: PluginEvent) => Promise<void>>>;
  /** Work done later or again and again; the handler gets what was enqueued. */
  jobs?: Readonly<Record<string, { every?: string; run(ctx: PluginContext<S>, data: unknown): Promise<void> }>>;
  /** Functions offered to other plugins, by name. */
  services?: Readonly<Record<string, unknown>>;
  routes?: PluginRoutes;
  /** Runs when everything is up; what it returns runs when the server stops. */
  start?(ctx: PluginContext<S>): Promise<void | (() => Promise<void> | void)>;
  /** A sentence when something is wrong. */
  health?(ctx: PluginContext<S>): Promise<{ ok: true } | { ok: false; reason: string }>;
}

/** What `parley.config.ts` names. */
export interface PluginEntry {
  /** The package's name, or a path that starts with `.` or `/`. */
  package: string;
  settings?: Record<string, unknown>;
  /** True: the server refuses to start when the plugin cannot. */
  required?: boolean;
  /** False: known, but off. */
  enabled?: boolean;
}

/** A federated screen that comes with the product: `workbench`, `admin`. */
export interface RemoteEntry {
  id: string;
  label: string;
  /** The package or folder whose `dist` holds `mf-manifest.json`. */
  package: string;
  /** What the shell mounts: `./App`. */
  module: string;
  /** Who may open it. */
  permission?: string;
}

/** What the demo organization starts with. `{publicUrl}` in a setting becomes the server's own address. */
export interface DemoConfig {
  inboxes: { name: string; channel: string; address: string; settings: Record<string, unknown> }[];
  /** Where the customers' phones are. */
  phoneUrl?: string;
}

/** The one file an operator edits. */
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
 * Declares a plugin; the default export of its server entry.
 *
 * @example export default definePlugin({ assignment: [first] });
 */
export const definePlugin = <S>(definition: PluginDefinition<S>): PluginDefinition<S> => definition;

/** Declares the operator's configuration with its types. */
export const defineConfig = (config: ParleyConfig): ParleyConfig => config;

/** Lets a channel or rule keep its own settings type inside a definition. */
export const defineChannel = <S>(channel: Channel<S>): Channel<never> => channel as unknown as Channel<never>;
export const defineAssignmentRule = <S>(rule: AssignmentRule<S>): AssignmentRule<never> => rule as unknown as AssignmentRule<never>;
