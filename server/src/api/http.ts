import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from '../lib/log';
import { metrics, requestSeconds } from '../lib/metrics';

/** Whether a part of the server works; a sentence when it does not. */
export type ReadyCheck = () => Promise<string | null>;

/** What `/readyz` asks, by part. */
export interface ReadyChecks {
  /** Without it nothing can be taken in: 503. */
  stops: Record<string, ReadyCheck>;
  /** Without it work goes on, slower or later: 200, and named. */
  slows: Record<string, ReadyCheck>;
}

/** What `/readyz` answers. */
interface Readiness {
  ready: boolean;
  /** Part → why nothing can be taken in. */
  notReady?: Record<string, string>;
  /** Sentences about what only slows. */
  degraded?: string[];
}

/** The routes that have a name in the metrics; everything else is `other`. */
const ROUTES = ['graphql', 'webhooks', 'media', 'ui', 'healthz', 'readyz', 'metrics', 'plugins', 'workbench', 'admin'];

/**
 * The Express app before anything is mounted: headers, request ids, times, health.
 *
 * @param refresh brings the figures that lie elsewhere up to date, before `/metrics` shows them
 */
export const createHttpApp = (log: Logger, { stops, slows }: ReadyChecks, refresh: () => Promise<void>): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback');
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        frameAncestors: ["'self'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: false,
  });
  app.use((request, response, next) => {
    // a provider that posts is no browser, and it is what comes most
    if (request.method === 'POST' && request.url.startsWith('/webhooks/')) next();
    else headers(request, response, next);
  });
  app.use(observe(log));
  app.get('/healthz', (_request, response) => void response.json({ ok: true }));
  app.get('/readyz', async (_request, response) => {
    const [wrong, slow] = await Promise.all([outcomes(stops), outcomes(slows)]);
    const ready = wrong.length === 0;
    const body: Readiness = {
      ready,
      ...(ready ? {} : { notReady: Object.fromEntries(wrong) }),
      ...(slow.length === 0 ? {} : { degraded: slow.map(([, why]) => why) }),
    };
    response.status(ready ? 200 : 503).json(body);
  });
  app.get('/metrics', async (_request, response) => {
    await refresh();
    response.type(metrics.contentType).send(await metrics.metrics());
  });
  return app;
};

/** The parts that do not work, each with its sentence. */
const outcomes = async (checks: Record<string, ReadyCheck>): Promise<[part: string, why: string][]> => {
  const all = await Promise.all(
    Object.entries(checks).map(async ([part, check]): Promise<[string, string | null]> => [
      part,
      await check().catch((error: unknown) => (error as Error).message),
    ]),
  );
  return all.filter((entry): entry is [string, string] => entry[1] !== null);
};

/** Answers everything until the boot is over: the process lives, and takes nothing yet. */
export const whileStarting = (request: IncomingMessage, response: ServerResponse): void => {
  const alive = request.url === '/healthz';
  const body = alive ? { ok: true } : ({ ready: false, notReady: { server: 'Parley is starting.' } } satisfies Readiness);
  response.writeHead(alive ? 200 : 503, { 'Content-Type': 'application/json', 'Retry-After': '1' }).end(JSON.stringify(body));
};

/** What every request that nobody answered, or that failed, gets. Mounted last. */
export const lastResort = (log: Logger): [RequestHandler, ErrorRequestHandler] => [
  (_request, response) => void response.status(404).json({ error: 'There is nothing at this address.' }),
  (error: { status?: number; type?: string; message?: string }, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error.status ?? 500;
    if (status >= 500) log.error({ err: error, requestId: response.getHeader('x-request-id') }, 'a request failed');
    const sentence =
      status === 413
        ? 'The body is too large.'
        : status === 400
          ? 'The body cannot be read.'
          : status >= 500
            ? 'Something went wrong on our side.'
            : (error.message ?? 'The request cannot be answered.');
    response.status(status).json({ error: sentence, requestId: response.getHeader('x-request-id') });
  },
];

const observe =
  (log: Logger): RequestHandler =>
  (request, response, next) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
    Object.assign(request, { requestId });
    response.setHeader('X-Request-Id', requestId);
    const started = process.hrtime.bigint();
    response.on('finish', () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const first = request.originalUrl.split(/[/?]/, 2)[1] ?? '';
      const route = ROUTES.includes(first) ? first : 'other';
      requestSeconds.observe({ route, status: String(response.statusCode) }, seconds);
      log.debug({ requestId, method: request.method, route, status: response.statusCode, ms: Math.round(seconds * 1000) }, 'request');
    });
    next();
  };
