import type { Channel, InboundEvent, OutboundMessage, PluginContext, RawRequest, Sent } from '@parley/plugin';
import { Malformed, Rejected, Retry } from '@parley/plugin';
import { z } from 'zod';
import { channelSuite, type ChannelSuiteOptions, type Suite } from '../src';
import { loft, MOST, pigeon, settings, sign, type Pigeon, type PigeonSettings } from './good/channel';
import { showsEachCaseToFail } from './shown-to-fail';

type Connection = Parameters<Pigeon['verify']>[1];

const suiteOf = (change: Partial<Pigeon> = {}, options: Partial<ChannelSuiteOptions> = {}): Suite =>
  channelSuite({ ...pigeon(), ...change } as Channel<PigeonSettings>, { ...loft(), ...options });

const good = pigeon();
const gone = new Rejected({ code: 'GONE', message: 'It is gone.' });

/** With another answer of `verify`. */
const verifying = (verify: Pigeon['verify']) => () => suiteOf({ verify });

/** With other events, where `change` gives some. */
const receiving =
  (change: (events: InboundEvent[], request: RawRequest, ctx: PluginContext, connection: Connection) => unknown, deadlineMs = 5_000) =>
  () =>
    suiteOf(
      {
        receive: async (ctx, connection, request) => {
          const events = await good.receive(ctx, connection, request);
          return ((await change(events, request, ctx, connection)) ?? events) as InboundEvent[];
        },
      },
      { deadlineMs },
    );

/** With another body than the one that came. */
const reading = (change: (request: RawRequest) => void) => () =>
  suiteOf({
    receive: (ctx, connection, request) => {
      change(request);
      return good.receive(ctx, connection, request);
    },
  });

type Send = (message: OutboundMessage, ctx: PluginContext, inbox: Connection) => Promise<Sent>;
const goodSend: Send = (message, ctx, inbox) => good.send(ctx, inbox, message);
/** With another way to send. */
const sending =
  (send: Send, deadlineMs = 5_000) =>
  () =>
    suiteOf({ send: (ctx, inbox, message) => send(message, ctx, inbox) }, { deadlineMs });

/** With another failure where the good channel fails. */
const failing = (change: (failure: Retry | Rejected, message: OutboundMessage, ctx: PluginContext) => Retry | Rejected | Error) =>
  sending((message, ctx, inbox) =>
    goodSend(message, ctx, inbox).catch((error: unknown) => {
      throw change(error as Retry | Rejected, message, ctx);
    }),
  );

const coded = (code: string, other: (failure: Retry) => Retry | Rejected | Error) =>
  failing((failure) => (failure.failure.code === code ? other(failure as Retry) : failure));

const certain = ({ failure }: Retry) => new Retry(failure);

type Fetch = NonNullable<Pigeon['fetchMedia']>;
const fetching =
  (fetchMedia: (call: () => ReturnType<Fetch>, ...args: Parameters<Fetch>) => ReturnType<Fetch>, deadlineMs = 5_000) =>
  () =>
    suiteOf({ fetchMedia: (...args) => fetchMedia(() => good.fetchMedia?.(...args) as ReturnType<Fetch>, ...args) }, { deadlineMs });
const fetchFailing = (kind: 'retry' | 'rejected', code: string | null, error: Error) =>
  fetching((call) =>
    call().catch((thrown: Retry | Rejected) => {
      throw thrown.kind === kind && (code === null || thrown.failure.code === code) ? error : thrown;
    }),
  );

const signed = ({ body }: RawRequest, { settings: { signingKey } }: Connection): string => sign(body, signingKey);
let last: OutboundMessage | undefined;

