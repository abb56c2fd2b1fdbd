import type { InboundMessage } from '@parley/plugin';
import { bodyOf, messageOf, valueOf, type Named } from './fixtures/bodies';
import { translate } from './harness';

const one = (name: Named, over = {}, beside = {}) => {
  const events = translate(bodyOf(valueOf({ messages: [messageOf(name, over)], ...beside })));
  expect(events[0]).toMatchObject({ providerId: `wamid.${name}`, address: '200200200', at: 1_790_000_000_000 });
  return events[0] as InboundMessage;
};

describe('R159 R225 every kind of message a customer can send', () => {
  const file = (kind: string, mediaId: string, more = {}) => ({ kind, mediaId, ...more });
  test.each<[Named, Record<string, unknown>]>([
    ['text', { kind: 'text', text: 'Is the blue one still there? 💙' }],
    ['textEmptyBody', { kind: 'text', text: '' }],
    [
      'image',
      {
        kind: 'image',
        text: 'the scratch',
        attachments: [
          file('image', '9001', { mimeType: 'image/jpeg', sha256: 'q83vEjRWeJA=', url: 'https://lookaside.fbsbx.com/x?mid=9001' }),
        ],
      },
    ],
    [
      'imageWithErrors',
      {
        kind: 'image',
        attachments: [file('image', '9002', { mimeType: 'image/png' })],
        content: { code: '131052', details: 'Failed to download', errors: [expect.anything()] },
      },
    ],
    ['imageWithoutId', { kind: 'unsupported', text: 'lost', content: { type: 'image', code: '131052', details: 'Failed to download' } }],
    ['video', { kind: 'video', text: 'look', attachments: [file('video', '9003', { mimeType: 'video/mp4', sha256: 'aa' })] }],
    ['audio', { kind: 'audio', attachments: [file('audio', '9004', { mimeType: 'audio/mpeg', sha256: 'aa' })] }],
    ['voice', { kind: 'voice', attachments: [file('audio', '9005', { mimeType: 'audio/ogg; codecs=opus', sha256: 'aa', voice: true })] }],
    ['voiceAlias', { kind: 'voice', attachments: [file('audio', '9006', { mimeType: 'audio/ogg', voice: true })] }],
    [
      'document',
      {
        kind: 'document',
        text: 'see page 2',
        attachments: [file('document', '9007', { mimeType: 'application/pdf', fileName: 'invoice 7.pdf' })],
      },
    ],
    ['sticker', { kind: 'sticker', content: { animated: true }, attachments: [file('sticker', '9008', { mimeType: 'image/webp' })] }],
    ['button', { kind: 'button', text: 'Stop', content: { payload: 'STOP', text: 'Stop' } }],
    ['interactiveNew', { kind: 'interactive', text: 'Hm', content: { type: 'future_reply', data: { title: 'Hm', x: 1 } } }],
    [
      'listReply',
      { kind: 'interactive', text: 'Tuesday', content: { type: 'list_reply', id: 'slot-3', title: 'Tuesday', description: '10 to 12' } },
    ],
    [
      'formReply',
      {
        kind: 'interactive',
        text: 'Sent',
        content: { type: 'nfm_reply', name: 'flow', flowToken: 't1', data: { flow_token: 't1', stars: '5' } },
      },
    ],
    ['formReplyArray', { kind: 'interactive', text: 'Sent', content: { type: 'nfm_reply', name: 'flow', flowToken: 't2', data: [1, 2] } }],
    ['formReplyBroken', { kind: 'interactive', text: 'Sent', content: { type: 'nfm_reply', name: 'flow', responseJson: '{not json' } }],
    [
      'callPermission',
      {
        kind: 'interactive',
        text: 'The customer allows calls.',
        content: {
          type: 'call_permission_reply',
          data: { response: 'accept', expirationTimestamp: 1753186982, responseSource: 'user_action' },
        },
      },
    ],
    [
      'order',
      {
        kind: 'order',
        text: 'soon please',
        content: {
          catalogId: '77',
          text: 'soon please',
          items: [
            { retailerId: 'sku-1', quantity: 2, price: 9.5, currency: 'EUR' },
            { retailerId: 'sku-2', quantity: 1, price: 3, currency: 'EUR' },
          ],
        },
      },
    ],
    [
      'unsupported',
      { kind: 'unsupported', content: { type: 'poll_creation', code: '131051', details: 'Message type is currently not supported.' } },
    ],
    ['unsupportedFlat', { kind: 'unsupported', content: { type: 'unsupported', code: '131051', details: 'flat details' } }],
    ['unknown', { kind: 'unsupported', content: { type: 'unknown', code: '131060', details: 'unavailable' } }],
    ['future', { kind: 'unsupported', content: { type: 'hologram' } }],
    ['textWithoutBody', { kind: 'unsupported', content: { type: 'text' } }],
    ['editWithoutTarget', { kind: 'unsupported', content: { type: 'edit' } }],
  ])('%s', (name, expected) => {
    const { type, kind, text, content, attachments, raw, opens } = one(name);
    expect({ type, kind, text, content, attachments }).toEqual({ type: 'message', ...expected });
    expect(raw).toEqual(messageOf(name));
    expect(opens).toBeUndefined();
  });

  test('R204 the tap on a button of ours names the message that it answers', () =>
    expect(one('buttonReply')).toMatchObject({ text: 'Yes, please', content: { id: 'yes' }, replyToProviderId: 'wamid.OURS' }));

  test('R236 chatwoot#4917 a location is text with a link, also without a name and without a type', () => {
    expect(one('location')).toMatchObject({
      kind: 'location',
      text: 'Gate\nPariser Platz\nhttps://maps.example/gate',
      content: { latitude: 52.5163, longitude: 13.3777, name: 'Gate' },
    });
    expect(one('locationPlain')).toMatchObject({
      text: 'https://www.google.com/maps/search/?api=1&query=48.8584,2.2945',
      content: { latitude: 48.8584, longitude: 2.2945 },
    });
  });

  test('chatwoot#4917 contacts keep names, numbers and what asked for them', () =>
    expect(one('contacts').content).toEqual({
      origin: 'contact_request',
      contacts: [
        {
          name: 'Ana Silva',
          nameParts: { formattedName: 'Ana Silva', firstName: 'Ana', lastName: 'Silva' },
          phones: [{ phone: '+351 912 555 010', waId: '351912555010', type: 'CELL' }],
          emails: [{ email: 'ana@mail.example', type: 'WORK' }],
          org: { company: 'Fado' },
          birthday: '1990-02-01',
        },
        { name: 'Bo', nameParts: { firstName: 'Bo' }, phones: [], emails: [] },
      ],
    }));

  test('an interactive message without its object is explained by the errors beside it', () =>
    expect(
      one('interactiveMissing', {}, { errors: [{ code: 131000, error_data: { details: 'Unsupported webhook payload' } }] }),
    ).toMatchObject({
      kind: 'unsupported',
      content: { type: 'interactive', code: '131000', details: 'Unsupported webhook payload' },
      replyToProviderId: 'wamid.OURS',
    }));

  test('quote, forward and product may come together on any kind', () =>
    expect(one('everythingInContext')).toMatchObject({
      kind: 'image',
      replyToProviderId: 'wamid.OURS',
      forwarded: true,
      content: { forwarded: true, frequentlyForwarded: true, product: { catalogId: '77', retailerId: 'sku-1' } },
    }));

  test('the advertisement that brought the customer is kept', () =>
    expect(one('referral').content).toEqual({
      referral: {
        sourceUrl: 'https://fb.example/a',
        sourceId: '42',
        sourceType: 'ad',
        headline: 'Sale',
        body: 'All shoes',
        mediaType: 'image',
        imageUrl: 'https://fb.example/i',
        ctwaClid: 'clid',
        welcomeMessage: { text: 'Hi' },
      },
    }));

  test('a system message belongs to a conversation but opens none', () =>
    expect(one('systemIdentity')).toMatchObject({
      kind: 'system',
      text: 'Security code changed',
      content: { type: 'customer_identity_changed' },
      opens: false,
      opensWindow: false,
    }));
});

describe('what a customer does to a message', () => {
  test('chatwoot#10411 a reaction is seen, and its removal too', () => {
    expect(one('reaction')).toMatchObject({ type: 'reaction', targetProviderId: 'wamid.OURS', emoji: '👍' });
    expect(one('reactionRemovedEmpty')).toMatchObject({ type: 'reaction', emoji: null });
    expect(one('reactionRemovedMissing')).toMatchObject({ type: 'reaction', emoji: null });
  });
  test('an edit carries the new text; a caption that is gone is empty', () => {
    expect(one('edit')).toMatchObject({ type: 'edit', targetProviderId: 'wamid.FIRST', text: 'Tuesday, I mean' });
    expect(one('editCaption')).toMatchObject({ type: 'edit', text: '' });
  });
  test('a message is taken back', () => expect(one('revoke')).toMatchObject({ type: 'revoke', targetProviderId: 'wamid.FIRST' }));
});
