import type { Any, Scene } from './harness';
import { MAYA, NUMBER, openScene } from './harness';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const hello = (): Promise<unknown> => scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'Hi' });
const post = (body: Any): Promise<{ status: number; body: Any }> =>
  scene.graph('POST', `/${NUMBER}/messages`, { messaging_product: 'whatsapp', to: MAYA, ...body });
const code = async (body: Any): Promise<number | undefined> => (await post(body)).body.error?.code;
const statuses = (): string[] => scene.receiver.items.filter((item) => item.status).map((item) => item.status);

describe('sending', () => {
  it('answers like WhatsApp and tells sent, delivered and, once seen, read', async () => {
    await hello();
    const { status, body } = await post({
      to: '+234 803-555 0142',
      type: 'text',
      text: { body: 'Hello' },
      biz_opaque_callback_data: 'msg_1',
    });
    expect([status, body]).toEqual([
      200,
      {
        messaging_product: 'whatsapp',
        contacts: [{ input: '+234 803-555 0142', wa_id: MAYA }],
        messages: [{ id: expect.stringMatching(/^wamid\./) }],
      },
    ]);
    await scene.settle();
    expect(statuses()).toEqual(['sent', 'delivered']);
    expect((await scene.api('POST', '/customers/maya/seen', {})).body).toEqual({ read: 1 });
    await scene.settle();
    expect(statuses()).toEqual(['sent', 'delivered', 'read']);
    expect(scene.receiver.items.at(-1)).toEqual({
      id: body.messages[0].id,
      status: 'read',
      timestamp: String(scene.clock.at / 1000),
      recipient_id: MAYA,
      recipient_user_id: expect.any(String),
      biz_opaque_callback_data: 'msg_1',
    });
    expect(scene.receiver.items[1].pricing).toEqual({
      billable: false,
      pricing_model: 'PMP',
      type: 'free_customer_service',
      category: 'service',
    });
  });

  it('keeps the 24 hours: free text until then, afterwards templates only, and a new message opens it again', async () => {
    expect(await code({ type: 'text', text: { body: 'x' } })).toBe(131047);
    await hello();
    scene.clock.at += 24 * 3_600_000;
    expect(await code({ type: 'text', text: { body: 'x' } })).toBeUndefined();
    scene.clock.at += 1;
    expect(await code({ type: 'text', text: { body: 'x' } })).toBe(131047);
    expect(await code({ type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } })).toBeUndefined();
    await hello();
    expect(await code({ type: 'text', text: { body: 'x' } })).toBeUndefined();
    await scene.api('POST', '/clock', { customerId: 'maya', windowLeftMs: 300_000 });
    scene.clock.at += 300_001;
    expect(await code({ type: 'text', text: { body: 'x' } })).toBe(131047);
  });

  it.each<[number, string, Any]>([
    [131008, 'no body', { type: 'text', text: {} }],
    [131009, 'too long a text', { type: 'text', text: { body: 'x'.repeat(4097) } }],
    [131009, 'not a number', { to: 'Maya', type: 'text', text: { body: 'x' } }],
    [131008, 'nobody', { to: undefined, type: 'text', text: { body: 'x' } }],
    [131021, 'oneself', { to: '442079460142', type: 'text', text: { body: 'x' } }],
    [131026, 'a stranger', { to: '15550001111', type: 'text', text: { body: 'x' } }],
    [131051, 'an unknown type', { type: 'hologram', hologram: {} }],
    [131009, 'unknown media', { type: 'image', image: { id: '1' } }],
    [131008, 'media without id and link', { type: 'image', image: {} }],
    [
      131009,
      'four buttons',
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'x' },
          action: { buttons: [1, 2, 3, 4].map((n) => ({ type: 'reply', reply: { id: `${n}`, title: `${n}` } })) },
        },
      },
    ],
    [
      131009,
      'eleven rows',
      {
        type: 'interactive',
        interactive: {
          type: 'list',
          body: { text: 'x' },
          action: { button: 'Pick', sections: [{ rows: Array.from({ length: 11 }, (_, n) => ({ id: `${n}`, title: `${n}` })) }] },
        },
      },
    ],
    [131009, 'a latitude of 91', { type: 'location', location: { latitude: 91, longitude: 0 } }],
    [132001, 'an unknown template', { type: 'template', template: { name: 'none', language: { code: 'en_US' } } }],
    [132001, 'a template that is not approved', { type: 'template', template: { name: 'spring_sale', language: { code: 'en_US' } } }],
    [132015, 'a paused template', { type: 'template', template: { name: 'win_back', language: { code: 'en_US' } } }],
    [
      132000,
      'too few values',
      {
        type: 'template',
        template: {
          name: 'order_shipped',
          language: { code: 'en_US' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: '1' }] }],
        },
      },
    ],
    [
      132012,
      'text where a picture belongs',
      {
        type: 'template',
        template: {
          name: 'delivery_photo',
          language: { code: 'en_US' },
          components: [{ type: 'header', parameters: [{ type: 'text', text: '1' }] }],
        },
      },
    ],
    [100, 'another product', { messaging_product: 'pigeon' }],
  ])('%i for %s', async (expected, _name, body) => {
    await hello();
    expect(await code(body)).toBe(expected);
  });

  it('takes every kind, and shows it on the phone', async () => {
    await hello();
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('file', new Blob([Buffer.from('89504e47', 'hex')], { type: 'image/png' }), 'a.png');
    const { id } = (await scene.graph('POST', `/${NUMBER}/media`, form)).body;
    const bodies: Any[] = [
      { type: 'image', image: { id, caption: 'look' } },
      { type: 'location', location: { latitude: 1, longitude: 2 } },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Ana' } }] },
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'Well?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
        },
      },
      {
        type: 'interactive',
        interactive: { type: 'list', body: { text: 'Well?' }, action: { button: 'Pick', sections: [{ rows: [{ id: 'a', title: 'A' }] }] } },
      },
      {
        type: 'interactive',
        interactive: {
          type: 'cta_url',
          body: { text: 'Well?' },
          action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://example.com' } },
        },
      },
      {
        type: 'template',
        template: {
          name: 'delivery_photo',
          language: { code: 'en_US' },
          components: [
            { type: 'header', parameters: [{ type: 'image', image: { id } }] },
            { type: 'body', parameters: [{ type: 'text', text: '48213' }] },
            { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '48213' }] },
          ],
        },
      },
      {
        type: 'template',
        template: {
          name: 'feedback_request',
          language: { code: 'en_US' },
          components: [
            {
              type: 'body',
              parameters: [
                { type: 'text', parameter_name: 'agent_name', text: 'Ben' },
                { type: 'text', parameter_name: 'customer_name', text: 'Maya' },
              ],
            },
            { type: 'button', sub_type: 'quick_reply', index: 0, parameters: [{ type: 'payload', payload: 'GOOD' }] },
          ],
        },
      },
    ];
    for (const body of bodies) expect(await post(body)).toMatchObject({ status: 200 });
    const shown: Any[] = (await scene.api('GET', '/customers/maya/messages')).body.slice(1);
    expect(shown.map(({ type }) => type)).toEqual(bodies.map(({ type }) => type));
    expect(shown.at(-2).body).toMatchObject({
      header: { type: 'image', media: { id } },
      body: 'Your order 48213 was left here.',
      buttons: [{ type: 'URL', url: 'https://halden.example/orders/48213' }, { type: 'PHONE_NUMBER' }],
    });
    expect(shown.at(-1).body).toMatchObject({
      body: 'Hi Maya, how was your talk with Ben today?',
      buttons: [{ text: 'Good', payload: 'GOOD' }, { payload: 'So-so' }, { payload: 'Bad' }],
    });
  });

  it('finds people by user id and by either spelling of a number', async () => {
    await scene.api('POST', '/customers/lucas/messages', { type: 'text', text: 'Oi' });
    const lucas = (await scene.api('GET', '/customers/lucas')).body;
    expect((await post({ to: undefined, recipient: lucas.userId, type: 'text', text: { body: 'Olá' } })).body.contacts).toEqual([
      { input: lucas.userId, user_id: lucas.userId },
    ]);
    await scene.api('POST', '/customers/diego/messages', { type: 'text', text: 'Hola' });
    expect((await post({ to: '525555500188', type: 'text', text: { body: 'Hola' } })).body.contacts).toEqual([
      { input: '525555500188', wa_id: '5215555500188' },
    ]);
  });

  it('read receipts reach the bubbles, typing shows for 25 s and ends with the answer', async () => {
    await hello();
    await hello();
    const [, second] = (await scene.api('GET', '/customers/maya/messages')).body;
    expect(
      (
        await scene.graph('POST', `/${NUMBER}/messages`, {
          messaging_product: 'whatsapp',
          status: 'read',
          message_id: second.id,
          typing_indicator: { type: 'text' },
        })
      ).body,
    ).toEqual({ success: true });
    expect((await scene.api('GET', '/customers/maya/messages')).body.map(({ status }: Any) => status)).toEqual(['read', 'read']);
    expect((await scene.api('GET', '/state')).body.chats[0].typingUntil).toBe(scene.clock.at + 25_000);
    await scene.text(MAYA);
    expect((await scene.api('GET', '/state')).body.chats[0].typingUntil).toBe(0);
  });
});

