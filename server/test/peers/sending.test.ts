import { startTestApp, type TestApp } from '../support/app';
import type { Client, EventTail } from '../support/client';
import { PDF, PNG } from '../messages/bench';
import { Phones, PLUGINS } from './phones';
import { conversation, send, upload } from './support';

/** The real adapter against a Cloud API of this machine. */
let server: TestApp;
let admin: Client;
let ana: Client;
let phones: Phones;
let log: EventTail;
let customers = 0;
beforeAll(async () => {
  server = await startTestApp({ operator: { plugins: PLUGINS } });
  const anaId = await server.agent('ana', { capacity: 50 });
  admin = await server.signIn('admin');
  phones = await Phones.open(server, admin, [anaId]);
  ana = await server.signIn('ana');
  await ana.connect();
  log = await admin.events();
});
afterEach(() => phones.faults({}));
afterAll(() => server.close());

/** A new customer writes and Ana has the conversation. */
const arrive = async (): Promise<{ id: string; customer: string }> => {
  const customer = await phones.customer(`Customer ${++customers}`, `49155500${String(customers).padStart(5, '0')}`);
  await phones.writes(customer, 'hello');
  return { customer, id: (await log.until('conversation.assigned')).nodeId };
};
/** Until everything is sent that is due, and told. */
const settled = async () => {
  await server.app.rooms.settled();
  await phones.settle();
};
const heard = async (customer: string) => (await phones.heard(customer)).map(({ type, body }) => (type === 'text' ? body.body : type));
const ours = async (id: string) => (await conversation(ana, id))?.messages.nodes.filter(({ direction }) => direction === 'OUT') ?? [];
const delivery = async (id: string) => (await ours(id)).map((message) => message.delivery);
const sendAgain = async (messageId: string) =>
  (
    await ana.ask('mutation($input: MessageIdInput!) { messageSendAgain(input: $input) { message { id } errors { code message } } }', {
      input: { messageId },
    })
  ).messageSendAgain;

test.each([
  ['told each time to come back later', { code: 131016, by: 'answer', times: 100 }],
  ['told by a receipt that it did not arrive', { code: 131026, by: 'status', times: 1 }],
])('chatwoot#14120 #15918 what failed, %s, really reaches the customer when it is sent again, once', async (_why, nextSend) => {
  const { id, customer } = await arrive();
  await phones.faults({ nextSend });
  const { message } = await send(ana, id, { text: 'the parcel is here' });
  for (let attempt = 0; attempt < 8; attempt++) {
    await settled();
    server.clock.advance(40 * 60_000);
  }
  expect(await delivery(id)).toMatchObject([
    { status: 'FAILED', error: { code: String(nextSend.code), message: expect.stringMatching(/\.$/), retryable: true } },
  ]);
  expect(await heard(customer)).toEqual([]);
  await phones.faults({});
  const { errors } = await sendAgain(message?.id ?? '');
  expect(errors).toEqual([]);
  server.clock.advance(40 * 60_000);
  await settled();
  expect(await heard(customer)).toEqual(['the parcel is here']);
  expect(await delivery(id)).toMatchObject([{ status: 'DELIVERED', error: null }]);
});

test('chatwoot#9314 on a weak connection the same send comes three times and the customer has it once', async () => {
  const { id, customer } = await arrive();
  const input = { text: 'once, please', clientMutationKey: 'weak-line-1' };
  const sends = await Promise.all([send(ana, id, input), send(ana, id, input), send(ana, id, input)]);
  await settled();
  sends.push(await send(ana, id, input));
  await settled();
  expect(new Set(sends.map(({ message }) => message?.id)).size).toBe(1);
  expect(await heard(customer)).toEqual(['once, please']);
});

test('chatwoot#9314 when WhatsApp took it and its answer is lost, it is not sent again, and the receipt says that it arrived', async () => {
  const { id, customer } = await arrive();
  await phones.faults({ loseSendAnswer: 1, delayMs: 60_000 });
  await send(ana, id, { text: 'did you get it?' });
  await server.app.rooms.settled();
  expect(await delivery(id)).toMatchObject([{ status: 'PENDING', uncertain: true }]);
  server.clock.advance(3_600_000);
  await settled();
  await phones.settle(true);
  await settled();
  expect(await heard(customer)).toEqual(['did you get it?']);
  expect(await delivery(id)).toMatchObject([{ status: 'DELIVERED', uncertain: false }]);
});

