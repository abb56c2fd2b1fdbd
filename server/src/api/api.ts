import type { Server } from 'node:http';
import type { Router } from 'express';
import { BotActor, ChangeEvent, SimpleUserError } from '@parley/plugin';
import type { GraphQLSchema } from 'graphql';
import type { BuildSchemaOptions } from 'type-graphql';
import { EventResolver } from '../events/event.resolver';
import { Feed } from '../events/feed';
import type { Kernel } from '../kernel';
import type { Availability } from '../lib/availability';
import type { PluginHost } from '../plugin-host/plugin-host';
import { resolverClasses, type Rooms } from '../rooms';
import { AccessChecker } from './allow';
import { registerCoreNodes } from './core-nodes';
import { serveGraphql, type Ask } from './graphql';
import { limitRules } from './limits';
import { NodeResolver } from './node.resolver';
import { Nodes } from './nodes';
import { serveSocket } from './socket';

export interface ApiDeps {
  kernel: Kernel;
  host: PluginHost;
  rooms: Rooms;
  http: Server;
  availability: Availability;
}

export interface Api {
  schema: GraphQLSchema;
  router: Router;
  ask: Ask;
  closeSockets(): Promise<void>;
  /** Sends everybody who is connected here to connect again. */
  dropSockets(): void;
  stop(): Promise<void>;
}

/** How the core's schema is built: by the real build, by the trials of plugins, and by what writes it to `schema/`. */
export const coreSchema: BuildSchemaOptions = {
  resolvers: [...resolverClasses, EventResolver, NodeResolver],
  orphanedTypes: [ChangeEvent, SimpleUserError, BotActor],
  authChecker: AccessChecker,
  validate: false,
  // type-graphql asks for one; ours is the event log, and the feed reads it
  pubSub: {
    publish: () => undefined,
    subscribe: () => {
      throw new Error('subscriptions are served by the feed');
    },
  },
};

/** The GraphQL API, over HTTP and over the socket. */
export const buildApi = async ({ kernel, host, rooms, http, availability }: ApiDeps): Promise<Api> => {
  const nodes = new Nodes();
  registerCoreNodes(nodes, kernel, host.desk);
  const instances = new Map<unknown, object>(
    [...rooms.resolvers, new EventResolver(kernel.events, nodes), new NodeResolver(nodes), new AccessChecker()].map((one) => [
      one.constructor,
      one,
    ]),
  );
  const schema = host.buildSchema({
    ...coreSchema,
    globalMiddlewares: [host.fields],
    // a plugin's resolver holds no state: one instance, made on first use
    container: {
      get: (type: new () => object) => {
        let instance = instances.get(type);
        if (!instance) instances.set(type, (instance = new type()));
        return instance;
      },
    },
  });
  const rules = limitRules();
  const feed = new Feed(kernel, schema, nodes, host.fieldNames());
  const socket = serveSocket(http, { kernel, schema, feed, sessions: rooms.sessions, presence: rooms.presence, rules, availability });
  const graphql = await serveGraphql({ kernel, schema, sessions: rooms.sessions, rules, http });
  return {
    schema,
    router: graphql.router,
    ask: graphql.ask,
    closeSockets: () => socket.close(),
    dropSockets: () => socket.drop(),
    stop: () => graphql.stop(),
  };
};
