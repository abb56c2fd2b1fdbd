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

describe('reactions, edits, revokes, notices', () => {
  const sender = text('1').sender;
  const reaction = (emoji: string | null, at: number, target = 'a'): InboundEvent => ({
    type: 'reaction',
    address: 'perch',
    at,
    raw: {},
    providerId: `r${at}`,
    sender,
    targetProviderId: target,
    emoji,
  });

  test('a reaction stands on its message, changes, goes away, and an old one that comes again changes nothing (chatwoot#10411 #8656, zammad#5224)', async () => {
    await h.post([text('1', 'a')]);
    await h.post([reaction('👍', 1_000)]);
    const shown = async () => (await h.rows("select emoji, authorId from reaction where emoji <> ''")).map((row) => row.emoji);
    expect(await shown()).toEqual(['👍']);
    await h.post([reaction('❤️', 2_000)]);
    await h.post([reaction('👍', 1_000)]);
    expect(await shown()).toEqual(['❤️']);
    await h.post([reaction(null, 3_000)]);
    await h.post([reaction('❤️', 2_000)]);
    expect(await shown()).toEqual([]);
    expect(types().filter((type) => type === 'message.updated')).toHaveLength(3);
    expect(await h.count('conversation')).toBe(1);
  });

  test('a reaction that overtook its message within a webhook is applied; one without a message is kept as a notice', async () => {
    await h.post([reaction('👍', 1_000), text('1', 'a')]);
    expect(await h.count('reaction')).toBe(1);
    await h.post([reaction('👍', 1_500, 'nobody')]);
    expect(await h.count('channel_notice', "kind = 'unattached'")).toBe(1);
    expect(await h.count('dead_letter')).toBe(0);
  });

  test('an edit changes words and list, a revoke takes them off the list, and an edit after it changes nothing', async () => {
    const edit = (at: number, words: string): InboundEvent => ({
      type: 'edit',
      address: 'perch',
      at,
      raw: {},
      providerId: `e${at}`,
      sender,
      targetProviderId: 'a',
      text: words,
    });
    await h.post([text('1', 'a', { at: 500 })]);
    await h.post([edit(2_000, 'second')]);
    await h.post([edit(1_000, 'first, late')]);
    expect((await messages()).map((m) => [m.text, Number(m.editedAt)])).toEqual([['second', 2_000]]);
    expect((await conversations())[0]?.lastMessageText).toBe('second');
    await h.post([{ type: 'revoke', address: 'perch', at: 3_000, raw: {}, providerId: 'x', sender, targetProviderId: 'a' }]);
    await h.post([edit(4_000, 'again')]);
    expect((await messages()).map((m) => [m.text, Number(m.revokedAt)])).toEqual([['second', 3_000]]);
    expect([(await conversations())[0]?.lastMessageText, (await conversations())[0]?.unread]).toEqual([null, 1]);
    expect(types().filter((type) => type === 'message.updated')).toHaveLength(2);
  });

  test('a customer cannot change what we wrote', async () => {
    await h.post([text('1', 'in', { at: 1 }), text('1', 'ours', { echo: true, at: 2 })]);
    await h.post([{ type: 'edit', address: 'perch', at: 9, raw: {}, providerId: 'e', sender, targetProviderId: 'ours', text: 'forged' }]);
    expect((await messages())[1]?.text).toBe('hello ours');
    expect(await h.count('channel_notice', "kind = 'unattached'")).toBe(1);
  });

  test('a notice is kept once for its key, with its inbox when it has one, and told to whoever manages intake', async () => {
    const notice = (more: object): InboundEvent =>
      ({ type: 'notice', kind: 'account_update', at: 1, raw: { a: 1 }, data: { a: 1 }, ...more }) as InboundEvent;
    await h.post([
      notice({ key: 'k' }),
      notice({ key: 'k' }),
      notice({ address: 'perch', key: 'p' }),
      notice({}),
      notice({ address: 'unknown', key: 'u' }),
    ]);
    await h.post([notice({ key: 'k' }), notice({})]);
    const rows = await h.rows('select inboxId from channel_notice order by id');
    expect(rows.map((row) => row.inboxId === h.inboxId)).toEqual(expect.arrayContaining([true, false, false, false]));
    expect(rows).toHaveLength(4);
    const told = h.told.filter((event) => event.type === 'notice.received');
    expect([told.length, told[0]?.audience]).toEqual([4, { permission: 'intake.manage' }]);
  });
});
