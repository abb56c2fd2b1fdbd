import { Rejected, Retry, type OutboundMessage, type Sent } from '@parley/plugin';
import { ContactIdentityRow } from '../../src/contacts/contact-identity.entity';
import { ContactInboxRow } from '../../src/contacts/contact-inbox.entity';
import { InboxRow } from '../../src/inboxes/inbox.entity';
import { newId } from '../../src/lib/ids';
import { deliveryOf } from '../../src/messages/delivery';
import { Bench, codes, eventually, gate } from './bench';

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

test('R069 chatwoot#15918 #14120 after eight attempts a message failed, is really sent again when asked, and the next one of the conversation goes on', async () => {
  await use();
  const { id } = await bench.conversation();
  let down = true;
  bench.script.send = (message) => {
    if (down && message.text === 'unlucky') throw new Retry({ code: '131016', message: 'WhatsApp is not available now.' });
    return accept(message);
  };
  const [unlucky] = await bench.send(id, { text: 'unlucky' });
  const [next] = await bench.send(id, { text: 'next' });
  await bench.room.outbox.runDue();
  for (let i = 0; i < 7; i++) {
    expect(texts().filter((t) => t === 'unlucky')).toHaveLength(i + 1);
    expect((await bench.message(unlucky?.id ?? '')).failedAt).toBeNull();
    expect(texts()).not.toContain('next');
    await bench.later(40 * 60_000);
  }
  expect(texts().filter((t) => t === 'unlucky')).toHaveLength(8);
  expect(deliveryOf(await bench.message(unlucky?.id ?? ''))).toMatchObject({
    status: 'FAILED',
    error: { code: '131016', message: 'WhatsApp is not available now.', retryable: true },
    failedAt: bench.clock.now(),
  });
  expect(texts().at(-1)).toBe('next');
  expect((await bench.message(next?.id ?? '')).deliveryRank).toBe(1);
  down = false;
  const again = await bench.room.again.again(bench.ana, unlucky?.id ?? '');
  expect(deliveryOf(again)).toMatchObject({ status: 'PENDING', error: null, failedAt: null });
  await bench.room.outbox.runDue();
  expect(deliveryOf(await bench.message(unlucky?.id ?? ''))).toMatchObject({ status: 'ACCEPTED', error: null });
  expect(await codes(bench.room.again.again(bench.ana, unlucky?.id ?? ''))).toEqual(['MESSAGE_NOT_FAILED']);
});

test('R069 R076 what is rejected failed at once with its code and its sentence, and is not offered again', async () => {
  await use();
  const { id } = await bench.conversation();
  bench.script.send = () => {
    throw new Rejected({ code: '131047', message: 'More than 24 hours have passed. Send a template.' }, { reason: 'window' });
  };
  const [message] = await bench.send(id, { text: 'late' });
  await bench.room.outbox.runDue();
  expect(deliveryOf(await bench.message(message?.id ?? ''))).toMatchObject({
    status: 'FAILED',
    error: { code: '131047', message: 'More than 24 hours have passed. Send a template.', retryable: false },
  });
  expect((await bench.outbox(message?.id ?? '')).state).toBe('FAILED');
  expect(await codes(bench.room.again.again(bench.ana, message?.id ?? ''))).toEqual(['MESSAGE_NOT_RETRYABLE']);
  await bench.later(86_400_000);
  expect(bench.script.sent).toHaveLength(1);
});

test('whaticket#98 #520 a wrong configuration stops its inbox, says so on it, and what waits goes out once it is mended', async () => {
  await use();
  const one = await bench.conversation('one');
  const two = await bench.conversation('two');
  let expired = true;
  bench.script.send = (message) => {
    if (expired) throw new Rejected({ code: '190', message: 'The access token has expired.' }, { reason: 'configuration' });
    return accept(message);
  };
  const [failed] = await bench.send(one.id, { text: 'a' });
  await bench.room.outbox.runDue();
  expect(deliveryOf(await bench.message(failed?.id ?? ''))).toMatchObject({
    status: 'FAILED',
    error: { code: '190', message: 'The access token has expired.', retryable: true },
  });
  expect((await bench.db.read.findOneByOrFail(InboxRow, { id: bench.inboxId })).problem).toBe('The access token has expired.');
  await bench.send(two.id, { text: 'b' });
  await bench.later(3_600_000);
  expect(texts()).toEqual(['a']);
  expired = false;
  await bench.inboxes.update(bench.orgId, null, bench.inboxId, { settings: {} });
  await eventually(() => bench.script.sent.length === 2);
  await bench.room.outbox.runDue();
  expect(texts()).toEqual(['a', 'b']);
});

