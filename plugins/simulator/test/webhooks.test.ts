import { createHmac } from 'node:crypto';
import { DEFAULT_NUMBER } from '../src/engine/cast';
import type { Any, Scene } from './harness';
import { MAYA, NUMBER, WABA, openScene } from './harness';

let scene: Scene;
afterEach(() => scene.close());

describe('webhooks', () => {
  it('tells an inbound text in WhatsApp’s shape, escaped to ASCII and signed over those bytes', async () => {
    scene = await openScene();
    await scene.api('POST', '/customers/meiling/messages', { type: 'text', text: '你好 👋' });
    await scene.settle();
    const [post] = scene.receiver.arrived;
    expect(post!.signed).toBe(true);
    expect(post!.raw.every((byte) => byte < 0x80)).toBe(true);
    expect(post!.raw.toString()).toContain('\\u4f60\\u597d \\ud83d\\udc4b');
    const reserialised = createHmac('sha256', DEFAULT_NUMBER.appSecret).update(JSON.stringify(post!.body)).digest('hex');
    expect(post!.headers['x-hub-signature-256']).not.toBe(`sha256=${reserialised}`);
    expect(post!.headers['user-agent']).toBe('facebookexternalua');
    expect(post!.body).toMatchObject({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: WABA,
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '442079460142', phone_number_id: NUMBER },
                contacts: [{ profile: { name: '陈美玲' }, wa_id: '6585550163', user_id: expect.stringMatching(/^SG\.\d+$/) }],
                messages: [
                  {
                    from: '6585550163',
                    id: expect.stringMatching(/^wamid\./),
                    timestamp: String(scene.clock.at / 1000),
                    type: 'text',
                    text: { body: '你好 👋' },
                  },
                ],
              },
            },
          ],
        },
      ],
    });
    const wamid: string = scene.receiver.items[0].id;
    expect(Buffer.from(wamid.slice(6), 'base64').toString('latin1')).toContain('6585550163');
  });

  it('asks the handshake question and refuses a callback that does not give the challenge back', async () => {
    scene = await openScene({ subscribed: false });
    const wrong = await scene.graph('POST', `/${WABA}/subscribed_apps`, {
      override_callback_uri: scene.receiver.url,
      verify_token: 'wrong',
    });
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 2200, fbtrace_id: expect.any(String) } } });
    expect((await scene.graph('GET', `/${WABA}/subscribed_apps`)).body).toEqual({ data: [] });
    const right = await scene.graph('POST', `/${WABA}/subscribed_apps`, {
      override_callback_uri: scene.receiver.url,
      verify_token: scene.receiver.verifyToken,
    });
    expect(right).toEqual({ status: 200, body: { success: true } });
    expect(scene.receiver.handshakes.at(-1)!.get('hub.mode')).toBe('subscribe');
    expect((await scene.graph('GET', `/${WABA}/subscribed_apps`)).body.data[0].override_callback_uri).toBe(scene.receiver.url);
    await scene.graph('DELETE', `/${WABA}/subscribed_apps`);
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'Hello?' });
    await scene.settle();
    expect(scene.receiver.arrived).toHaveLength(0);
    expect((await scene.api('GET', '/wire')).body.at(-1)).toMatchObject({ note: 'nobody' });
  });

  it('tries again with growing waits until Parley answers 200', async () => {
    scene = await openScene();
    scene.receiver.answer = (n) => (n < 2 ? 503 : 200);
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'Hello' });
    expect(await scene.settle()).toEqual({ delivered: 0, failed: 1, waiting: 1 });
    scene.clock.at += 999;
    expect(await scene.settle()).toMatchObject({ failed: 0, waiting: 1 });
    scene.clock.at += 1;
    expect(await scene.settle()).toMatchObject({ failed: 1, waiting: 1 });
    scene.clock.at += 2000;
    expect(await scene.settle()).toEqual({ delivered: 1, failed: 0, waiting: 0 });
    expect(new Set(scene.receiver.arrived.map(({ raw }) => raw.toString())).size).toBe(1);
    expect((await scene.api('GET', '/customers/maya/messages')).body[0].status).toBe('received');
  });

  it('sends again what Parley took when the answer is lost', async () => {
    scene = await openScene();
    await scene.api('PUT', '/faults', { loseWebhookAnswer: true });
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'Hello' });
    await scene.settle();
    expect(scene.receiver.arrived).toHaveLength(1);
    scene.clock.at += 1000;
    await scene.settle();
    expect(scene.receiver.arrived.map(({ body }) => body.entry[0].changes[0].value.messages[0].id)).toEqual(
      Array(2).fill(scene.receiver.items[0].id),
    );
  });

  it('puts up to a thousand updates into one POST', async () => {
    scene = await openScene();
    await scene.api('PUT', '/faults', { batch: 1000, delayMs: 1000 });
    await scene.api('POST', '/bursts', { kind: 'first-messages', count: 1200 });
    await scene.settle(true);
    expect(scene.receiver.arrived.map(({ body }) => body.entry[0].changes[0].value.messages.length)).toEqual([1000, 200]);
    expect(scene.receiver.values[0].contacts).toHaveLength(1000);
    for (const body of ['one', 'two', 'three']) await scene.api('POST', '/customers/maya/messages', { type: 'text', text: body });
    await scene.settle(true);
    expect(scene.receiver.values.at(-1).messages.map(({ text }: Any) => text.body)).toEqual(['one', 'two', 'three']);
  });

  it('signs wrongly once, and forges on demand', async () => {
    scene = await openScene();
    scene.receiver.answer = (n) => (scene.receiver.arrived[n]!.signed ? 200 : 401);
    await scene.api('PUT', '/faults', { wrongSignature: true });
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'Hello' });
    await scene.settle(true);
    await scene.settle(true);
    expect(scene.receiver.arrived.map(({ signed }) => signed)).toEqual([false, true]);
    expect((await scene.api('POST', '/forgeries', { customerId: 'maya' })).body).toEqual({ status: 401 });
    expect((await scene.api('GET', '/wire')).body.at(-1)).toMatchObject({ what: 'bad signature', status: '401', note: 'refused' });
  });

  const shuffled = async (seed: string): Promise<Any[]> => {
    const one = await openScene({ seed });
    try {
      await one.api('PUT', '/faults', { copies: 3, randomOrder: true, parallel: 1, dropPercent: 20 });
      for (let i = 0; i < 12; i++) await one.api('POST', '/customers/maya/messages', { type: 'text', text: `${i}` });
      for (let i = 0; i < 12; i++) await one.settle(true);
      return one.receiver.items.map(({ id, text }: Any) => `${text.body} ${id}`);
    } finally {
      await one.close();
    }
  };

  it('repeats, drops and shuffles the same way for the same seed', async () => {
    scene = await openScene({ subscribed: false });
    const first = await shuffled('seed one');
    expect(first).toHaveLength(36);
    expect(new Set(first).size).toBe(12);
    const order = [...new Set(first)].map((line: string) => Number(line.split(' ')[0]));
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
    expect(await shuffled('seed one')).toEqual(first);
    expect(await shuffled('seed two')).not.toEqual(first);
  });

  it('keeps one customer’s messages in order while many go at once', async () => {
    scene = await openScene();
    await scene.api('POST', '/bursts', { kind: 'first-messages', count: 20, perCustomer: 5 });
    await scene.settle(true);
    const seen = new Map<string, string[]>();
    for (const item of scene.receiver.items) seen.set(item.from, [...(seen.get(item.from) ?? []), item.id]);
    expect(seen.size).toBe(20);
    const { chats } = (await scene.api('GET', '/state')).body;
    for (const chat of chats) {
      const ids: string[] = chat.messages.map((message: Any) => message.id);
      expect([...seen.values()]).toContainEqual(ids);
    }
  });

  it('lets everything through at once when a phone has network again', async () => {
    scene = await openScene();
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'before' });
    await scene.settle();
    await scene.api('PATCH', '/customers/maya', { online: false });
    await scene.text(MAYA, 'are you there?');
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'one' });
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'two' });
    await scene.settle();
    expect(scene.receiver.items.map((item) => item.status ?? item.text.body)).toEqual(['before', 'sent']);
    await scene.api('PATCH', '/customers/maya', { online: true });
    await scene.settle();
    expect(scene.receiver.items.map((item) => item.status ?? item.text.body)).toEqual(['before', 'sent', 'one', 'two', 'delivered']);
  });
});
