import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { handshake } from '../src/handshake';
import plugin from '../src';
import { settings } from '../src/settings';
import { verify } from '../src/verify';
import { context, inboxOf } from './harness';

const body = Buffer.from('{"object":"whatsapp_business_account","entry":[{"text":"\\u00e9"}]}');
const sign = (secret: string, bytes = body) => `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
const check = (signature: string | undefined, bytes = body) =>
  verify(context(), inboxOf(), { method: 'POST', headers: { 'x-hub-signature-256': signature }, query: {}, body: bytes });

describe('verify', () => {
  test('accepts the signature over the raw bytes', () => expect(check(sign('app secret'))).toBe(true));
  test('refuses the same JSON in other bytes', () =>
    expect(check(sign('app secret'), Buffer.from(JSON.stringify(JSON.parse(body.toString()))))).toBe(false));
  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['another secret', sign('other')],
    ['too short', sign('app secret').slice(0, -2)],
    ['too long', `${sign('app secret')}ab`],
    ['not hex', `sha256=${'z'.repeat(64)}`],
    ['another algorithm', sign('app secret').replace('sha256', 'sha1')],
  ])('refuses a signature that is %s', (_, signature) => expect(check(signature)).toBe(false));
  test('refuses everything when the connection has no secret', () => {
    const connection = inboxOf();
    connection.settings.appSecret = '';
    expect(verify(context(), connection, { method: 'POST', headers: { 'x-hub-signature-256': sign('') }, query: {}, body })).toBe(false);
  });
});

describe('handshake', () => {
  const ask = (query: Record<string, string>) =>
    handshake(context(), inboxOf(), { method: 'GET', headers: {}, query, body: Buffer.alloc(0) });
  const good = { 'hub.mode': 'subscribe', 'hub.verify_token': 'verify me', 'hub.challenge': '1158201444' };

  test('gives the challenge back verbatim', () =>
    expect(ask(good)).toEqual({ status: 200, body: '1158201444', contentType: 'text/plain' }));
  test.each([{ ...good, 'hub.verify_token': 'guess' }, { ...good, 'hub.mode': 'unsubscribe' }, {}])('answers 403 to %j', (query) =>
    expect(ask(query as Record<string, string>).status).toBe(403),
  );
});

describe('settings', () => {
  test('have defaults, mark secrets and become a form', () => {
    expect(inboxOf().settings).toMatchObject({ graphUrl: 'https://graph.facebook.com', graphVersion: 'v25.0' });
    const form = z.toJSONSchema(settings, { io: 'input' }) as { properties: Record<string, { secret?: boolean }> };
    expect(Object.keys(form.properties).filter((key) => form.properties[key]?.secret)).toEqual(['appSecret', 'verifyToken', 'accessToken']);
  });
  test.each([{ phoneNumberId: '1/../2' }, { graphUrl: 'file:///etc' }, { graphVersion: '25' }, { appSecret: ' ' }])('refuse %j', (over) =>
    expect(() => inboxOf(over)).toThrow(),
  );
  test('the plugin declares one channel', () => expect(plugin.channels).toMatchObject([{ id: 'whatsapp', label: 'WhatsApp' }]));
});
