import type { IncomingMessage, Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import {
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  subscribe,
  validate,
  type ExecutionArgs,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { Feed, type FeedRequest } from '../events/feed';
import type { Kernel } from '../kernel';
import type { Availability } from '../lib/availability';
import { Loaders } from '../lib/loaders';
import { sockets } from '../lib/metrics';
import type { PresenceService } from '../presence/presence.service';
import { cookieToken } from '../people/session-http';
import type { SessionService } from '../people/session.service';
import { concerns } from '../people/rights';
import type { Viewer } from '../people/viewer';
import type { ApiContext } from './context';
import { costOf, MAX_COST } from './cost';
import { MAX_TOKENS } from './limits';

export const SESSION_ENDED = 4403;
/** Of the WebSocket protocol itself. */
const TRY_AGAIN_LATER = 1013;
const SERVICE_RESTART = 1012;
const TOUCH_MS = 15_000;

interface SocketExtra extends Extra, Partial<Record<PropertyKey, unknown>> {
  token?: string;
  viewer?: Viewer;
  socketId?: string;
}

type SocketContext = ApiContext & { feed?: Pick<FeedRequest, 'id' | 'socket' | 'tcp' | 'query'> & { extra: SocketExtra } };

export interface SocketDeps {
  kernel: Kernel;
  schema: GraphQLSchema;
  feed: Feed;
  sessions: SessionService;
  presence: PresenceService;
  rules: ValidationRule[];
  availability: Availability;
}

/**
 * GraphQL over WebSocket (`graphql-transport-ws`). A session's sockets end with it; a workbench's socket is what makes an agent
 * present; rights that change take effect on open sockets at once.
 *
 * @returns what closes everything
 */
export const serveSocket = (
  http: Server,
  { kernel, schema, feed, sessions, presence, rules, availability }: SocketDeps,
): { close(): Promise<void>; drop(): void } => {
  const wss = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 256 * 1024,
    handleProtocols: (offered) => (offered.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
  });
  const open = new Map<string, SocketExtra>();
  const closing: Promise<void>[] = [];

  http.on('upgrade', (request, socket, head) => {
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== '/graphql') return void socket.destroy();
    if (!availability.ok) return void socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 3\r\n\r\n');
    if (!sameOrigin(request, kernel.config.publicUrl)) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request));
  });

  // notes that a session is in use, and ends it when it is too old: then its socket is closed too. Nobody waits for that; the next time is soon
  const use = (token: string): void => void sessions.viewerOf(token).catch(() => undefined);
  const context = (extra: SocketExtra): ApiContext => ({
    viewer: extra.viewer ?? null,
    loaders: new Loaders(kernel.db),
    requestId: randomUUID(),
    log: kernel.log,
    ip: extra.request.socket.remoteAddress ?? '',
    userAgent: extra.request.headers['user-agent'] ?? null,
  });

  const disposable = useServer<Record<string, unknown>, SocketExtra>(
    {
      schema,
      connectionInitWaitTimeout: 10_000,
      onConnect: async ({ connectionParams, extra }) => {
        const given = connectionParams?.token;
        const token = typeof given === 'string' && given !== '' ? given : cookieToken(extra.request, String(connectionParams?.app ?? ''));
        let viewer: Viewer | null = null;
        let rights: number;
        try {
          do {
            rights = sessions.rightsAsOf;
            viewer = token ? await sessions.currentViewer(token) : null;
          } while (rights !== sessions.rightsAsOf);
        } catch (error) {
          // not a refusal: cut off, the client tries again
          kernel.log.warn({ err: error }, 'a socket could not be opened');
          extra.socket.terminate();
        }
        // whoever hung up meanwhile has been seen off already
        if (!token || !viewer || extra.socket.readyState !== extra.socket.OPEN) return false;
        // from here on its rights are renewed with everybody's
        Object.assign(extra, { token, viewer, socketId: randomUUID() });
        open.set(extra.socketId as string, extra);
        sockets.inc();
        use(token);
        if (viewer.app === 'workbench') await presence.connected(viewer, extra.socketId as string);
        return true;
      },
      onClose: ({ extra }) => {
        const { socketId, viewer } = extra;
        if (!socketId || !viewer) return;
        if (open.delete(socketId)) sockets.dec();
        const gone = presence
          .disconnected(viewer, socketId)
          .catch((error: unknown) => kernel.log.error({ err: error }, 'a lost connection could not be noted'));
        closing.push(gone);
        void gone.then(() => closing.splice(closing.indexOf(gone), 1));
      },
      onSubscribe: ({ extra }, id, payload) => {
        const variables = payload.variables ?? {};
        let document;
        try {
          document = parse(payload.query, { maxTokens: MAX_TOKENS });
        } catch (error) {
          return [error as GraphQLError];
        }
        const errors = validate(schema, document, [...specifiedRules, ...rules]);
        if (errors.length > 0) return errors;
        if (costOf(schema, document, variables, payload.operationName) > MAX_COST)
          return [
            new GraphQLError(`The operation costs more than ${MAX_COST}. Ask for less at once.`, { extensions: { code: 'BAD_REQUEST' } }),
          ];
        const contextValue: SocketContext = {
          ...context(extra),
          feed: { id, socket: extra.socket as never, tcp: extra.request.socket, query: payload.query, extra },
        };
        return { schema, document, operationName: payload.operationName ?? null, variableValues: variables, contextValue } as ExecutionArgs;
      },
      subscribe: (args) => {
        const { feed: request, ...apiContext } = args.contextValue as SocketContext;
        const field = getOperationAST(args.document, args.operationName)?.selectionSet.selections[0];
        if (field?.kind !== 'Field' || field.name.value !== 'events' || !request) return subscribe(args);
        const { extra, ...wanted } = request;
        // who they are now: rights may have changed since the operation came in
        const { viewer } = extra;
        if (!viewer) return subscribe(args);
        if (!viewer.permissions.has('events.read')) {
          return {
            errors: [new GraphQLError('Your role does not include this. An admin can change it.', { extensions: { code: 'FORBIDDEN' } })],
          };
        }
        return feed.open({
          ...wanted,
          viewer,
          document: args.document,
          variables: (args.variableValues ?? {}) as Record<string, unknown>,
          context: apiContext,
        });
      },
    },
    wss,
    TOUCH_MS,
  );

  availability.onChange((available) => {
    if (!available) for (const extra of open.values()) extra.socket.close(TRY_AGAIN_LATER, 'the server cannot store anything now');
  });
  const offRevoked = sessions.onRevoked((sessionId, reason) => {
    for (const extra of open.values()) if (extra.viewer?.sessionId === sessionId) extra.socket.close(SESSION_ENDED, reason);
  });
  feed.onRights = async (changed) => {
    sessions.forget(changed);
    const concerned = [...open.values()].filter(({ viewer }) => viewer && concerns(changed, viewer));
    await Promise.all(
      concerned.map(async (extra) => {
        try {
          const viewer = await sessions.currentViewer(extra.token ?? '');
          if (!viewer) return extra.socket.close(SESSION_ENDED, 'session ended');
          extra.viewer = viewer;
          feed.renew(viewer.sessionId, viewer);
        } catch (error) {
          kernel.log.warn({ err: error }, 'rights could not be read again');
          extra.socket.close(TRY_AGAIN_LATER, 'connect again');
        }
      }),
    );
  };
  const touching = setInterval(() => {
    for (const { token } of open.values()) if (token) use(token);
  }, TOUCH_MS);
  touching.unref();

  return {
    drop: () => {
      for (const extra of open.values()) extra.socket.close(SERVICE_RESTART, 'connect again');
    },
    close: async () => {
      clearInterval(touching);
      offRevoked();
      feed.stop();
      await disposable.dispose();
      await Promise.all(closing);
    },
  };
};

/** Browsers name their origin: only our own may open a socket. Programs name none. */
const sameOrigin = (request: IncomingMessage, publicUrl: string): boolean => {
  const { origin, host } = request.headers;
  if (!origin) return true;
  try {
    return new URL(origin).host === host || origin === new URL(publicUrl).origin;
  } catch {
    return false;
  }
};
