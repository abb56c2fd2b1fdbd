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
import type { Viewer } from '../people/viewer';
import type { ApiContext } from './context';
import { costOf, MAX_COST } from './cost';
import { MAX_TOKENS } from './limits';

export const SESSION_ENDED = 4403;
/** Of the WebSocket protocol itself. */
const TRY_AGAIN_LATER = 1013;
const TOUCH_MS = 15_000;
/** What may change somebody's rights. */
const RIGHTS = new Set(['agent.updated', 'inbox.created', 'inbox.updated', 'team.updated', 'role.updated']);

interface SocketExtra extends Extra, Partial<Record<PropertyKey, unknown>> {
  token?: string;
  viewer?: Viewer;
  socketId?: string;
}

type SocketContext = ApiContext & { feed?: Pick<FeedRequest, 'id' | 'socket' | 'tcp' | 'query'> };

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
): { close(): Promise<void> } => {
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
        const viewer = await (token ? sessions.viewerOf(token) : null)?.catch((error: unknown) => {
          // not a refusal: cut off, the client tries again
          kernel.log.warn({ err: error }, 'a socket could not be opened');
          extra.socket.terminate();
          return null;
        });
        if (!token || !viewer) return false;
        Object.assign(extra, { token, viewer, socketId: randomUUID() });
        open.set(extra.socketId as string, extra);
        sockets.inc();
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
          feed: { id, socket: extra.socket as never, tcp: extra.request.socket, query: payload.query },
        };
        return { schema, document, operationName: payload.operationName ?? null, variableValues: variables, contextValue } as ExecutionArgs;
      },
      subscribe: (args) => {
        const { feed: request, ...apiContext } = args.contextValue as SocketContext;
        const field = getOperationAST(args.document, args.operationName)?.selectionSet.selections[0];
        if (!request || !apiContext.viewer || field?.kind !== 'Field' || field.name.value !== 'events') return subscribe(args);
        if (!apiContext.viewer.permissions.has('events.read')) {
          return {
            errors: [new GraphQLError('Your role does not include this. An admin can change it.', { extensions: { code: 'FORBIDDEN' } })],
          };
        }
        return feed.open({
          ...request,
          viewer: apiContext.viewer,
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
  const offEvents = kernel.events.listen((events) => {
    if (events.some((event) => RIGHTS.has(event.type))) void renewAll(events[0]?.orgId ?? '');
  });
  const renewAll = async (orgId: string): Promise<void> => {
    for (const extra of open.values()) {
      if (extra.viewer?.orgId !== orgId || !extra.token) continue;
      const viewer = await sessions.viewerOf(extra.token);
      if (!viewer) extra.socket.close(SESSION_ENDED, 'session ended');
      else {
        extra.viewer = viewer;
        feed.renew(viewer.sessionId, viewer);
      }
    }
  };
  const touching = setInterval(() => {
    for (const { viewer } of open.values()) if (viewer) void sessions.touch(viewer.sessionId).catch(() => undefined);
  }, TOUCH_MS);
  touching.unref();

  return {
    close: async () => {
      clearInterval(touching);
      offRevoked();
      offEvents();
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
