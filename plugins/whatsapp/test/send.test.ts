import type { OutboundAttachment, OutboundMessage } from '@parley/plugin';
import { abilities } from '../src/abilities';
import { send } from '../src/send';
import { GraphServer, takesAll } from './graph-server';
import { context, failureOf, inboxOf } from './harness';

const server = new GraphServer();
let graphUrl = '';
beforeAll(async () => {
  graphUrl = await server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.calls.length = 0;
  server.answer = takesAll;
});

const message = (over: Partial<OutboundMessage>): OutboundMessage => ({
  messageId: 'msg_1',
  to: { kind: 'wa_id', value: '15550100001' },
  kind: 'text',
  text: 'Hello',
  attempt: 1,
  ...over,
});
const go = (over: Partial<OutboundMessage>) => send(context(), inboxOf({ graphUrl: `${graphUrl}/` }), message(over));
const file = (over: Partial<OutboundAttachment>): OutboundAttachment => ({
  kind: 'image',
  mimeType: 'image/png',
  size: 5,
  read: async () => Buffer.from('bytes'),
  ...over,
});
const buttons = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `b${n}`, title: `Button ${n}` }));
const rows = (count: number, prefix = 'r') => Array.from({ length: count }, (_, n) => ({ id: `${prefix}${n}`, title: `Row ${n}` }));

