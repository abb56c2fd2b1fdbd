import { createHmac } from 'node:crypto';
import type { ConformanceOptions } from '@parley/plugin-testing/check';

const at = 1_760_000_000_000;
const message = { type: 'message', id: 'm-1', from: 'customer-1', name: 'Maya', text: 'Hello', at };
const receipt = { type: 'receipt', id: 'p-1', reference: 'msg_1', status: 'delivered', at: at + 1_000 };

/** What the suites must know of the provider to play it; `npm test` and `npm run check` read it. */
export default {
  channels: {
    'acme-sample': {
      settings: (providerUrl) => ({ apiUrl: providerUrl, token: 'a-token-of-the-suite', webhookSecret: 'a-secret-of-the-suite' }),
      invalidSettings: [{ apiUrl: 'nowhere', token: 'a', webhookSecret: 'b' }, { token: '', webhookSecret: 'b' }, { token: 'a' }],
      address: 'inbox-1',
      sign: (body, settings) => ({ 'x-signature': createHmac('sha256', String(settings['webhookSecret'])).update(body).digest('hex') }),
      webhooks: [
        { name: 'a text', events: 1, body: { events: [message] } },
        { name: 'a receipt', events: 1, body: { events: [receipt] } },
        {
          name: 'two texts and a receipt',
          events: 3,
          body: { events: [message, { ...message, id: 'm-2', text: 'Still there?' }, receipt] },
        },
      ],
      unknownWebhooks: [{ events: [{ type: 'video-call', id: 'v-1', at }] }, { events: [{ ...message, id: 'm-3', kind: 'hologram' }] }],
      provider: {
        accepts: ({ json }) => ({ json: { id: `p-${(json as { reference: string }).reference}` } }),
        refuses: { status: 422, json: { error: 'This customer does not exist' } },
      },
      message: { to: { kind: 'acme', value: 'customer-1' } },
    },
  },
} satisfies ConformanceOptions;