test('I7 no answer in time is uncertain: never sent again by itself, the conversation goes on, and a late answer settles it', async () => {
  await use({ deadlineMs: 5 });
  const { id } = await bench.conversation();
  const late = gate<Sent>();
  bench.script.send = (message) => (message.text === 'slow' ? late.promise : accept(message));
  const [slow] = await bench.send(id, { text: 'slow' });
  await bench.send(id, { text: 'next' });
  await bench.room.outbox.runDue();
  expect(await bench.message(slow?.id ?? '')).toMatchObject({ uncertain: true, deliveryRank: 0, failedAt: null });
  expect((await bench.outbox(slow?.id ?? '')).state).toBe('UNCERTAIN');
  await bench.later(86_400_000);
  expect(texts()).toEqual(['slow', 'next']);
  late.open({ providerId: 'late-1' });
  await eventually(async () => (await bench.message(slow?.id ?? '')).deliveryRank === 1);
  expect(await bench.message(slow?.id ?? '')).toMatchObject({ uncertain: false, providerId: 'late-1' });
  expect((await bench.outbox(slow?.id ?? '')).state).toBe('DONE');
});

test.each([
  ['an error that nobody expected', new TypeError('bug')],
  ['a retry that says the provider may have it', new Retry({ code: 'TIMEOUT', message: 'no answer' }, { uncertain: true })],
])('I7 %s is uncertain, and a person settles it or sends it again', async (_, error) => {
  await use();
  const { id } = await bench.conversation();
  bench.script.send = () => {
    throw error;
  };
  const [first] = await bench.send(id, { text: 'one' });
  const [second] = await bench.send(id, { text: 'two' });
  await bench.room.outbox.runDue();
  expect(await codes(bench.room.again.settle(bench.ben, first?.id ?? ''))).toEqual(['MESSAGE_NOT_FOUND']);
  expect(deliveryOf(await bench.room.again.settle(bench.ana, first?.id ?? ''))).toMatchObject({ status: 'ACCEPTED', uncertain: false });
  expect(await codes(bench.room.again.settle(bench.ana, first?.id ?? ''))).toEqual(['MESSAGE_NOT_UNCERTAIN']);
  bench.script.send = accept;
  expect(deliveryOf(await bench.room.again.again(bench.ana, second?.id ?? ''))).toMatchObject({ status: 'PENDING', uncertain: false });
  await bench.room.outbox.runDue();
  expect(deliveryOf(await bench.message(second?.id ?? '')).status).toBe('ACCEPTED');
  expect(texts()).toEqual(['one', 'two', 'two']);
});

test('I7 after a crash between the mark and the answer the message is uncertain, never sent again, and its receipt settles it', async () => {
  await use();
  const { id } = await bench.conversation();
  const called = gate();
  const never = gate<Sent>();
  const crashed = bench.room;
  bench.script.send = () => {
    called.open();
    return never.promise;
  };
  const [message] = await bench.send(id, { text: 'lost' });
  await bench.send(id, { text: 'after' });
  await called.promise;
  // the process is gone: nothing of it runs any more, another one starts on its data
  bench.script.send = accept;
  await bench.boot();
  await bench.room.start();
  await bench.room.outbox.runDue();
  expect(await bench.message(message?.id ?? '')).toMatchObject({ uncertain: true, deliveryRank: 0 });
  expect(texts()).toEqual(['lost', 'after']);
  await bench.receipt({ providerId: 'wamid.lost', messageId: message?.id ?? '', delivery: 'DELIVERED' });
  expect(await bench.message(message?.id ?? '')).toMatchObject({ uncertain: false, deliveryRank: 3 });
  expect((await bench.outbox(message?.id ?? '')).state).toBe('DONE');
  await bench.later(86_400_000);
  expect(texts()).toEqual(['lost', 'after']);
  never.fail(new Error('the end of the test'));
  await crashed.stop();
});