describe('R063 what goes to WhatsApp', () => {
  test('R159 a text, with our own id and emojis, to a number', async () => {
    expect(await go({ text: 'Grüße 💙' })).toEqual({ providerId: 'wamid.NEW' });
    expect(server.calls[0]).toMatchObject({ method: 'POST', url: '/v25.0/200200200/messages', headers: { authorization: 'Bearer TOKEN' } });
    expect(server.last).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '15550100001',
      biz_opaque_callback_data: 'msg_1',
      type: 'text',
      text: { body: 'Grüße 💙', preview_url: false },
    });
  });

  test('a link gets a preview, a quote its context', async () => {
    await go({ text: 'see https://shop.example/a', replyToProviderId: 'wamid.Q' });
    expect(server.last).toMatchObject({ context: { message_id: 'wamid.Q' }, text: { preview_url: true } });
  });

  test('chatwoot#15150 a user id goes into recipient, never into to', async () => {
    await go({ to: { kind: 'bsuid', value: 'US.MIA' } });
    expect(server.last).toMatchObject({ recipient: 'US.MIA' });
    expect(server.last).not.toHaveProperty('to');
    await go({ to: { kind: 'wa_group', value: 'G1' } });
    expect(server.last).toMatchObject({ recipient_type: 'group', to: 'G1' });
  });

  test('the id WhatsApp uses for the customer comes back when it is another one; a message may be held', async () => {
    server.answer = () => ({
      json: { contacts: [{ wa_id: '5511987654321' }], messages: [{ id: 'wamid.B', message_status: 'held_for_quality_assessment' }] },
    });
    expect(await go({})).toEqual({ providerId: 'wamid.B', address: { kind: 'wa_id', value: '5511987654321' }, held: true });
  });

  test.each<[string, Partial<OutboundMessage>, string, unknown]>([
    ['R225 R232 image', { kind: 'image', text: 'the red one', attachment: file({}) }, 'image', { id: 'media_1', caption: 'the red one' }],
    [
      'R233 video',
      { kind: 'video', text: undefined, attachment: file({ kind: 'video', mimeType: 'video/mp4' }) },
      'video',
      { id: 'media_1' },
    ],
    [
      'R230 chatwoot#12283 document with its name',
      { kind: 'document', text: undefined, attachment: file({ kind: 'document', mimeType: 'application/pdf', fileName: 'bill 7.pdf' }) },
      'document',
      { id: 'media_1', filename: 'bill 7.pdf' },
    ],
    [
      'R231 audio',
      { kind: 'audio', text: undefined, attachment: file({ kind: 'audio', mimeType: 'audio/mpeg' }) },
      'audio',
      { id: 'media_1' },
    ],
    [
      'sticker',
      { kind: 'sticker', text: undefined, attachment: file({ kind: 'sticker', mimeType: 'image/webp' }) },
      'sticker',
      { id: 'media_1' },
    ],
    [
      'voice message',
      { kind: 'voice', text: undefined, attachment: file({ kind: 'audio', mimeType: 'audio/ogg', voice: true }) },
      'audio',
      { id: 'media_1', voice: true },
    ],
    [
      'voice in a format phones do not play as one',
      { kind: 'voice', text: undefined, attachment: file({ kind: 'audio', mimeType: 'audio/mp4', voice: true }) },
      'audio',
      { id: 'media_1' },
    ],
    [
      'location',
      { kind: 'location', content: { latitude: 1.5, longitude: '2', name: 'Here' } },
      'location',
      { latitude: 1.5, longitude: 2, name: 'Here' },
    ],
    [
      'contacts',
      { kind: 'contacts', content: { contacts: [{ name: 'Ana', phones: [{ phone: '+351', waId: '351' }] }] } },
      'contacts',
      [{ name: { first_name: 'Ana', formatted_name: 'Ana' }, phones: [{ phone: '+351', wa_id: '351' }] }],
    ],
    [
      'reaction',
      { kind: 'reaction', text: undefined, reaction: { targetProviderId: 'wamid.T', emoji: '' }, replyToProviderId: 'wamid.T' },
      'reaction',
      { message_id: 'wamid.T', emoji: '' },
    ],
    [
      'buttons',
      { kind: 'interactive', content: { body: 'Pick', header: 'H', footer: 'F', buttons: buttons(3) } },
      'interactive',
      {
        type: 'button',
        header: { type: 'text', text: 'H' },
        body: { text: 'Pick' },
        footer: { text: 'F' },
        action: { buttons: buttons(3).map((reply) => ({ type: 'reply', reply })) },
      },
    ],
    [
      'buttons under an image',
      { kind: 'interactive', content: { body: 'Pick', buttons: buttons(1) }, attachment: file({}) },
      'interactive',
      { type: 'button', header: { type: 'image', image: { id: 'media_1' } }, body: { text: 'Pick' }, action: expect.anything() },
    ],
    [
      'list',
      { kind: 'interactive', content: { body: 'Pick', list: { button: 'Open', sections: [{ title: 'S', rows: rows(10) }] } } },
      'interactive',
      { type: 'list', body: { text: 'Pick' }, action: { button: 'Open', sections: [{ title: 'S', rows: rows(10) }] } },
    ],
    [
      'R205 link',
      { kind: 'interactive', content: { body: 'Go', url: { label: 'Shop', url: 'https://shop.example' } } },
      'interactive',
      {
        type: 'cta_url',
        body: { text: 'Go' },
        action: { name: 'cta_url', parameters: { display_text: 'Shop', url: 'https://shop.example' } },
      },
    ],
    [
      'location request',
      { kind: 'interactive', text: 'Where?', content: { locationRequest: true } },
      'interactive',
      { type: 'location_request_message', body: { text: 'Where?' }, action: { name: 'send_location' } },
    ],
    [
      'R159 template',
      {
        kind: 'template',
        content: {
          name: 'hello',
          language: 'de',
          components: [
            { type: 'header', parameters: [] },
            { type: 'body', parameters: [{ type: 'text', text: 'Mia' }] },
          ],
        },
      },
      'template',
      { name: 'hello', language: { code: 'de' }, components: [{ type: 'body', parameters: [{ type: 'text', text: 'Mia' }] }] },
    ],
    [
      'R203 chatwoot#13159 template with a file',
      {
        kind: 'template',
        content: { name: 'bill', language: { code: 'en_US' } },
        attachment: file({ kind: 'document', mimeType: 'application/pdf', fileName: 'b.pdf' }),
      },
      'template',
      {
        name: 'bill',
        language: { code: 'en_US' },
        components: [{ type: 'header', parameters: [{ type: 'document', document: { id: 'media_1', filename: 'b.pdf' } }] }],
      },
    ],
  ])('%s', async (_, over, type, expected) => {
    expect(await go(over)).toEqual({ providerId: 'wamid.NEW' });
    expect(server.last).toMatchObject({ type, biz_opaque_callback_data: 'msg_1' });
    expect(server.last[type]).toEqual(expected);
    expect(server.last).not.toHaveProperty('context');
  });

  test('chatwoot#7048 #12713 fazer-ai#439 a voice message is uploaded with its codec', async () => {
    await go({ kind: 'voice', text: undefined, attachment: file({ kind: 'audio', mimeType: 'audio/ogg', fileName: 'v.ogg' }) });
    expect(server.calls[0]).toMatchObject({ method: 'POST', url: '/v25.0/200200200/media' });
    expect(server.calls[0]?.text).toMatch(/name="messaging_product"\r\n\r\nwhatsapp/);
    expect(server.calls[0]?.text).toMatch(/name="type"\r\n\r\naudio\/ogg; codecs=opus/);
    expect(server.calls[0]?.text).toMatch(/name="file"; filename="v.ogg"\r\nContent-Type: audio\/ogg; ?codecs=opus\r\n\r\nbytes\r\n/);
  });
});

