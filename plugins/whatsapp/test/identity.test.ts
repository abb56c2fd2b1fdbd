import type { InboundMessage } from '@parley/plugin';
import { bodyOf, messageOf, valueOf } from './fixtures/bodies';
import { translate } from './harness';

const senderOf = (over: Record<string, unknown>, value: Record<string, unknown> = {}) =>
  (translate(bodyOf(valueOf({ messages: [messageOf('text', over)], ...value })))[0] as InboundMessage).sender;
const contact = (over: object) => ({ contacts: [{ profile: { name: 'Zoe' }, ...over }] });

describe('who wrote', () => {
  test('identities come strongest first, the name without @', () =>
    expect(senderOf({ from_parent_user_id: 'US.ENT.P' })).toEqual({
      identities: [
        { kind: 'parent_bsuid', value: 'US.ENT.P' },
        { kind: 'bsuid', value: 'US.MIA' },
        { kind: 'wa_id', value: '15550100001' },
      ],
      name: 'Mia Stone',
      username: 'mia.stone',
      phone: '15550100001',
      replyTo: { kind: 'wa_id', value: '15550100001' },
    }));

  test.each([
    ['', ''],
    [undefined, undefined],
  ])('chatwoot#15586 a customer without a number (%j) is known by the user id', (from, wa_id) =>
    expect(senderOf({ from, from_user_id: 'US.ZOE' }, contact({ wa_id, user_id: 'US.ZOE' }))).toEqual({
      identities: [{ kind: 'bsuid', value: 'US.ZOE' }],
      name: 'Zoe',
      replyTo: { kind: 'bsuid', value: 'US.ZOE' },
    }),
  );

  test('contacts are matched by id and never by position', () => {
    const contacts = [
      { profile: { name: 'First' }, wa_id: '1' },
      { profile: { name: 'Second' }, wa_id: '15550100001', user_id: 'US.2' },
    ];
    expect(senderOf({}, { contacts })).toMatchObject({ name: 'Second', identities: [{ kind: 'bsuid', value: 'US.2' }, { kind: 'wa_id' }] });
    expect(senderOf({ from: '999' }, { contacts })).toEqual({
      identities: [{ kind: 'wa_id', value: '999' }],
      phone: '999',
      replyTo: { kind: 'wa_id', value: '999' },
    });
  });

  test('the only contact stands for a message that names nobody; among several it stays unreadable', () => {
    expect(senderOf({ from: undefined })).toMatchObject({ name: 'Mia Stone' });
    const two = { contacts: [{ wa_id: '1' }, { wa_id: '2' }], messages: [messageOf('text', { from: undefined })] };
    expect(translate(bodyOf(valueOf(two)))).toMatchObject([{ type: 'notice', kind: 'unreadable' }]);
  });

  test('a group has the conversation; its author is kept', () =>
    expect(translate(bodyOf(valueOf({ messages: [messageOf('group')] })))[0]).toMatchObject({
      sender: { identities: [{ kind: 'wa_group', value: 'R1JPVVA=' }], replyTo: { kind: 'wa_group', value: 'R1JPVVA=' } },
      content: { groupId: 'R1JPVVA=', author: { name: 'Mia Stone', phone: '15550100001' } },
    }));
});

describe('a customer becomes somebody else', () => {
  const change = (name: 'systemNumber' | 'systemNumberOld' | 'systemUserId', over = {}) =>
    translate(bodyOf(valueOf({ contacts: undefined, messages: [messageOf(name, over)] })))[0];

  test('a new number, in both spellings', () => {
    const expected = {
      type: 'identity',
      from: [{ kind: 'wa_id', value: '15550100001' }],
      to: [{ kind: 'wa_id', value: '15550100009' }],
      replyTo: { kind: 'wa_id', value: '15550100009' },
    };
    expect(change('systemNumber')).toMatchObject({ ...expected, text: 'Mia changed from 15550100001 to 15550100009' });
    expect(change('systemNumberOld')).toMatchObject({
      ...expected,
      text: 'The customer changed their number from 15550100001 to 15550100009.',
    });
  });
  test('a new user id, with and without a number', () => {
    expect(change('systemUserId', { from: '' })).toMatchObject({
      from: [{ kind: 'bsuid', value: 'US.OLD' }],
      to: [{ kind: 'bsuid', value: 'US.NEW' }],
      replyTo: { kind: 'bsuid', value: 'US.NEW' },
    });
    expect(change('systemUserId')).toMatchObject({ to: [{ value: 'US.NEW' }, { kind: 'wa_id', value: '15550100001' }] });
  });
});
