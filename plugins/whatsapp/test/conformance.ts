import { createHmac } from 'node:crypto';
import type { ChannelSuiteOptions } from '@parley/plugin-testing';
import type { ConformanceOptions } from '@parley/plugin-testing/check';
import accounts from './fixtures/accounts.json' with { type: 'json' };
import { ADDRESS, bodyOf, messageOf, names, statuses, valueOf, WABA } from './fixtures/bodies.ts';

const good = {
  appSecret: 'app secret',
  verifyToken: 'verify me',
  accessToken: 'TOKEN of the test',
  phoneNumberId: ADDRESS,
  wabaId: WABA,
};
const everyMessage = names.filter((name) => name !== 'requestWelcome').map((name) => messageOf(name));

/** What the suite must know of WhatsApp to play it; `parley plugin check` reads it too, which is why its imports name whole files. */
const whatsapp: ChannelSuiteOptions = {
  settings: (graphUrl) => ({ ...good, graphUrl }),
  invalidSettings: [
    {},
    { ...good, appSecret: ' ' },
    { ...good, phoneNumberId: '1/../2' },
    { ...good, graphUrl: 'file:///etc' },
    { ...good, graphVersion: '25' },
  ],
  address: ADDRESS,
  sign: (body, { appSecret }) => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', String(appSecret)).update(body).digest('hex')}`,
  }),
  webhooks: [
    { name: 'a text', body: bodyOf(valueOf({ messages: [messageOf('text')] })), events: 1 },
    { name: 'every kind of message', body: bodyOf(valueOf({ messages: everyMessage })), events: everyMessage.length },
    { name: 'every status', body: bodyOf(valueOf({ statuses: statuses() })), events: statuses().length },
    ...Object.entries(accounts).map(([field, entry]) => ({ name: field, body: bodyOf(entry, field, { time: 1_790_000_000 }), events: 1 })),
  ],
  unknownWebhooks: [
    bodyOf(
      valueOf({ messages: [{ id: 'wamid.X', from: '15550100001', timestamp: '1790000000', type: 'hologram', hologram: { beams: 3 } }] }),
    ),
    bodyOf({ beams: 3 }, 'holograms'),
  ],
  handshake: {
    query: ({ verifyToken }) => ({ 'hub.mode': 'subscribe', 'hub.verify_token': String(verifyToken), 'hub.challenge': '1158201444' }),
    answer: '1158201444',
  },
  provider: {
    accepts: ({ path }) =>
      path.endsWith('/media') ? { json: { id: 'media_1' } } : { json: { messaging_product: 'whatsapp', messages: [{ id: 'wamid.NEW' }] } },
    busy: { status: 429, headers: { 'retry-after': '7' }, json: { error: { code: 130429, message: 'Rate limit hit' } } },
    refuses: { status: 400, json: { error: { code: 131009, message: 'Parameter value is not valid' } } },
  },
  message: { to: { kind: 'wa_id', value: '15550100001' } },
  media: {
    attachment: { kind: 'document', mediaId: '9007', fileName: 'invoice.pdf' },
    serve: ({ path }, file, url) =>
      path === '/file' ? { body: file } : { json: { id: '9007', url: `${url}/file`, mime_type: 'application/pdf' } },
    gone: { status: 400, json: { error: { code: 100, error_subcode: 33, message: 'Object does not exist' } } },
  },
};

export default { channels: { whatsapp } } satisfies ConformanceOptions;