describe('what WhatsApp would refuse is refused before the call', () => {
  const long = (length: number) => '💙'.repeat(length);
  test.each<[string, Partial<OutboundMessage>, string]>([
    ['no text', { text: ' ' }, 'EMPTY'],
    ['a long text', { text: long(4097) }, 'TOO_LONG'],
    ['a long caption', { kind: 'image', text: long(1025), attachment: file({}) }, 'TOO_LONG'],
    ['text under a voice message', { kind: 'audio', text: 'hm', attachment: file({ kind: 'audio', mimeType: 'audio/mpeg' }) }, 'CAPTION'],
    ['no file', { kind: 'image', attachment: undefined }, 'NO_FILE'],
    ['R232 an image of another type', { kind: 'image', attachment: file({ mimeType: 'image/gif' }) }, 'FILE_TYPE'],
    ['R229 an image of 6 MB', { kind: 'image', attachment: file({ size: 6 * 1024 * 1024 }) }, 'FILE_SIZE'],
    [
      'R228 a document of 100 MB',
      { kind: 'document', attachment: file({ kind: 'document', mimeType: 'application/pdf', size: 100 * 1024 * 1024 }) },
      'FILE_SIZE',
    ],
    ['an empty file', { kind: 'image', attachment: file({ size: 0 }) }, 'FILE_EMPTY'],
    ['four buttons', { kind: 'interactive', content: { body: 'b', buttons: buttons(4) } }, 'BUTTONS'],
    [
      'buttons with one id',
      { kind: 'interactive', content: { body: 'b', buttons: [buttons(1)[0], { ...buttons(1)[0], title: 'x' }] } },
      'BUTTONS',
    ],
    ['a long button', { kind: 'interactive', content: { body: 'b', buttons: [{ id: '1', title: long(21) }] } }, 'TOO_LONG'],
    [
      'eleven rows',
      {
        kind: 'interactive',
        content: {
          body: 'b',
          list: {
            button: 'o',
            sections: [
              { title: 'a', rows: rows(6) },
              { title: 'b', rows: rows(5, 's') },
            ],
          },
        },
      },
      'LIST',
    ],
    [
      'rows with one id',
      {
        kind: 'interactive',
        content: {
          body: 'b',
          list: {
            button: 'o',
            sections: [
              { title: 'a', rows: rows(2) },
              { title: 'b', rows: rows(1) },
            ],
          },
        },
      },
      'LIST',
    ],
    [
      'two sections, one untitled',
      { kind: 'interactive', content: { body: 'b', list: { button: 'o', sections: [{ title: 'a', rows: rows(1) }, { rows: rows(1) }] } } },
      'EMPTY',
    ],
    ['a link of another kind', { kind: 'interactive', content: { body: 'b', url: { label: 'x', url: 'javascript:alert(1)' } } }, 'LINK'],
    ['nothing to tap', { kind: 'interactive', content: { body: 'b' } }, 'INTERACTIVE'],
    ['a place off the globe', { kind: 'location', content: { latitude: 91, longitude: 0 } }, 'LOCATION'],
    ['no contacts', { kind: 'contacts', content: {} }, 'CONTACTS'],
    ['a template without a name', { kind: 'template', content: { language: 'de' } }, 'TEMPLATE'],
    ['a reaction to nothing', { kind: 'reaction' }, 'REACTION'],
    ['a kind that does not exist', { kind: 'hologram' }, 'KIND'],
  ])('%s', async (_, over, code) => {
    const failure = await failureOf(go(over));
    expect(failure).toMatchObject({
      kind: 'rejected',
      failure: { code, message: expect.stringMatching(/[.]$/) },
      options: { reason: 'content' },
    });
    expect(server.calls).toEqual([]);
  });

  test('4096 characters go through, however many bytes they have', async () =>
    expect(await go({ text: long(4096) })).toEqual({ providerId: 'wamid.NEW' }));
  test.each([
    { kind: 'email', value: 'a@b.example' },
    { kind: 'wa_id', value: '' },
    { kind: 'constructor', value: 'x' },
  ])('an address that is not WhatsApp’s: %j', async (to) =>
    expect(await failureOf(go({ to }))).toMatchObject({ kind: 'rejected', options: { reason: 'recipient' } }),
  );
  test('R230 R231 R232 R233 the abilities list what may be attached', () => {
    expect(abilities.attachments?.image?.mimeTypes).toEqual(['image/jpeg', 'image/png']);
    expect(abilities.attachments?.video?.mimeTypes).toEqual(['video/mp4']);
    expect(abilities).toMatchObject({ serviceWindowMs: 86_400_000, maxTextLength: 4096, messagesPerSecond: 80 });
  });
});