test('chatwoot#14529 #9962 receipts that are faster than the answer to our send, come backwards and three times, end where the message is', async () => {
  const { id, customer } = await arrive();
  await phones.faults({ statusBeforeAnswer: true });
  await send(ana, id, { text: 'fast' });
  await server.app.rooms.settled();
  expect(await delivery(id)).toMatchObject([{ status: 'DELIVERED', uncertain: false }]);
  await phones.faults({ receipts: 'reversed', copies: 3 });
  await send(ana, id, { text: 'backwards' });
  await settled();
  await phones.looks(customer);
  await settled();
  expect(await delivery(id)).toMatchObject([{ status: 'READ' }, { status: 'READ' }]);
});

test('chatwoot#14052 #6120 a text never overtakes the photo before it, and every file arrives, though the photo needs a second attempt', async () => {
  const { id, customer } = await arrive();
  const files = [
    await upload(server, ana, PNG, 'one.png'),
    await upload(server, ana, PNG, 'two.png'),
    await upload(server, ana, PDF, 'three.pdf'),
  ];
  await phones.faults({ nextSend: { code: 130429, by: 'answer', times: 1 } });
  await send(ana, id, { attachmentIds: files });
  await send(ana, id, { text: 'as you see' });
  await server.app.rooms.settled();
  expect(await heard(customer)).toEqual([]);
  server.clock.advance(600_000);
  await settled();
  expect(await heard(customer)).toEqual(['image', 'image', 'document', 'as you see']);
});

test('chatwoot#11901 whoever types fast sends each message once, is told of each once, and in their order', async () => {
  const { id, customer } = await arrive();
  const words = Array.from({ length: 12 }, (_, i) => `word ${i + 1}`);
  const tail = await ana.events(log.seen.at(-1)?.id ?? null);
  for (const text of words) await send(ana, id, { text });
  await settled();
  await send(ana, id, { text: 'the end' });
  await settled();
  const created: string[] = [];
  for (let event = await tail.next(); created.length < 13; event = created.length < 13 ? await tail.next() : event)
    if (event.type === 'message.created') created.push(event.nodeId);
  expect(created).toEqual((await ours(id)).map((message) => message.id));
  expect(await heard(customer)).toEqual([...words, 'the end']);
});

test('chatwoot#9516 #7142 free text after 24 hours is refused with a sentence, nothing looks sent and WhatsApp hears nothing', async () => {
  const { id, customer } = await arrive();
  await send(ana, id, { text: 'in time' });
  await settled();
  server.clock.advance(86_400_000);
  const { message, errors } = await send(ana, id, { text: 'too late' });
  expect(message).toBeNull();
  expect(errors).toEqual([{ code: 'WINDOW_CLOSED', message: expect.stringMatching(/24-hour.*template/i) }]);
  await settled();
  expect((await ours(id)).map(({ text }) => text)).toEqual(['in time']);
  expect(await heard(customer)).toEqual(['in time']);
});

test('chatwoot#4917 a place and a contact card from a customer are shown with what is in them', async () => {
  const { id, customer } = await arrive();
  await phones.shows(customer, { type: 'location', location: { latitude: 52.5, longitude: 13.4, name: 'Warehouse' } });
  await phones.shows(customer, {
    type: 'contacts',
    contacts: [{ name: { formatted_name: 'Ines Costa' }, phones: [{ phone: '+351 21 000 0000' }] }],
  });
  const { node } = await ana.ask(
    'query($id: ID!) { node(id: $id) { ... on Conversation { messages(last: 2) { nodes { kind content } } } } }',
    { id },
  );
  expect(node.messages.nodes).toMatchObject([
    { kind: 'location', content: { latitude: 52.5, longitude: 13.4, name: 'Warehouse' } },
    { kind: 'contacts', content: { contacts: [{ name: 'Ines Costa' }] } },
  ]);
});
