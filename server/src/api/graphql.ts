import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import compression from 'compression';
import express, { Router, type Request } from 'express';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, type ValidationRule } from 'graphql';
import type { Kernel } from '../kernel';
import { isOutage } from '../lib/db';
import { Loaders } from '../lib/loaders';
import { tokenOf } from '../people/session-http';
import type { SessionService } from '../people/session.service';
import type { Viewer } from '../people/viewer';
import type { ApiContext } from './context';
import { costOf, MAX_COST } from './cost';
import { MAX_BODY_BYTES, MAX_TOKENS } from './limits';

/** Codes that reach a caller with their message; everything else is INTERNAL. */
const PUBLIC = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_REQUEST', 'RATE_LIMITED', 'PLUGIN_UNAVAILABLE']);
/** The library's own codes of a request that is wrong. */
const WRONG = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
]);

export interface GraphqlDeps {
  kernel: Kernel;
  schema: GraphQLSchema;
  sessions: SessionService;
  rules: ValidationRule[];
  http: Server;
}

/** Asks the API inside the server, for a viewer: validated, limited and answered as over HTTP. */
export type Ask = (
  viewer: Viewer,
  query: string,
  variables: Record<string, unknown>,
  nesting: number,
) => Promise<{ data: Record<string, unknown> | null; errors: readonly GraphQLFormattedError[] }>;

/** GraphQL over HTTP. Start it before it is mounted; `stop` waits for what is under way. */
export const serveGraphql = async ({
  kernel,
  schema,
  sessions,
  rules,
  http,
}: GraphqlDeps): Promise<{ router: Router; ask: Ask; stop(): Promise<void> }> => {
  const apollo = new ApolloServer<ApiContext>({
    schema,
    introspection: true,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    validationRules: rules,
    parseOptions: { maxTokens: MAX_TOKENS },
    allowBatchedHttpRequests: false,
    plugins: [
      ApolloServerPluginDrainHttpServer({ httpServer: http }),
      ApolloServerPluginLandingPageDisabled(),
      costPlugin(schema),
      errorPlugin(),
    ],
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (m) => kernel.log.warn(String(m)),
      error: (m) => kernel.log.error(String(m)),
    },
  });
  await apollo.start();
  const router = Router();
  router.use(
    // a list of fifty conversations is 73 kB as it is, and a tenth of that packed
    compression(),
    express.json({ limit: MAX_BODY_BYTES }),
    expressMiddleware(apollo, {
      context: async ({ req, res }) => {
        const token = tokenOf(req);
        return {
          viewer: token ? await sessions.viewerOf(token).catch(unavailable) : null,
          loaders: new Loaders(kernel.db),
          requestId: requestIdOf(req),
          log: kernel.log,
          ip: req.ip ?? '',
          userAgent: req.headers['user-agent'] ?? null,
          http: { request: req, response: res },
        };
      },
    }),
  );
  const ask: Ask = async (viewer, query, variables, nesting) => {
    const { db, log } = kernel;
    const contextValue = { viewer, loaders: new Loaders(db), requestId: randomUUID(), log, ip: '', userAgent: null, nesting };
    const { body } = await apollo.executeOperation({ query, variables }, { contextValue });
    if (body.kind !== 'single') throw new Error('the answer came in pieces');
    return { data: body.singleResult.data ?? null, errors: body.singleResult.errors ?? [] };
  };
  return { router, ask, stop: () => apollo.stop() };
};

/** Nothing can be looked up now: a client keeps what it has and tries again. */
const unavailable = (error: unknown): never => {
  if (!isOutage(error)) throw error;
  throw new GraphQLError('The database does not answer.', {
    originalError: error as Error,
    extensions: { code: 'INTERNAL', http: { status: 503 } },
  });
};

const requestIdOf = (request: Request): string => (request as Request & { requestId?: string }).requestId ?? randomUUID();

const costPlugin = (schema: GraphQLSchema): ApolloServerPlugin<ApiContext> => ({
  async requestDidStart() {
    let cost = 0;
    return {
      async didResolveOperation({ document, request, operationName }) {
        cost = costOf(schema, document, request.variables ?? {}, operationName);
        if (cost > MAX_COST) {
          throw new GraphQLError(`The operation costs ${cost}, at most ${MAX_COST} is allowed. Ask for less at once.`, {
            extensions: { code: 'BAD_REQUEST', http: { status: 400 }, cost: { requested: cost, limit: MAX_COST } },
          });
        }
      },
      async willSendResponse({ response }) {
        if (response.body.kind === 'single' && response.body.singleResult.data) {
          response.body.singleResult.extensions = { ...response.body.singleResult.extensions, cost: { requested: cost, limit: MAX_COST } };
        }
      },
    };
  },
});

/** Unexpected errors keep their message to the log; callers get a code and the request's id. */
const errorPlugin = (): ApolloServerPlugin<ApiContext> => ({
  async requestDidStart({ contextValue }) {
    let outage = false;
    return {
      async didEncounterErrors({ errors }) {
        outage = errors.some((error) => error.originalError !== undefined && isOutage(error.originalError));
        for (const error of errors) {
          const code = String(error.extensions.code ?? '');
          if (!PUBLIC.has(code) && !WRONG.has(code))
            contextValue.log?.error(
              { err: error.originalError ?? error, path: error.path, requestId: contextValue.requestId },
              'an operation failed',
            );
        }
      },
      async willSendResponse({ response }) {
        if (response.body.kind !== 'single' || !response.body.singleResult.errors) return;
        // nothing was stored: a client keeps what it has and tries again
        if (outage) response.http.status = 503;
        response.body.singleResult.errors = response.body.singleResult.errors.map((error) => formatted(error, contextValue.requestId));
      },
    };
  },
});

const formatted = (error: GraphQLFormattedError, requestId: string | undefined): GraphQLFormattedError => {
  const given = String(error.extensions?.code ?? '');
  const code = PUBLIC.has(given) ? given : WRONG.has(given) ? 'BAD_REQUEST' : 'INTERNAL';
  const message =
    code === 'INTERNAL' ? 'Something went wrong on our side. Give this request id to whoever runs the server.' : error.message;
  const { locations, path } = error;
  const cost = error.extensions?.cost;
  return {
    message,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    extensions: { code, ...(requestId ? { requestId } : {}), ...(cost ? { cost } : {}) },
  };
};
