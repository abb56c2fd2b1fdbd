import { Retry, type OutboundMessage, type Sent } from '@parley/plugin';
import { MessageRow } from '../../src/messages/message.entity';
import type { OutboxRow } from '../../src/messages/outbox.entity';
import { ABILITIES, Bench, eventually, gate, PDF } from './bench';

let bench: Bench;
let shared: Bench;
beforeAll(async () => {
  shared = await Bench.open();
});
afterEach(async () => {
  if (bench !== shared) await bench.close();
});
afterAll(() => shared.close());
/** The bench that the tests share, or one with options of its own. */
const use = async (options?: Parameters<typeof Bench.open>[0]) => (bench = options ? await Bench.open(options) : await shared.fresh());

const texts = () => bench.script.sent.map((m) => m.text ?? m.attachment?.fileName);
const accept = (message: OutboundMessage): Sent => ({ providerId: `out-${message.messageId}` });

test('R063 R065 what is queued is sent at once after its commit and becomes accepted, live', async () => {
  await use();
  const { id } = await bench.conversation('49301');
  const [message] = await bench.send(id, { text: 'hello' });
  await eventually(async () => (await bench.message(message?.id ?? '')).deliveryRank === 1);
  expect(bench.script.sent).toMatchObject([
    { messageId: message?.id, to: { kind: 'wa_id', value: '49301' }, kind: 'text', text: 'hello', attempt: 1 },
  ]);
  expect(await bench.message(message?.id ?? '')).toMatchObject({
    providerId: `out-${message?.id}`,
    acceptedAt: bench.clock.now(),
    uncertain: false,
  });
  expect(await bench.outbox(message?.id ?? '')).toMatchObject({ state: 'DONE', attempts: 1, nodeId: bench.kernel.nodeId });
  await bench.room.outbox.runDue();
  expect(bench.events.filter((event) => event.type === 'message.updated').map((event) => event.nodeId)).toEqual([message?.id]);
});

test('I7 a message is marked as being sent, on disk, before the provider hears of it', async () => {
  await use();
  const { id } = await bench.conversation();
  const seen = gate<OutboxRow>();
  bench.script.send = async (message) => {
    seen.open(await bench.outbox(message.messageId));
    return accept(message);
  };
  await bench.send(id, { text: 'hello' });
  expect(await seen.promise).toMatchObject({ state: 'SENDING', nodeId: bench.kernel.nodeId, startedAt: bench.clock.now() });
  await bench.room.outbox.runDue();
});

test('R220 chatwoot#14052 #6120 text and attachments of a conversation never overtake each other, not even over retries', async () => {
  await use();
  const { id } = await bench.conversation();
  const files = [await bench.upload('1.pdf', PDF), await bench.upload('2.pdf', PDF)];
  let busy = false;
  let failures = 2;
  bench.script.send = async (message) => {
    expect(busy).toBe(false);
    busy = true;
    await new Promise((resolve) => setImmediate(resolve));
    busy = false;
    if (message.attachment?.fileName === '1.pdf') {
      expect(Buffer.compare(await message.attachment.read(), PDF)).toBe(0);
      if (failures-- > 0) throw new Retry({ code: 'BUSY', message: 'later' });
    }
    return accept(message);
  };
  await bench.send(id, { text: 'first', attachmentIds: files.map((f) => f.id) });
  await bench.send(id, { text: 'typed right after' });
  await bench.room.outbox.runDue();
  expect(texts()).toEqual(['first', '1.pdf']);
  await bench.later(3_000);
  expect(texts()).toEqual(['first', '1.pdf', '1.pdf']);
  await bench.later(10_000);
  expect(texts()).toEqual(['first', '1.pdf', '1.pdf', '1.pdf', '2.pdf', 'typed right after']);
  expect(bench.script.sent.filter((m) => m.attachment?.fileName === '1.pdf').map((m) => m.attempt)).toEqual([1, 2, 3]);
});

test('several conversations go at once, up to the bound, one message each, and every inbox has its turn', async () => {
  await use({ parallel: 4, asleep: true });
  // inboxes are served in the order of their ids: the busy one comes first
  const [big, small] = [bench.inboxId, await bench.inbox()].sort() as [string, string];
  const open = gate();
  let now = 0;
  let most = 0;
  const busy = new Set<string>();
  bench.script.send = async (message) => {
    expect(busy.has(message.to.value)).toBe(false);
    busy.add(message.to.value);
    most = Math.max(most, ++now);
    await open.promise;
    busy.delete(message.to.value);
    now--;
    return accept(message);
  };
  for (let i = 0; i < 8; i++) {
    const { id } = await bench.conversation(`big-${i}`, big);
    await bench.send(id, { text: 'one' });
    await bench.send(id, { text: 'two' });
  }
  const { id } = await bench.conversation('small', small);
  await bench.send(id, { text: 'from the small inbox' });
  await bench.room.start();
  await eventually(() => bench.script.sent.length === 4);
  expect(texts()).toContain('from the small inbox');
  open.open();
  await bench.room.outbox.runDue();
  expect(most).toBe(4);
  expect(bench.script.sent).toHaveLength(17);
});

