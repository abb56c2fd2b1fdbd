import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  Malformed,
  Rejected,
  Retry,
  type Channel,
  type ChannelInbox,
  type InboundEvent,
  type OutboundMessage,
  type PluginContext,
  type RawRequest,
  type Sent,
} from '@parley/plugin';
import { z } from 'zod';
import type { ChannelSuiteOptions } from '../../src';

export const settings = z.object({
  url: z.url(),
  token: z.string().min(4).meta({ secret: true }),
  signingKey: z.string().min(4).meta({ secret: true }),
});
export type PigeonSettings = z.infer<typeof settings>;
export type Pigeon = Channel<PigeonSettings>;
type Inbox = ChannelInbox<PigeonSettings>;
type Json = Record<string, unknown>;

export const MOST = 500;
const FILE_LIMIT = 1_000;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' && value.length < 200 ? value : undefined);

export const sign = (body: Buffer, key: string): string => createHmac('sha256', key).update(body).digest('hex');

/** One entry of a flock, as an event. */
export const translate = (address: string, entry: unknown, now: number): InboundEvent => {
  const strange = (): InboundEvent => ({ type: 'notice', kind: 'unreadable', at: now, data: entry ?? {}, raw: entry ?? {} });
  if (!isObject(entry)) return strange();
  const id = word(entry.id);
  const from = word(entry.from);
  const seconds = entry.at;
  if (!id || typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds < 0) return strange();
  const base = { address, at: seconds * 1000, raw: entry, providerId: id };
  const status = word(entry.status);
  if (status && status.length <= 40)
    return { ...base, type: 'receipt', status, ...(status === 'landed' ? { delivery: 'DELIVERED' as const } : {}) };
  if (!from) return strange();
  const sender = { identities: [{ kind: 'ring', value: from }], name: word(entry.name), replyTo: { kind: 'ring', value: from } };
  return typeof entry.text === 'string'
    ? { ...base, type: 'message', kind: 'text', text: entry.text, sender }
    : { ...base, type: 'message', kind: 'unsupported', sender };
};

const bodyOf = (request: RawRequest): Json => {
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new Malformed('not JSON');
  }
  if (!isObject(body) || !Array.isArray(body.flock)) throw new Malformed('no flock');
  return body;
};

const refuse = (code: string, message: string): never => {
  throw new Rejected({ code, message }, { reason: 'content' });
};

const call = async (ctx: PluginContext, { settings: { url, token } }: Inbox, path: string, body?: Json): Promise<Response> => {
  if (ctx.signal.aborted) throw new Retry({ code: 'STOPPED', message: 'The send was called off.' });
  try {
    return await fetch(url + path, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: token, 'content-type': 'application/json' },
      redirect: 'manual',
      signal: ctx.signal,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    throw new Retry({ code: code ?? 'SILENT', message: 'No pigeon came back.' }, { uncertain: code !== 'ECONNREFUSED' });
  }
};

const failure = (response: Response): Retry | Rejected => {
  const { status } = response;
  const code = `HTTP_${status}`;
  if (status === 429)
    return new Retry({ code, message: 'Too many pigeons at once.' }, { afterMs: Number(response.headers.get('retry-after')) * 1000 });
  if (status >= 500) return new Retry({ code, message: 'The loft is in trouble.' }, { uncertain: true });
  return new Rejected({ code, message: 'The loft does not take this message.' }, { reason: status === 400 ? 'content' : 'configuration' });
};

export const sendPigeon = async (ctx: PluginContext, inbox: Inbox, message: OutboundMessage): Promise<Sent> => {
  const { text = '', attachment } = message;
  if (message.kind !== 'text' && message.kind !== 'image') refuse('KIND', 'A pigeon carries texts and images only.');
  if (text.length > MOST) refuse('TOO_LONG', `A pigeon carries ${MOST} characters at most.`);
  if (attachment && attachment.size > FILE_LIMIT) refuse('TOO_LARGE', `A pigeon carries ${FILE_LIMIT} bytes at most.`);
  const file = attachment ? (await attachment.read()).toString('base64') : undefined;
  const response = await call(ctx, inbox, '/messages', { to: message.to.value, text, ref: message.messageId, ...(file ? { file } : {}) });
  if (response.status !== 200) {
    ctx.log.warn({ messageId: message.messageId, status: response.status }, 'a pigeon was refused');
    throw failure(response);
  }
  const answer = (await response.json().catch(() => null)) as { id?: unknown } | null;
  const providerId = word(answer?.id);
  if (!providerId) throw new Retry({ code: 'NO_ID', message: 'The loft named no pigeon.' }, { uncertain: true });
  return { providerId };
};

