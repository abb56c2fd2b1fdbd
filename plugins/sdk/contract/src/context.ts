import type { Message } from './model';

/** The time, injected, so that tests can move it. */
export interface Clock {
  /** UTC epoch milliseconds. */
  now(): number;
}

/** Structured log. Never pass bodies, tokens, names or phone numbers. */
export interface Log {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** Who acts. A plugin acts as itself unless it was called on somebody's behalf. */
export interface ActorRef {
  kind: 'agent' | 'contact' | 'system' | 'plugin';
  id: string;
}

/** What the core does for a plugin, with the permissions of `ctx.actor`. */
export interface CoreApi {
  /** Queues a text for sending. The same `key` twice is the same message once. */
  sendText(input: { conversationId: string; text: string; key: string }): Promise<Pick<Message, 'id'>>;
}

/**
 * The one argument that every handler of a plugin gets first.
 *
 * @typeParam S the plugin's settings, as its schema yields them
 */
export interface PluginContext<S = unknown> {
  readonly plugin: { readonly id: string; readonly version: string };
  /** The tenant; absent at start and on public routes. */
  readonly organizationId?: string;
  readonly actor: ActorRef;
  readonly settings: S;
  readonly core: CoreApi;
  readonly log: Log;
  readonly clock: Clock;
  /** Aborts when the call's deadline has passed or the server stops. */
  readonly signal: AbortSignal;
  /** The server's public address without a slash at the end: `https://care.example`. */
  readonly publicUrl: string;
  /** A folder of the plugin's own that outlives restarts. Made on first use. */
  readonly dataDir: string;
}
