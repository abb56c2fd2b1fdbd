import type { InboundEvent } from '@parley/plugin';
import { Harness } from './support/harness';
import { text } from './support/parrot';

let h: Harness;
beforeEach(async () => {
  h = await Harness.open();
});
afterEach(() => h.close());

const conversations = () => h.rows('select * from conversation order by openedAt, id');
const messages = () => h.rows('select * from message order by conversationId, seq');
const types = () => h.told.map((event) => event.type);

describe('who it is', () => {
  const with_ = (id: string, identities: [string, string][], more: object = {}) =>
    text('x', id, {
      sender: { identities: identities.map(([kind, value]) => ({ kind, value })), replyTo: { kind: 'feather', value: 'x' }, ...more },
    });
  const links = async () =>
    (await h.rows('select i.value as value, c.id as id from contact_identity i join contact c on c.id = i.contactId order by i.value')).map(
      (row) => [row.value, row.id],
    );

  test('the strongest known identity decides and the missing ones are linked', async () => {
    await h.post([with_('1', [['feather', 'f1']])]);
    await h.post([
      with_('2', [
        ['ring', 'r1'],
        ['feather', 'f1'],
      ]),
    ]);
    await h.post([with_('3', [['ring', 'r1']])]);
    expect([await h.count('contact'), await h.count('conversation')]).toEqual([1, 1]);
    expect((await links()).map(([value]) => value)).toEqual(['f1', 'r1']);
    expect(types().filter((type) => type === 'contact.updated')).toHaveLength(1);
  });

  test('two customers are never merged: the strongest identity keeps its contact, the other keeps its own', async () => {
    await h.post([with_('1', [['ring', 'r1']]), with_('2', [['feather', 'f1']])]);
    const before = await links();
    await h.post([
      with_('3', [
        ['ring', 'r1'],
        ['feather', 'f1'],
      ]),
    ]);
    expect(await links()).toEqual(before);
    const owner = before.find(([value]) => value === 'r1')?.[1];
    const [message] = await h.rows(
      "select c.contactId as contactId from message m join conversation c on c.id = m.conversationId where m.providerId = '3'",
    );
    expect(message?.contactId).toBe(owner);
  });

  test('chatwoot#15586 #13837 a customer without a number is a customer; the handle may change and is searched for', async () => {
    await h.post([with_('1', [['ring', 'r9']], { username: 'MayaFly' })]);
    await h.post([with_('2', [['ring', 'r9']], { username: 'maya.fly', name: 'Maya' })]);
    const [contact] = await h.rows('select * from contact');
    expect([contact?.name, contact?.username, contact?.phone, contact?.searchText]).toEqual(['Maya', 'maya.fly', null, 'maya maya.fly']);
    expect(await h.count('contact')).toBe(1);
  });

  test('a changed identity is linked, shown in the conversation, and the next message from it is the same customer', async () => {
    await h.post([text('1', 'a', { at: 1_000 })]);
    const change: InboundEvent = {
      type: 'identity',
      address: 'perch',
      at: 2_000,
      raw: { changed: true },
      providerId: 'chg',
      from: [{ kind: 'feather', value: '1' }],
      to: [{ kind: 'feather', value: '2' }],
      text: 'has a new number',
      replyTo: { kind: 'feather', value: '2' },
    };
    await h.post([change]);
    await h.post([change]);
    await h.post([text('2', 'b', { at: 3_000 })]);
    expect([await h.count('contact'), await h.count('conversation')]).toEqual([1, 1]);
    expect((await messages()).map((m) => [m.kind, m.authorKind, m.text])).toEqual([
      ['text', 'contact', 'hello a'],
      ['system', 'system', 'has a new number'],
      ['text', 'contact', 'hello b'],
    ]);
    expect((await conversations())[0]?.unread).toBe(2);
    expect((await h.rows('select replyValue from contact_inbox')).map((row) => row.replyValue)).toEqual(['2']);
  });

  test('a changed identity of a customer whom nobody knows opens nothing and is kept as a notice', async () => {
    await h.post([
      {
        type: 'identity',
        address: 'perch',
        at: 1,
        raw: {},
        providerId: 'chg',
        from: [{ kind: 'feather', value: '8' }],
        to: [{ kind: 'feather', value: '9' }],
      },
    ]);
    expect([await h.count('contact'), await h.count('channel_notice', "kind = 'unattached'")]).toEqual([0, 1]);
  });
});