/** A channel that does everything right. */
export const pigeon = (): Pigeon => ({
  id: 'pigeon',
  label: 'Pigeon',
  abilities: { maxTextLength: MOST, attachments: { image: { mimeTypes: ['image/png'], maxBytes: FILE_LIMIT } } },
  settings,
  connectionKeys: ['signingKey'],
  verify: (_ctx, connection, request) => {
    const given = Buffer.from(request.headers['x-pigeon-signature'] ?? '');
    const expected = Buffer.from(sign(request.body, connection.settings.signingKey));
    return given.length === expected.length && timingSafeEqual(given, expected);
  },
  handshake: (_ctx, connection, { query }) =>
    query.token === connection.settings.token ? { status: 200, body: query.challenge ?? '' } : { status: 403, body: 'no' },
  receive: (ctx, connection, request) =>
    (bodyOf(request).flock as unknown[]).map((entry) => translate(connection.address, entry, ctx.clock.now())),
  send: sendPigeon,
  connect: async (ctx, inbox) => {
    const response = await call(ctx, inbox, '/me').catch(() => null);
    return response?.status === 200 ? { displayAddress: inbox.address } : { problem: 'The loft does not know this token.' };
  },
  check: async (ctx, inbox) => {
    const response = await call(ctx, inbox, '/me').catch(() => null);
    return response?.status === 200 ? {} : { problem: 'The loft does not answer.' };
  },
  validateAddress: async (_ctx, _inbox, input) =>
    /^ring-\d{1,9}$/.test(input) ? { valid: true, address: { kind: 'ring', value: input } } : { valid: false },
  fetchMedia: async (ctx, inbox, { mediaId }) => {
    const response = await call(ctx, inbox, `/files/${encodeURIComponent(mediaId)}`);
    if (response.status === 404) throw new Rejected({ code: 'GONE', message: 'The feather was blown away.' });
    if (response.status !== 200 || !response.body) throw new Retry({ code: 'BUSY', message: 'The loft is in trouble.' });
    return { body: response.body };
  },
});

const AT = 1_767_600_000;
const hello = { id: 'p1', from: 'ring-1', name: 'Ada', text: 'Hello', at: AT };

/** How the suite plays the pigeons' loft. */
export const loft = (): ChannelSuiteOptions => ({
  settings: (url) => ({ url, token: 'loft token', signingKey: 'signing key' }),
  invalidSettings: [{ url: 'nowhere', token: 'loft token', signingKey: 'signing key' }, {}],
  address: 'roof',
  largestBody: 100_000,
  sign: (body, { signingKey }) => ({ 'x-pigeon-signature': sign(body, String(signingKey)) }),
  webhooks: [
    { name: 'a text', body: { flock: [hello] }, events: 1 },
    {
      name: 'a flock',
      body: { flock: [hello, { ...hello, id: 'p2', from: 'ring-2', name: 'Bo' }, { id: 'm1', status: 'landed', at: AT + 1 }] },
      events: 3,
    },
  ],
  unknownWebhooks: [{ flock: [{ id: 'p3', from: 'ring-1', song: 'coo', at: AT }] }],
  handshake: { query: ({ token }) => ({ token: String(token), challenge: 'coo' }), answer: 'coo' },
  provider: { accepts: () => ({ json: { id: 'sent-1' } }), refuses: { status: 400, json: { error: 'too heavy' } } },
  message: { to: { kind: 'ring', value: 'ring-1' } },
  media: {
    attachment: { kind: 'image', mediaId: 'feather-1' },
    serve: (_request, file) => ({ body: file }),
  },
});
