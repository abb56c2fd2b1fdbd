import { Malformed, type InboundEvent } from '@parley/plugin';
import { receive } from '../src/receive';
import { toMs } from '../src/receive/time';
import accounts from './fixtures/accounts.json';
import { bodyOf, everything, messageOf, names, SENT_AT, statuses, valueOf, WABA } from './fixtures/bodies';
import { context, inboxOf, NOW, translate } from './harness';

const ids = (events: InboundEvent[]) => events.map((event) => (event.type === 'notice' ? `notice:${event.kind}` : event.providerId));

describe('one body', () => {
  test('chatwoot#13556 every array of every change of every entry is read', () => {
    const first = everything();
    const second = bodyOf(valueOf({ messages: [messageOf('text', { id: 'wamid.2nd' })] }));
    const body = { ...first, entry: [...(first.entry as object[]), ...(second.entry as object[])] };
    const found = ids(translate(body));
    const quiet = names.filter((name) => name !== 'requestWelcome').map((name) => `wamid.${name}`);
    expect(found.sort()).toEqual(
      [...quiet, 'notice:request_welcome', ...statuses().map((status) => status.id), 'notice:errors', 'wamid.2nd'].sort(),
    );
  });

  test.each([
    null,
    7,
    'text',
    [],
    { no: 'id' },
    { id: 'wamid.x' },
    { id: 'wamid.x', from: '1', type: { odd: true } },
    { from: '1', type: 'text' },
  ])('zammad#5439 an odd element %j costs no neighbour', (odd) => {
    const events = translate(bodyOf(valueOf({ contacts: [], messages: [messageOf('text'), odd, messageOf('image')] })));
    expect(events.map((event) => (event.type === 'message' ? event.kind : event.type === 'notice' && event.kind))).toEqual([
      'text',
      odd !== null && typeof odd === 'object' && 'from' in odd && 'id' in odd ? 'unsupported' : 'unreadable',
      'image',
    ]);
    expect(events[1]?.raw).toEqual(odd);
  });

  test('two translations of one body are the same', () => expect(translate(everything())).toEqual(translate(everything())));

  test.each(['', '{', '[]', 'null', '"x"', '{"object":"page","entry":[]}', '{}'])('%s is malformed', (text) =>
    expect(() => translate(text)).toThrow(Malformed),
  );
  test('a body without entries is kept', () =>
    expect(translate('{"object":"whatsapp_business_account"}')).toMatchObject([{ kind: 'unreadable' }]));

  test('an element that is nested too deep to be read is kept, logged without its words, and costs no neighbour', () => {
    const text = JSON.stringify(bodyOf(valueOf({ messages: [messageOf('text')], deep: 'HERE' }))).replace(
      '"HERE"',
      '['.repeat(50_000) + ']'.repeat(50_000),
    );
    const ctx = context();
    const run = () => receive(ctx, inboxOf(), { method: 'POST', headers: {}, query: {}, body: Buffer.from(text) });
    const [message, kept] = run();
    expect(message).toMatchObject({ providerId: 'wamid.text' });
    expect(kept).toMatchObject({ type: 'notice', kind: 'unreadable', key: (run()[1] as { key: string }).key });
    expect(ctx.logged[0]?.fields).toEqual({ field: 'messages', place: '0.0.1', error: 'RangeError' });
  });

  test('a message without a number of ours is kept as a notice', () =>
    expect(translate(bodyOf({ messages: [messageOf('text')] }))).toMatchObject([
      { type: 'notice', kind: 'unreadable', data: { id: 'wamid.text' } },
    ]));

  test('an unknown array beside known ones is a notice of its own', () =>
    expect(ids(translate(bodyOf(valueOf({ messages: [messageOf('text')], polls: [{ a: 1 }] }))))).toEqual(['wamid.text', 'notice:polls']));
});

