import { Malformed, type InboundEvent, type RawRequest } from '@parley/plugin';
import { raw, Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import type { ConnectionEnd, PluginDoor } from '../inboxes/channel-access';
import type { InboxService } from '../inboxes/inbox.service';
import type { Logger } from '../lib/log';
import { QueueFull } from './group';
import type { IntakeService } from './intake.service';

/** Largest webhook body, in bytes. */
export const MAX_WEBHOOK_BYTES = 4 * 1024 * 1024;
/** A channel's time to check and translate a webhook, in ms. */
const RECEIVE_MS = 5_000;
/** When the provider may come back, in seconds. */
const RETRY_AFTER = '5';

export interface WebhookDeps {
  intake: Pick<IntakeService, 'accept'>;
  inboxes: Pick<InboxService, 'connection'>;
  plugins: Pick<PluginDoor, 'call'>;
  log: Logger;
}

type Ready = ConnectionEnd & { end: NonNullable<ConnectionEnd['end']> };

/** The request as a channel gets it: names in lower case, the query's keys as they stand (`hub.mode`). */
export const rawRequest = (request: Pick<Request, 'method' | 'headers' | 'originalUrl'>, body: Buffer): RawRequest => {
  const at = request.originalUrl.indexOf('?');
  return {
    method: request.method,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    ),
    query: Object.fromEntries(new URLSearchParams(at < 0 ? '' : request.originalUrl.slice(at + 1))),
    body,
  };
};

/**
 * `POST` and `GET /webhooks/:connectionId`.
 *
 * 200: on disk. 400: not what the channel speaks. 401: not the provider. 404: no such connection. 413: too large. 503 with
 * `Retry-After`: the provider has to send it again. Only a 200 stores anything.
 */
export const createWebhookRouter = (deps: WebhookDeps): Router => {
  const { log } = deps;
  const router = Router();

  const find: RequestHandler = async (request, response, next) => {
    const id = String(request.params.connectionId);
    try {
      const connection = await deps.inboxes.connection(id);
      if (!connection) return void response.status(404).type('text/plain').send('There is no such webhook.');
      if (!connection.end)
        return later(response, log, connection.id, new Error(`the plugin of the channel ${connection.channelId} is not ready`));
      response.locals.connection = connection;
      next();
    } catch (error) {
      later(response, log, id, error);
    }
  };

  router.get('/webhooks/:connectionId', find, async (request, response) => {
    const { end, orgId, id } = connectionOf(response);
    const { handshake } = end.channel;
    if (!handshake) return void response.status(404).type('text/plain').send('This channel asks nothing here.');
    try {
      const options = { name: 'handshake', deadlineMs: RECEIVE_MS, organizationId: orgId };
      const reply = await deps.plugins.call(end.plugin, options, (ctx) =>
        handshake.call(end.channel, ctx, end.inbox, rawRequest(request, Buffer.alloc(0))),
      );
      response
        .status(reply.status)
        .set('X-Content-Type-Options', 'nosniff')
        .type(reply.contentType ?? 'text/plain')
        .send(reply.body);
    } catch (error) {
      later(response, log, id, error);
    }
  });

  router.post(
    '/webhooks/:connectionId',
    find,
    raw({ type: () => true, limit: MAX_WEBHOOK_BYTES, inflate: false }),
    async (request, response) => {
      const connection = connectionOf(response);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const incoming = rawRequest(request, body);
      try {
        if (!(await isGenuine(deps, connection, incoming)))
          return refuse(response, log, connection.id, body.length, 401, 'The signature is missing or wrong.');
        const said = await translateWith(deps.plugins, connection.end, connection.orgId, incoming);
        if (said === null) return refuse(response, log, connection.id, body.length, 400, 'The body is not what this channel speaks.');
        await deps.intake.accept(connection, body, said.events, said.unreadable);
        response.status(200).end();
      } catch (error) {
        later(response, log, connection.id, error);
      }
    },
  );

  router.use('/webhooks', unreadableBody(log));
  return router;
};

const connectionOf = (response: Response): Ready => response.locals.connection as Ready;

const isGenuine = ({ plugins }: WebhookDeps, { end, orgId }: Ready, request: RawRequest): Promise<boolean> =>
  plugins.call(end.plugin, { name: 'verify', deadlineMs: RECEIVE_MS, organizationId: orgId }, (ctx) =>
    end.channel.verify(ctx, end.inbox, request),
  );

/** What a channel made of a body. */
export interface Translation {
  events: readonly InboundEvent[];
  /** Why there are none. */
  unreadable?: string;
}

/**
 * Lets the channel translate a body. Whatever goes wrong in the plugin loses nothing: the body is kept as unreadable then.
 *
 * @returns null when the channel says that the body is not its own
 */
export const translateWith = async (
  plugins: Pick<PluginDoor, 'call'>,
  end: Ready['end'],
  orgId: string,
  request: RawRequest,
): Promise<Translation | null> => {
  try {
    const events = await plugins.call(end.plugin, { name: 'receive', deadlineMs: RECEIVE_MS, organizationId: orgId }, (ctx) =>
      end.channel.receive(ctx, end.inbox, request),
    );
    return Array.isArray(events) ? { events } : { events: [], unreadable: 'The channel gave no list of events.' };
  } catch (error) {
    if (error instanceof Malformed || (error as { kind?: string }).kind === 'malformed') return null;
    const cause = (error as Error).cause;
    return {
      events: [],
      unreadable: `The channel could not translate it: ${(error as Error).message}${cause instanceof Error ? ` ${cause.message}` : ''}`,
    };
  }
};

const refuse = (response: Response, log: Logger, connectionId: string, bytes: number | null, status: number, sentence: string): void => {
  log.warn({ connectionId, status, bytes }, 'webhook refused; nothing was stored');
  response.status(status).type('text/plain').send(sentence);
};

const later = (response: Response, log: Logger, connectionId: string, error: unknown): void => {
  const code = (error as { code?: string }).code ?? (error as { driverError?: { code?: string } }).driverError?.code;
  log.error(
    { connectionId, code, errorType: (error as Error).name, full: error instanceof QueueFull },
    'webhook cannot be stored now; the provider has to send it again',
  );
  if (!response.headersSent)
    response.status(503).set('Retry-After', RETRY_AFTER).type('text/plain').send('This cannot be stored now. Send it again.');
};

/** The body could not even be read: too large, cut off, packed. */
const unreadableBody =
  (log: Logger): ErrorRequestHandler =>
  (error: { status?: number; type?: string }, request, response, next) => {
    if (response.headersSent || !error.type) return next(error);
    const connectionId = (response.locals.connection as ConnectionEnd | undefined)?.id ?? '';
    const tooLarge = error.type === 'entity.too.large';
    // what is left of the body is not waited for
    response.set('Connection', 'close');
    refuse(
      response,
      log,
      connectionId,
      Number(request.headers['content-length']) || null,
      tooLarge ? 413 : (error.status ?? 400),
      tooLarge ? 'The body is larger than 4 MB.' : 'The body could not be read.',
    );
  };
