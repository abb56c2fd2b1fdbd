import type { Any, Scene } from './harness';
import { MAYA, openScene } from './harness';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

/** Maya sends it; what Parley is told. */
const send = async (message: Any): Promise<Any> => {
  const reply = await scene.api('POST', '/customers/maya/messages', message);
  expect(reply).toMatchObject({ status: 201 });
  await scene.settle();
  const item = scene.receiver.items.at(-1);
  expect(item).toMatchObject({ id: reply.body.id, timestamp: String(scene.clock.at / 1000) });
  return item;
};

const media = {
  mime_type: expect.any(String),
  sha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
  id: expect.stringMatching(/^\d{16}$/),
};

describe('every kind of inbound message has WhatsApp’s shape', () => {
  it.each<[string, Any, Any]>([
    ['text', { type: 'text', text: { body: 'Hi' } }, { type: 'text', from: MAYA, from_user_id: expect.any(String), text: { body: 'Hi' } }],
    [
      'image',
      { type: 'image', image: { caption: 'The gate' } },
      { type: 'image', image: { ...media, mime_type: 'image/png', caption: 'The gate' } },
    ],
    ['video', { type: 'video' }, { type: 'video', video: { ...media, mime_type: 'video/mp4' } }],
    ['audio', { type: 'audio' }, { type: 'audio', audio: { ...media, voice: false } }],
    ['voice', { type: 'voice' }, { type: 'audio', audio: { ...media, mime_type: 'audio/ogg; codecs=opus', voice: true } }],
    [
      'document',
      { type: 'document', document: { filename: 'note.pdf' } },
      { type: 'document', document: { ...media, filename: 'note.pdf' } },
    ],
    ['sticker', { type: 'sticker' }, { type: 'sticker', sticker: { ...media, mime_type: 'image/webp', animated: false } }],
    [
      'location',
      { type: 'location', location: { latitude: 6.5, longitude: 3.4, name: 'Gate 2' } },
      { type: 'location', location: { latitude: 6.5, longitude: 3.4, name: 'Gate 2' } },
    ],
    [
      'contacts',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Kunle' }, phones: [{ phone: '+234 1' }] }] },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Kunle' }, phones: [{ phone: '+234 1' }] }] },
    ],
    [
      'button reply',
      { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } }, context: { id: 'wamid.X' } },
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } },
        context: { from: '442079460142', id: 'wamid.X' },
      },
    ],
    [
      'list reply',
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'first' } } },
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'first' } } },
    ],
    [
      'flow reply',
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{"a":1}' } } },
      { interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":1}' } } },
    ],
    [
      'template button',
      { type: 'button', button: { payload: 'OK_1', text: 'OK' } },
      { type: 'button', button: { payload: 'OK_1', text: 'OK' } },
    ],
    [
      'order',
      { type: 'order', order: { product_items: [{ product_retailer_id: 'SOFA', quantity: 1, item_price: 30.5, currency: 'EUR' }] } },
      {
        type: 'order',
        order: {
          catalog_id: expect.any(String),
          product_items: [{ product_retailer_id: 'SOFA', quantity: 1, item_price: 30.5, currency: 'EUR' }],
        },
      },
    ],
    [
      'unsupported',
      { type: 'unsupported', unsupported: { type: 'poll_creation' } },
      {
        type: 'unsupported',
        unsupported: { type: 'poll_creation' },
        errors: [{ code: 131051, title: expect.any(String), message: expect.any(String), error_data: { details: expect.any(String) } }],
      },
    ],
    ['a forward', { type: 'text', text: 'look', context: { forwarded: true } }, { context: { forwarded: true }, text: { body: 'look' } }],
    [
      'a question about a product',
      { type: 'text', text: 'this?', context: { referred_product: { catalog_id: '1', product_retailer_id: '2' } } },
      { context: { referred_product: { catalog_id: '1', product_retailer_id: '2' } } },
    ],
    [
      'a first message from an advertisement',
      { type: 'text', text: 'Hi', referral: { source_url: 'https://fb.me/x', headline: 'Chat with us' } },
      { referral: { source_url: 'https://fb.me/x', source_type: 'ad', source_id: expect.any(String), headline: 'Chat with us' } },
    ],
  ])('%s', async (_name, message, expected) => {
    expect(await send(message)).toMatchObject(expected);
  });

  it('reactions come, change and go', async () => {
    await scene.api('POST', '/customers/maya/messages', { type: 'text', text: 'Hi' });
    const { id } = (await scene.text(MAYA)).body.messages[0];
    expect(await send({ type: 'reaction', reaction: { message_id: id, emoji: '🎉' } })).toMatchObject({
      type: 'reaction',
      reaction: { message_id: id, emoji: '🎉' },
    });
    expect((await scene.api('GET', '/customers/maya/messages')).body.at(-1).reactions).toEqual({ customer: '🎉' });
    const gone = await send({ type: 'reaction', reaction: { message_id: id } });
    expect(gone.reaction).toEqual({ message_id: id });
  });

  it('an edit within 15 minutes, a deletion within two days, and not later', async () => {
    const { id } = await send({ type: 'text', text: 'Helo' });
    expect(await send({ type: 'edit', edit: { original_message_id: id, text: 'Hello' } })).toMatchObject({
      type: 'edit',
      edit: { original_message_id: id, message: { type: 'text', text: { body: 'Hello' } } },
    });
    expect((await scene.api('GET', '/customers/maya/messages')).body[0]).toMatchObject({ edited: true, body: { body: 'Hello' } });
    scene.clock.at += 15 * 60_000 + 1000;
    expect(
      (await scene.api('POST', '/customers/maya/messages', { type: 'edit', edit: { original_message_id: id, text: 'Hullo' } })).status,
    ).toBe(400);
    expect(await send({ type: 'revoke', revoke: { original_message_id: id } })).toMatchObject({
      type: 'revoke',
      revoke: { original_message_id: id },
    });
    scene.clock.at += 2 * 24 * 3_600_000;
    expect(
      (await scene.api('POST', '/customers/maya/messages', { type: 'revoke', revoke: { original_message_id: id } })).body.error,
    ).toContain('two days');
  });

  it('a change of number comes from the old one, without contacts', async () => {
    const item = await send({ type: 'system', system: { phone: '+234 803 555 0199' } });
    expect(item).toEqual({
      from: MAYA,
      id: expect.any(String),
      timestamp: expect.any(String),
      type: 'system',
      system: {
        body: `User Maya Okafor changed from ${MAYA} to 2348035550199`,
        type: 'user_changed_number',
        wa_id: '2348035550199',
        user_id: expect.any(String),
        previous_user_id: expect.any(String),
      },
    });
    expect(scene.receiver.values.at(-1)).not.toHaveProperty('contacts');
    expect(await send({ type: 'text', text: 'It is me' })).toMatchObject({ from: '2348035550199' });
  });

  it('a hidden number: user id and username, no number anywhere', async () => {
    await scene.api('PATCH', '/customers/maya', { numberHidden: true });
    const item = await send({ type: 'text', text: 'Guess who' });
    expect(item).not.toHaveProperty('from');
    expect(scene.receiver.values.at(-1).contacts).toEqual([
      { profile: { name: 'Maya Okafor', username: 'maya' }, user_id: item.from_user_id },
    ]);
    await send({ type: 'text', text: 'as I said', context: { id: item.id } });
    expect(await send({ type: 'system', system: { phone: '2348035550198' } })).toMatchObject({ system: { type: 'user_changed_user_id' } });
    for (const { raw } of scene.receiver.arrived) expect(raw.toString()).not.toMatch(/23480355501(42|98)/);
    expect(Buffer.from(item.id.slice(6), 'base64').toString('latin1')).not.toContain(MAYA);
  });

  it('refuses what no phone could send, and says why', async () => {
    const refused = async (message: Any, id = 'maya'): Promise<[number, string]> => {
      const { status, body } = await scene.api('POST', `/customers/${id}/messages`, message);
      return [status, body.error];
    };
    expect(await refused({ type: 'telepathy' })).toEqual([400, expect.stringContaining('type')]);
    expect(await refused({ type: 'text' })).toEqual([400, expect.stringContaining('text')]);
    expect(await refused({ type: 'text', text: 'Hi' }, 'nobody')).toEqual([404, 'There is no customer nobody.']);
    expect(await refused({ type: 'text', text: 'Hi' }, 'lars')).toEqual([400, expect.stringContaining('blocked')]);
    expect(await refused({ type: 'reaction', reaction: { message_id: 'wamid.none', emoji: '👍' } })).toEqual([404, expect.any(String)]);
    await scene.settle();
    expect(scene.receiver.arrived).toHaveLength(0);
  });
});