test('I8 R063 receipts that come before the answer are applied with it, and the rank never falls', async () => {
  await use();
  const { id } = await bench.conversation();
  const answer = gate<Sent>();
  const called = gate();
  bench.script.send = () => {
    called.open();
    return answer.promise;
  };
  const [message] = await bench.send(id, { text: 'quick customer' });
  await called.promise;
  await bench.receipt({ providerId: 'wamid.1', delivery: 'READ' });
  await bench.receipt({ providerId: 'wamid.1', delivery: 'SENT' });
  expect((await bench.message(message?.id ?? '')).deliveryRank).toBe(0);
  answer.open({ providerId: 'wamid.1' });
  await bench.room.outbox.runDue();
  expect(await bench.message(message?.id ?? '')).toMatchObject({
    deliveryRank: 4,
    providerId: 'wamid.1',
    deliverySentAt: bench.clock.now(),
    readAt: bench.clock.now(),
  });
});

test('I8 a receipt that names our own id before the answer settles it, whatever the answer then is', async () => {
  await use();
  const { id } = await bench.conversation();
  const answer = gate<Sent>();
  const called = gate();
  bench.script.send = () => {
    called.open();
    return answer.promise;
  };
  const [message] = await bench.send(id, { text: 'x' });
  await called.promise;
  await bench.receipt({ providerId: 'wamid.2', messageId: message?.id ?? '', delivery: 'SENT' });
  answer.fail(new Retry({ code: 'BUSY', message: 'later' }));
  await bench.room.outbox.runDue();
  expect(await bench.message(message?.id ?? '')).toMatchObject({ deliveryRank: 2, uncertain: false });
  await bench.later(86_400_000);
  expect(bench.script.sent).toHaveLength(1);
});

test('C26 a failure stands beside the rank: a later delivery clears the label and keeps the error', async () => {
  await use();
  const { id } = await bench.conversation();
  const [message] = await bench.send(id, { text: 'x' });
  await bench.room.outbox.runDue();
  await bench.receipt({ providerId: `out-${message?.id}`, delivery: 'FAILED', error: { code: '131026', message: 'Undeliverable' } });
  expect(deliveryOf(await bench.message(message?.id ?? ''))).toMatchObject({ status: 'FAILED', error: { code: '131026' } });
  await bench.receipt({ providerId: `out-${message?.id}`, delivery: 'DELIVERED' });
  expect(deliveryOf(await bench.message(message?.id ?? ''))).toMatchObject({
    status: 'DELIVERED',
    error: { code: '131026', retryable: false },
  });
});

test("the provider's spelling of an address is followed only when it is known as the same customer's", async () => {
  await use();
  const { id, contactId } = await bench.conversation('549111');
  const link = () => bench.db.read.findOneByOrFail(ContactInboxRow, { contactId, inboxId: bench.inboxId });
  bench.script.send = (message) => ({ ...accept(message), address: { kind: 'wa_id', value: '54111' } });
  await bench.send(id, { text: 'a' });
  await bench.room.outbox.runDue();
  expect(await link()).toMatchObject({ replyValue: '549111' });
  await bench.db.write((manager) =>
    manager.insert(ContactIdentityRow, {
      id: newId('ident', 0),
      orgId: bench.orgId,
      contactId,
      kind: 'wa_id',
      value: '54111',
      createdAt: 0,
    }),
  );
  await bench.send(id, { text: 'b' });
  await bench.room.outbox.runDue();
  expect(await link()).toMatchObject({ replyKind: 'wa_id', replyValue: '54111' });
});

test('a plugin that rests after failures costs a message no attempt and loses none', async () => {
  await use();
  const conversations = await Promise.all(Array.from({ length: 6 }, () => bench.conversation()));
  bench.script.send = () => {
    throw new TypeError('bug');
  };
  for (const { id } of conversations.slice(0, 5)) await bench.send(id, { text: 'x' });
  await bench.room.outbox.runDue();
  expect(bench.script.sent).toHaveLength(5);
  bench.script.send = accept;
  const [message] = await bench.send(conversations[5]?.id ?? '', { text: 'patient' });
  await bench.room.outbox.runDue();
  expect(bench.script.sent).toHaveLength(5);
  expect(await bench.outbox(message?.id ?? '')).toMatchObject({ state: 'READY', attempts: 0 });
  await bench.later(60_000);
  expect((await bench.message(message?.id ?? '')).deliveryRank).toBe(1);
});
