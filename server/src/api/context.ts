import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Loaders } from '../lib/loaders';
import type { Logger } from '../lib/log';
import type { Viewer } from '../people/viewer';

/** What every resolver gets: who asks, from where, and the rows that were read for this request. */
export interface ApiContext {
  viewer: Viewer | null;
  loaders: Loaders;
  requestId: string;
  log: Logger;
  /** The caller's address, for throttling and for the record. */
  ip: string;
  userAgent: string | null;
  /** How many calls of plugins wait for this request, see plugin-host/context.ts; absent: none. */
  nesting?: number;
  /** Of the feed, which executes once for many: a resolver names the agents to whom it would have answered something else. */
  differs?: Set<string>;
  /** Absent on the socket. */
  http?: { request: IncomingMessage; response: ServerResponse };
}

/** A context whose viewer is known: behind `@Allow(permission)`. */
export interface SignedInContext extends ApiContext {
  viewer: Viewer;
}