test('an inbox sends no faster than its channel allows', async () => {
  await use({ abilities: { ...ABILITIES, messagesPerSecond: 2 }, asleep: true });
  for (let i = 0; i < 5; i++) await bench.send((await bench.conversation()).id, { text: `m${i}` });
  await bench.room.start();
  await bench.room.outbox.runDue();
  expect(bench.script.sent).toHaveLength(2);
  await bench.later(499);
  expect(bench.script.sent).toHaveLength(2);
  await bench.later(1);
  expect(bench.script.sent).toHaveLength(3);
  await bench.later(60_000);
  expect(bench.script.sent).toHaveLength(5);
});

test("agents' replies leave before what plugins send in bulk", async () => {
  await use({ abilities: { ...ABILITIES, messagesPerSecond: 1 }, asleep: true });
  for (let i = 0; i < 3; i++) {
    const { id } = await bench.conversation();
    await bench.room.messages.sendText(bench.orgId, 'acme', { conversationId: id, text: `bulk ${i}`, key: `bulk-${i}` });
    bench.clock.advance(1);
  }
  await bench.send((await bench.conversation()).id, { text: 'a person' });
  await bench.room.start();
  for (let i = 0; i < 4; i++) await bench.later(1_000);
  expect(texts()).toEqual(['a person', 'bulk 0', 'bulk 1', 'bulk 2']);
});

test('a wish to wait is kept: for one conversation the others go on, for the inbox all of them wait', async () => {
  await use();
  const one = await bench.conversation('one');
  const two = await bench.conversation('two');
  const elsewhere = await bench.conversation('three', await bench.inbox());
  let scope: 'conversation' | 'inbox' = 'conversation';
  let failing = 'one';
  bench.script.send = (message) => {
    if (message.to.value === failing) throw new Retry({ code: '131056', message: 'slow down' }, { afterMs: 4_000, scope });
    return accept(message);
  };
  await bench.send(one.id, { text: 'a' });
  await bench.send(two.id, { text: 'b' });
  await bench.room.outbox.runDue();
  expect(texts().sort()).toEqual(['a', 'b']);
  await bench.later(3_999);
  expect(texts().filter((t) => t === 'a')).toHaveLength(1);
  scope = 'inbox';
  await bench.later(1);
  expect(texts().filter((t) => t === 'a')).toHaveLength(2);
  failing = '';
  await bench.send(two.id, { text: 'c' });
  await bench.send(elsewhere.id, { text: 'd' });
  await bench.room.outbox.runDue();
  expect(texts()).toContain('d');
  expect(texts()).not.toContain('c');
  await bench.later(4_000);
  expect(texts().slice(-2).sort()).toEqual(['a', 'c']);
});

test('a quote and a reply carry the provider id of what they stand on', async () => {
  await use();
  const { id } = await bench.conversation('q');
  const providerId = await bench.says('q', { text: 'quote me' });
  const quoted = await bench.db.read.findOneByOrFail(MessageRow, { providerId, inboxId: bench.inboxId });
  const [message] = await bench.send(id, { text: 'this one', replyToId: quoted.id });
  await bench.room.outbox.runDue();
  expect(bench.script.sent[0]).toMatchObject({ text: 'this one', replyToProviderId: providerId });
  expect(message).toMatchObject({ replyToId: quoted.id });
});

test('stop waits for what is under way and begins nothing new', async () => {
  await use({ parallel: 2 });
  const { id } = await bench.conversation();
  const answer = gate();
  const called = gate();
  bench.script.send = async (message) => {
    called.open();
    await answer.promise;
    return accept(message);
  };
  const [first] = await bench.send(id, { text: 'one' });
  const [second] = await bench.send(id, { text: 'two' });
  await called.promise;
  const stopped = bench.room.stop();
  answer.open();
  await stopped;
  expect((await bench.message(first?.id ?? '')).deliveryRank).toBe(1);
  expect((await bench.outbox(second?.id ?? '')).state).toBe('READY');
  expect(texts()).toEqual(['one']);
});

test('I7 two servers on one database send each message once and keep the order of every conversation', async () => {
  await use({ parallel: 3, asleep: true });
  const sent = new Map<string, string[]>();
  bench.script.send = async (message) => {
    await new Promise((resolve) => setImmediate(resolve));
    sent.set(message.to.value, [...(sent.get(message.to.value) ?? []), message.text ?? '']);
    return accept(message);
  };
  for (let c = 0; c < 6; c++) {
    const { id } = await bench.conversation(`customer-${c}`);
    for (let i = 0; i < 4; i++) await bench.send(id, { text: `m${i}` });
  }
  await bench.room.start();
  const other = await bench.another();
  await Promise.all([bench.room.outbox.runDue(), other.outbox.runDue()]);
  await Promise.all([bench.room.outbox.runDue(), other.outbox.runDue()]);
  await other.stop();
  expect(sent.size).toBe(6);
  for (const list of sent.values()) expect(list).toEqual(['m0', 'm1', 'm2', 'm3']);
});