showsEachCaseToFail(() => suiteOf(), {
  'takes the settings that an administrator writes': () =>
    suiteOf({
      settings: settings.extend({
        token: z
          .string()
          .refine(() => false, 'never')
          .meta({ secret: true }),
      }),
    }),
  'refuses settings that cannot work': () => suiteOf({ settings: settings.extend({ url: z.string() }) }),
  'marks its secrets': () =>
    suiteOf(
      { settings: settings.extend({ relayToken: z.string() }) },
      { settings: (url) => ({ ...loft().settings(url), relayToken: 'open' }) },
    ),
  'shares only settings that it has': () => suiteOf({ connectionKeys: ['signingKey', 'wings' as 'url'] }),
  'answers any address that a person types': () => suiteOf({ validateAddress: async () => ({ valid: true }) }),
  'says in words why an inbox cannot be connected': () => suiteOf({ connect: async () => ({}) }),

  'says in words what is wrong with its provider': () => suiteOf({ check: async () => ({}) }),
  'changes nothing when it looks': () =>
    suiteOf({
      check: async (ctx, inbox) => {
        await fetch(`${inbox.settings.url}/subscriptions`, { method: 'POST' }).catch(() => null);
        return (await good.check?.(ctx, inbox)) ?? {};
      },
    }),

  'believes the provider': verifying((ctx, connection, request) => request.body.length < 150 && good.verify(ctx, connection, request)),
  'turns away a body that was changed on its way': verifying((_ctx, connection, request) => {
    const given = request.headers['x-pigeon-signature'];
    return given === signed(request, connection) || given === signed({ ...request, body: request.body.subarray(0, -1) }, connection);
  }),
  'turns away a request without a signature': verifying(
    (ctx, connection, request) =>
      (request.headers['x-pigeon-signature'] === undefined && request.headers['content-type'] !== undefined) ||
      (good.verify(ctx, connection, request) as boolean),
  ),
  'turns away a signature that is garbage': verifying((_ctx, connection, request) => {
    const given = request.headers['x-pigeon-signature'] ?? '';
    return given !== '' && signed(request, connection).startsWith(given);
  }),
  'turns away what was signed with another secret': verifying(
    (_ctx, connection, request) =>
      request.headers['x-pigeon-signature'] === signed(request, connection) ||
      request.headers['x-pigeon-signature'] === sign(request.body, `${connection.settings.signingKey}-other`),
  ),
  'turns away hostile requests without breaking': verifying((ctx, connection, request) => {
    if (request.method !== 'POST') throw new Error('method');
    return good.verify(ctx, connection, request);
  }),
  'answers the provider when the webhook’s address is saved': () =>
    suiteOf({
      handshake: (ctx, connection, request) => ({ ...(good.handshake?.(ctx, connection, request) as { status: number }), body: 'OK' }),
    }),
  'answers no stranger’s handshake': () =>
    suiteOf({ handshake: (_ctx, _connection, { query }) => ({ status: 200, body: query.challenge ?? '' }) }),

  'reads every entry of every array': receiving((events) =>
    events.filter((event) => !('providerId' in event) || event.providerId !== 'p2'),
  ),
  'gives events that the core can store': receiving((events) =>
    events.length === 3 ? events.map((event) => (event.type === 'receipt' ? { ...event, delivery: 'LANDED' } : event)) : undefined,
  ),
  'gives the same events for the same bytes, whenever they come': receiving((events, _request, ctx) =>
    events.map((event) => ({ ...event, at: ctx.clock.now() })),
  ),
  'gives every event a key of its own': receiving((events) =>
    events.map((event) => (event.type === 'message' && event.providerId === 'p2' ? { ...event, providerId: 'p1' } : event)),
  ),
  'gives the same events in whatever order they stand': receiving((events) =>
    events.length === 3
      ? events.map((event, place) => ('sender' in event ? { ...event, sender: { ...event.sender, name: `${place}` } } : event))
      : undefined,
  ),
  'keeps what the provider said': receiving((events) =>
    events.map((event) => (event.type === 'receipt' ? { ...event, raw: undefined } : event)),
  ),
  'keeps what it does not know': receiving((events) =>
    events.filter((event) => !(event.type === 'message' && event.kind === 'unsupported')),
  ),
  'tells times in epoch milliseconds': receiving((events) =>
    events.map((event) => (event.type === 'notice' ? event : { ...event, at: event.at / 1000 })),
  ),
  'does nothing but translate': receiving(async (_events, _request, _ctx, { settings: { url } }) => {
    await fetch(`${url}/profile`).catch(() => undefined);
  }),
  'gives an address at which the customer can be answered': () =>
    suiteOf({
      receive: async (ctx, connection, request) =>
        (await good.receive(ctx, connection, request)).map((event) =>
          event.type === 'message' && event.providerId === 'p2' && event.sender.name === 'Bo'
            ? { ...event, sender: { ...event.sender, replyTo: { kind: 'ring', value: 'nowhere' } } }
            : event,
        ),
      send: (ctx, inbox, message) => (message.to.value === 'nowhere' ? Promise.reject(gone) : good.send(ctx, inbox, message)),
    }),

  'survives a body that is cut off, empty or noise': reading(({ body }) => {
    if (body.length === 0) throw new TypeError('no body');
  }),
  'survives JSON that is built to break things': reading(({ body }) => {
    if (body.toString('utf8') === 'null') throw new TypeError('null has no flock');
  }),
  'survives a field that is missing or of another kind': reading((request) => {
    if (/"text":(true|0|-1)/.test(request.body.toString('utf8'))) throw new TypeError('text.trim is not a function');
  }),
  'loses no neighbours of an odd entry': reading((request) => {
    const text = request.body.toString('utf8');
    if (/,42[,\]]|\[42,/.test(text) && text.includes('}')) throw new Malformed('an odd bird');
  }),
  'translates the largest body in time': receiving((events) => (events.length > 1_000 ? new Promise(() => undefined) : undefined), 2_000),

  'sends a text as it was written': sending((message, ctx, inbox) =>
    goodSend({ ...message, text: message.text?.replaceAll('&amp;', '&') ?? '' }, ctx, inbox),
  ),
  'tries again when the provider is busy, and not before it may': coded(
    'HTTP_429',
    ({ failure }) => new Retry(failure, { afterMs: 1_000 }),
  ),
  'gives up on what the provider refuses, and says why': coded('HTTP_400', ({ failure }) => new Retry(failure)),
  'does not give up when the provider fails': coded('HTTP_502', ({ failure }) => new Rejected(failure)),
  'does not send twice when no answer came': coded('UND_ERR_SOCKET', certain),
  'sends again by itself what never left the house': coded('ECONNREFUSED', ({ failure }) => new Retry(failure, { uncertain: true })),
  'understands an answer that makes no sense': coded('NO_ID', () => new TypeError('Cannot read properties of null')),
  'stops when it is told to': sending(
    (message, ctx, inbox) =>
      goodSend(message, ctx, inbox).catch((error: unknown) =>
        ctx.signal.aborted && (error as Retry).failure.code !== 'STOPPED'
          ? new Promise<Sent>(() => undefined)
          : Promise.reject(error as Error),
      ),
    1_500,
  ),
  'sends nothing once it was told to stop': sending(async (message, ctx, inbox) => {
    if (ctx.signal.aborted) await fetch(`${inbox.settings.url}/messages`, { method: 'POST', body: message.text ?? '' });
    return goodSend(message, ctx, inbox);
  }),
  'refuses a kind that it does not know': sending((message, ctx, inbox) =>
    goodSend(message.kind === 'hologram' ? { ...message, kind: 'text', text: 'sent you a hologram' } : message, ctx, inbox),
  ),
  'keeps messages apart that go out at once': sending(async (message, ctx, inbox) => {
    if (message.messageId.startsWith('msg_apart')) last = message;
    await Promise.resolve();
    return goodSend(message.messageId.startsWith('msg_apart') ? (last ?? message) : message, ctx, inbox);
  }),
  'follows no redirect with what is secret': sending(async (message, ctx, inbox) => {
    try {
      return await goodSend(message, ctx, inbox);
    } catch (error) {
      if ((error as Retry).failure.code === 'HTTP_307') {
        const body = JSON.stringify({ text: message.text });
        await fetch(`${inbox.settings.url}/messages`, { method: 'POST', headers: { authorization: inbox.settings.token }, body });
      }
      throw error;
    }
  }),
  'logs no secret, no message and no address': sending((message, ctx, inbox) => {
    ctx.log.debug({ to: message.to.value }, 'a pigeon leaves');
    return goodSend(message, ctx, inbox);
  }),
  'hands our message id to the provider': sending((message, ctx, inbox) => goodSend({ ...message, messageId: 'pigeon-1' }, ctx, inbox)),
  'sends a text of the length that it declares': sending((message, ctx, inbox) =>
    message.text?.length === MOST
      ? Promise.reject(new Rejected({ code: 'LONG', message: 'One too many.' }))
      : goodSend(message, ctx, inbox),
  ),
  'refuses a longer text before it is sent': sending((message, ctx, inbox) =>
    goodSend({ ...message, text: message.text?.slice(0, MOST) ?? '' }, ctx, inbox),
  ),
  'sends every kind of file that it declares': sending((message, ctx, inbox) =>
    message.attachment && message.attachment.size < 1_000
      ? Promise.reject(new Rejected({ code: 'FILE', message: 'No files today.' }))
      : goodSend(message, ctx, inbox),
  ),
  'refuses a file that is too large before it is sent': sending((message, ctx, inbox) =>
    goodSend(message.attachment ? { ...message, attachment: { ...message.attachment, size: 1 } } : message, ctx, inbox),
  ),

  'fetches a file byte for byte': fetching(async (call) => {
    const { body } = await call();
    const asText = async function* () {
      for await (const chunk of body) yield Buffer.from(Buffer.from(chunk).toString('utf8'));
    };
    return { body: asText() };
  }),
  'hands a file on while it still comes': fetching(async (call) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await call()).body) chunks.push(chunk);
    const whole = async function* () {
      yield Buffer.concat(chunks);
    };
    return { body: whole() };
  }, 1_500),
  'says when a file is not there any more': fetchFailing('rejected', 'GONE', new Retry({ code: 'GONE', message: 'Try again later.' })),
  'tries again later when the provider fails': fetchFailing('retry', 'BUSY', gone),
  'gives a file up when it is told to': fetching(
    (call, ctx) => call().catch((error: unknown) => (ctx.signal.aborted ? new Promise(() => undefined) : Promise.reject(error as Error))),
    1_500,
  ),
});

describe('a channel without a limit to texts', () => {
  const { abilities } = good;
  const { maxTextLength: _, ...others } = abilities;
  const unlimited = (send: Send) => () =>
    suiteOf({ abilities: others, send: (ctx, inbox, message) => send(message, ctx, inbox) }).cases.filter(({ name }) =>
      /whole|length/.test(name),
    );

  test.each<[string, Send, boolean]>([
    ['refuses what is too long', goodSend, true],
    ['cuts it off', (message, ctx, inbox) => goodSend({ ...message, text: message.text?.slice(0, 100) ?? '' }, ctx, inbox), false],
  ])('that %s', async (_name, send, holds) => {
    const [only, ...more] = unlimited(send)();
    expect(more).toEqual([]);
    await expect(
      only?.run().then(
        () => true,
        () => false,
      ),
    ).resolves.toBe(holds);
  });
});