describe('what goes wrong at WhatsApp', () => {
  it('fails the next send in the answer, or accepts it and fails it by a status', async () => {
    await hello();
    await scene.api('PUT', '/faults', { nextSend: { code: 131056 } });
    expect(await scene.text(MAYA)).toMatchObject({
      status: 429,
      body: {
        error: { code: 131056, type: 'OAuthException', fbtrace_id: expect.any(String), error_data: { messaging_product: 'whatsapp' } },
      },
    });
    expect((await scene.text(MAYA)).status).toBe(200);
    await scene.api('PUT', '/faults', { nextSend: { code: 131049, by: 'status' }, receipts: 'none' });
    expect((await scene.text(MAYA)).status).toBe(200);
    await scene.settle();
    expect(scene.receiver.items.at(-1)).toMatchObject({
      status: 'failed',
      errors: [{ code: 131049, title: expect.any(String), error_data: { details: expect.any(String) } }],
    });
  });

  it('knows each code that WhatsApp documents, in the answer and in a status', async () => {
    await hello();
    const codes = [
      0, 1, 2, 3, 4, 10, 33, 100, 190, 200, 368, 80007, 130403, 130429, 130472, 130497, 131000, 131005, 131008, 131009, 131016, 131021,
      131026, 131030, 131031, 131037, 131042, 131045, 131047, 131048, 131049, 131050, 131051, 131052, 131053, 131056, 131057, 131060,
      131063, 131064, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069, 133000, 133004, 133005, 133006,
      133008, 133009, 133010, 133015, 133016, 134011, 134100, 134101, 134102, 135000, 137000, 2494100, 2593107, 2593108, 2593109,
    ];
    for (const wanted of codes) {
      await scene.api('PUT', '/faults', { nextSend: { code: wanted }, receipts: 'none' });
      const { status, body } = await scene.text(MAYA);
      expect([status >= 400, body.error.code]).toEqual([true, wanted]);
      await scene.api('PUT', '/faults', { nextSend: { code: wanted, by: 'status' }, receipts: 'none' });
      expect((await scene.text(MAYA)).status).toBe(200);
      await scene.settle();
      const [error] = scene.receiver.items.at(-1).errors;
      expect(error.code).toBe(wanted);
      expect(error.title).not.toBe('Unknown error');
    }
  });

  it('cuts the connection after it took the message', async () => {
    await hello();
    await scene.api('PUT', '/faults', { loseSendAnswer: 1 });
    await expect(scene.text(MAYA, 'taken')).rejects.toThrow();
    await scene.settle();
    expect(statuses()).toEqual(['sent', 'delivered']);
    expect((await scene.text(MAYA)).status).toBe(200);
  });

  it.each<[string, string[]]>([
    ['reversed', ['read', 'delivered', 'sent']],
    ['skip-delivered', ['sent', 'read']],
    ['failed-then-delivered', ['sent', 'failed', 'delivered', 'read']],
    ['never-read', ['sent', 'delivered']],
    ['none', []],
  ])('tells receipts %s', async (receipts, expected) => {
    await hello();
    await scene.api('PUT', '/faults', { receipts });
    await scene.text(MAYA);
    await scene.api('POST', '/customers/maya/seen', {});
    await scene.settle();
    expect(statuses()).toEqual(expected);
  });

  it('can tell the receipts before it answers the send', async () => {
    await hello();
    await scene.settle();
    await scene.api('PUT', '/faults', { statusBeforeAnswer: true });
    await scene.text(MAYA);
    expect(statuses()).toEqual(['sent', 'delivered']);
  });

  it('refuses for people who blocked the business', async () => {
    await hello();
    await scene.api('PATCH', '/customers/maya', { blocked: true });
    expect(await code({ type: 'text', text: { body: 'x' } })).toBe(131026);
  });

  it('limits the pair and the number while limits are on', async () => {
    await hello();
    await scene.api('PUT', '/faults', { limits: true });
    const codes: (number | undefined)[] = [];
    for (let i = 0; i < 46; i++) codes.push(await code({ type: 'text', text: { body: `${i}` } }));
    expect(codes.filter((one) => one === undefined)).toHaveLength(45);
    expect(codes[45]).toBe(131056);
    scene.clock.at += 6000;
    expect(await code({ type: 'text', text: { body: 'x' } })).toBeUndefined();
    await scene.api('POST', '/bursts', { kind: 'first-messages', count: 90 });
    const others: Any[] = (await scene.api('GET', '/customers')).body.slice(-90);
    const answers: (number | undefined)[] = [];
    for (const { waId } of others) answers.push((await scene.text(waId)).body.error?.code);
    expect(answers.indexOf(130429)).toBe(79);
  });
});