describe('notices', () => {
  test.each(Object.entries(accounts))('%s concerns the account', (field, value) => {
    const events = translate(bodyOf(value, field, { time: SENT_AT }));
    expect(events).toMatchObject([{ type: 'notice', kind: field, data: value, raw: value, at: SENT_AT * 1000 }]);
    expect(events[0]).not.toHaveProperty('address');
  });

  test.each([
    [
      'history',
      { history: [{ metadata: { phase: 0, chunk_order: 1 }, threads: [] }, { errors: [{ code: 2593109 }] }] },
      ['history', 'history'],
    ],
    ['history', { messages: [messageOf('image')] }, ['history']],
    [
      'smb_app_state_sync',
      {
        state_sync: [
          { type: 'contact', action: 'add' },
          { type: 'contact', action: 'remove' },
        ],
      },
      ['smb_app_state_sync', 'smb_app_state_sync'],
    ],
    ['user_preferences', { user_preferences: [{ wa_id: '15550100001', value: 'stop', timestamp: 1_790_000_001 }] }, ['user_preferences']],
    ['group_settings_update', { groups: [{ group_id: 'g', timestamp: '1790000001' }] }, ['group_settings_update']],
  ])('%s %#', (field, value, kinds) =>
    expect(translate(bodyOf(valueOf(value), field))).toMatchObject(kinds.map((kind) => ({ type: 'notice', kind, address: '200200200' }))),
  );

  test('the key is the same for a redelivery in another order of keys, and another one for other news', () => {
    const key = (value: unknown, time = 1) => (translate(bodyOf(value, 'account_update', { time }))[0] as { key: string }).key;
    expect(key({ event: 'A', info: { x: 1, y: 2 } })).toBe(key({ info: { y: 2, x: 1 }, event: 'A' }));
    expect(new Set([key({ event: 'A' }), key({ event: 'B' }), key({ event: 'A' }, 2)]).size).toBe(3);
  });
});

describe('time', () => {
  test('chatwoot#14739 the time is WhatsApp’s, in text or number; the entry’s or ours only where it is missing', () => {
    const when = (timestamp: unknown, entry = {}) =>
      translate(bodyOf(valueOf({ messages: [messageOf('text', { timestamp })] }), 'messages', entry))[0]?.at;
    expect(when('1790000123')).toBe(1_790_000_123_000);
    expect(when(1_790_000_123)).toBe(1_790_000_123_000);
    expect(when(undefined, { time: 1_790_000_500 })).toBe(1_790_000_500_000);
    expect([undefined, '', 'soon', 0, -5, null, {}].map((odd) => when(odd))).toEqual(Array(7).fill(NOW));
  });
  test('milliseconds are recognised', () => expect(toMs(1_790_000_123_456)).toBe(1_790_000_123_456));
});

describe('echoes and calls', () => {
  const echo = (message: object) => translate(bodyOf(valueOf({ message_echoes: [message] }), 'smb_message_echoes'))[0];
  const sent = { from: '15550200200', to: '15550100001' };

  test('what a colleague wrote on the phone is ours, and the customer is the one it went to', () =>
    expect(echo(messageOf('text', sent))).toMatchObject({
      type: 'message',
      echo: true,
      opens: false,
      opensWindow: false,
      sender: { name: 'Mia Stone', phone: '15550100001' },
    }));
  test('its edits, revokes and reactions are echoes too', () => {
    expect(echo(messageOf('edit', sent))).toMatchObject({ type: 'edit', echo: true, sender: { phone: '15550100001' } });
    expect(echo(messageOf('revoke', sent))).toMatchObject({ type: 'revoke', echo: true });
    expect(echo(messageOf('reaction', sent))).toMatchObject({ type: 'reaction', echo: true });
  });

  const call = (over: object) =>
    translate(
      bodyOf(
        valueOf({ calls: [{ id: 'wacid.1', from: '15550100001', to: '15550200200', event: 'connect', timestamp: '1790000000', ...over }] }),
        'calls',
      ),
    )[0];
  test('a call of the customer opens window and conversation; everything else about calls is a notice', () => {
    expect(call({ direction: 'USER_INITIATED' })).toMatchObject({
      type: 'message',
      kind: 'call',
      opensWindow: true,
      content: { direction: 'inbound', event: 'connect' },
      sender: { name: 'Mia Stone' },
    });
    expect(call({})).toMatchObject({ type: 'message', kind: 'call' });
    expect(call({ direction: 'BUSINESS_INITIATED' })).toMatchObject({ type: 'notice', kind: 'calls' });
    expect(call({ from: '15550200200' })).toMatchObject({ type: 'notice' });
    expect(call({ event: 'terminate', status: 'COMPLETED', direction: 'USER_INITIATED' })).toMatchObject({
      type: 'notice',
      kind: 'calls',
      key: 'wacid.1:terminate:COMPLETED',
    });
    const ringing = { id: 'wacid.2', type: 'call', status: 'RINGING', timestamp: '1790000000' };
    expect(translate(bodyOf(valueOf({ statuses: [ringing] }), 'calls'))).toMatchObject([
      { type: 'notice', key: 'wacid.2:RINGING:1790000000' },
    ]);
  });
  test('the account id is part of no message', () => expect(JSON.stringify(call({}))).not.toContain(WABA));
});
