import { randomUUID } from 'node:crypto';
import { MessageRow } from '../../src/messages/message.entity';
import { startTestApp, type TestApp } from '../support/app';
import type { Client, EventTail } from '../support/client';
import { linePlugin, newScript, openLine, type Line } from '../support/line';
import { ABILITIES, PNG } from './bench';

const script = newScript();
let server: TestApp;
let admin: Client;
let ana: Client;
let ben: Client;
let line: Line;
let log: EventTail;
let benId: string;

beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin(script, ABILITIES)] });
  const anaId = await server.agent('ana', { capacity: 50 });
  benId = await server.agent('ben', { capacity: 50 });
  admin = await server.signIn('admin');
  line = await openLine(server, admin, [anaId, benId]);
  ana = await server.signIn('ana');
  await ana.connect();
  ben = await server.signIn('ben');
  log = await admin.events();
});
afterAll(() => server.close());

const MESSAGE =
  'id seq kind text direction sentAt edited revoked forwarded clientMutationKey raw conversation { id } author { __typename id name } attachments { id kind mimeType fileName size state url thumbnailUrl durationSeconds voice } delivery { status uncertain acceptedAt error { code message retryable } } replyTo { id text } replyToUnavailable reactions { emoji author { __typename name } }';
const arrive = async (from: string, text = 'hello'): Promise<string> => {
  await line.says(from, text);
  return (await log.until('conversation.assigned')).nodeId;
};
const act = async (client: Client, verb: string, type: string, input: Record<string, unknown>) =>
  (
    await client.ask(
      `mutation($input: ${type}!) { ${verb}(input: $input) { message { ${MESSAGE} } messages { id text } errors { code message path } } }`,
      { input },
    )
  )[verb];
const send = (conversationId: string, input: Record<string, unknown>, client = ana) =>
  act(client, 'messageSend', 'MessageSendInput', { conversationId, clientMutationKey: randomUUID(), ...input });
const page = async (conversationId: string, args: string, client = ana) =>
  (
    await client.ask(
      `query($id: ID!) { node(id: $id) { ... on Conversation { messages(${args}) { nodes { ${MESSAGE} } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }`,
      { id: conversationId },
    )
  ).node?.messages;
const seqs = (messages: { nodes: { seq: number }[] }) => messages.nodes.map((m) => m.seq);

test('R059 R062 R063 R065 a reply is pending in the answer, then accepted on every screen, and the customer has it', async () => {
  const id = await arrive('49100');
  const { message, messages, errors } = await send(id, { text: 'how can I help?', clientMutationKey: 'reply-1' });
  expect(errors).toEqual([]);
  expect(messages).toHaveLength(1);
  expect(message).toMatchObject({
    seq: 2,
    kind: 'text',
    direction: 'OUT',
    clientMutationKey: 'reply-1',
    conversation: { id },
    author: { __typename: 'Agent', name: 'Ana' },
    delivery: { status: 'PENDING', uncertain: false, error: null },
    attachments: [],
    reactions: [],
    replyTo: null,
    replyToUnavailable: false,
  });
  await log.until((event) => event.type === 'message.updated' && event.nodeId === message.id);
  expect(script.sent.at(-1)).toMatchObject({ messageId: message.id, text: 'how can I help?' });
  const [, now] = (await page(id, 'first: 10')).nodes;
  expect(now).toMatchObject({ id: message.id, delivery: { status: 'ACCEPTED' } });
});

test('R064 R065 R066 R067 R068 R069 chatwoot#13377 the states follow the receipts, and a failure shows its sentence', async () => {
  const id = await arrive('49101');
  const { message } = await send(id, { text: 'x' });
  await log.until((event) => event.type === 'message.updated' && event.nodeId === message.id);
  const status = async () => (await page(id, 'last: 1')).nodes[0].delivery.status;
  for (const step of ['SENT', 'DELIVERED', 'READ'] as const) {
    await line.post([line.receipt(`out-${message.id}`, step)]);
    expect(await status()).toBe(step);
  }
  await line.post([line.receipt(`out-${message.id}`, 'SENT')]);
  expect(await status()).toBe('READ');
  const { message: other } = await send(id, { text: 'y' });
  await log.until((event) => event.type === 'message.updated' && event.nodeId === other.id);
  await line.post([
    { ...line.receipt(`out-${other.id}`, 'FAILED'), error: { code: '131026', message: 'This number is not on WhatsApp.' } },
  ]);
  expect((await page(id, 'last: 1')).nodes[0].delivery).toMatchObject({
    status: 'FAILED',
    error: { code: '131026', message: 'This number is not on WhatsApp.' },
  });
});

test('R072 R074 R076 chatwoot#9516 #7142 the API refuses a free message outside the window and takes a template', async () => {
  const id = await arrive('49102');
  server.clock.advance(86_400_000);
  expect((await send(id, { text: 'late' })).errors).toMatchObject([{ code: 'WINDOW_CLOSED', message: expect.stringContaining('24-hour') }]);
  const { message, errors } = await send(id, { template: { name: 'hello', language: 'en', components: [], preview: 'Hello!' } });
  expect(errors).toEqual([]);
  expect(message).toMatchObject({ kind: 'template', text: 'Hello!' });
});

test('R225 R226 a file is uploaded, sent, and opened by its signed address', async () => {
  const id = await arrive('49103');
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(PNG)]), 'proof.png');
  const response = await fetch(`${server.url}/media`, { method: 'POST', body: form, headers: { authorization: `Bearer ${ana.token}` } });
  expect(response.status).toBe(201);
  const uploaded = (await response.json()) as { id: string };
  const { message } = await send(id, { text: 'see', attachmentIds: [uploaded.id] });
  expect(message).toMatchObject({
    kind: 'image',
    text: 'see',
    attachments: [
      {
        id: uploaded.id,
        kind: 'image',
        mimeType: 'image/png',
        fileName: 'proof.png',
        size: PNG.length,
        state: 'READY',
        voice: false,
        thumbnailUrl: null,
        durationSeconds: null,
      },
    ],
  });
  const file = await fetch(server.url + message.attachments[0].url);
  expect(Buffer.from(await file.arrayBuffer()).equals(PNG)).toBe(true);
  const { message: again, errors } = await send(id, { attachmentIds: [uploaded.id] });
  expect([again, errors[0].code]).toEqual([null, 'ATTACHMENT_NOT_FOUND']);
});

test('messages are paged by their sequence from both ends and around one of them', async () => {
  const id = await arrive('49104', 'm1');
  for (let i = 2; i <= 12; i++) await line.says('49104', `m${i}`);
  const first = await page(id, 'first: 5');
  expect(seqs(first)).toEqual([1, 2, 3, 4, 5]);
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  const second = await page(id, `first: 5, after: "${first.pageInfo.endCursor}"`);
  expect(seqs(second)).toEqual([6, 7, 8, 9, 10]);
  expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  const last = await page(id, 'last: 5');
  expect(seqs(last)).toEqual([8, 9, 10, 11, 12]);
  expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  expect(seqs(await page(id, `last: 20, before: "${last.pageInfo.startCursor}"`))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const idOf = (seq: number) => [...first.nodes, ...second.nodes, ...last.nodes].find((m) => m.seq === seq).id;
  const middle = await page(id, `first: 5, around: "${idOf(6)}"`);
  expect(seqs(middle)).toEqual([4, 5, 6, 7, 8]);
  expect(middle.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  expect(seqs(await page(id, `first: 5, around: "${idOf(12)}"`))).toEqual([8, 9, 10, 11, 12]);
  expect(seqs(await page(id, `first: 5, around: "${idOf(1)}"`))).toEqual([1, 2, 3, 4, 5]);
  await expect(page(id, 'first: 101')).rejects.toThrow('BAD_REQUEST');
  await expect(page(id, 'first: 5, around: "msg_absent"')).rejects.toThrow('BAD_REQUEST');
  await expect(page(id, 'first: 5, after: "nonsense"')).rejects.toThrow('BAD_REQUEST');
});

test('R070 R071 the history is searched whatever case and accents, newest first, and a hit leads to its place', async () => {
  const id = await arrive('49105', 'Où est mon CAFÉ?');
  await line.says('49105', 'nothing here');
  await line.says('49105', 'the cafe_100% again');
  const search = async (text: string, client = ana) =>
    (
      await client.ask(
        'query($id: ID!, $text: String!) { node(id: $id) { ... on Conversation { search(text: $text, first: 10) { id text seq } } } }',
        { id, text },
      )
    ).node?.search;
  expect((await search('Café')).map((m: { seq: number }) => m.seq)).toEqual([3, 1]);
  expect((await search('e_1')).map((m: { seq: number }) => m.seq)).toEqual([3]);
  expect(await search('%')).toHaveLength(1);
  expect(await search('  ')).toEqual([]);
  const [hit] = await search('café');
  expect((await page(id, `first: 3, around: "${hit.id}"`)).nodes.map((m: { id: string }) => m.id)).toContain(hit.id);
  expect(await search('café', ben)).toBeUndefined();
});

test('I13 what the channel gave is for whoever has the permission, and a message for whoever may see its conversation', async () => {
  const id = await arrive('49106');
  await line.says('49106', '', { kind: 'unsupported', content: { type: 'poll' }, raw: { poll: 1 } });
  const message = (await page(id, 'last: 1')).nodes[0];
  expect(message).toMatchObject({ kind: 'unsupported', raw: null });
  expect((await page(id, 'last: 1', admin)).nodes[0].raw).toEqual({ poll: 1 });
  expect((await ben.ask('query($id: ID!) { node(id: $id) { id } }', { id: message.id })).node).toBeNull();
  expect((await send(id, { text: 'x' }, ben)).errors).toMatchObject([{ code: 'CONVERSATION_NOT_FOUND' }]);
});

test('a quoted message is shown under the one that quotes it', async () => {
  const id = await arrive('49107', 'quote me');
  const quoted = (await page(id, 'last: 1')).nodes[0];
  expect(quoted).toMatchObject({ author: { __typename: 'Contact' }, direction: 'IN' });
  const { message } = await send(id, { text: 'this?', replyToId: quoted.id });
  expect(message).toMatchObject({ replyTo: { id: quoted.id, text: 'quote me' }, replyToUnavailable: false });
  await line.says('49107', 'and this', { replyToProviderId: 'long gone' });
  expect((await page(id, 'last: 1')).nodes[0]).toMatchObject({ replyTo: null, replyToUnavailable: true });
});

test('a reaction and what it stands on', async () => {
  const id = await arrive('49108');
  const target = (await page(id, 'last: 1')).nodes[0];
  const { message, errors } = await act(ana, 'messageReact', 'MessageReactInput', { messageId: target.id, emoji: '👍' });
  expect(errors).toEqual([]);
  expect(message).toMatchObject({ id: target.id, reactions: [{ emoji: '👍', author: { __typename: 'Agent', name: 'Ana' } }] });
  expect((await act(ana, 'messageReact', 'MessageReactInput', { messageId: target.id, emoji: null })).message.reactions).toEqual([]);
  expect(seqs(await page(id, 'first: 10'))).toEqual([1]);
});

test('R069 a failed message shows why and is sent again; an uncertain one is settled by a person', async () => {
  const id = await arrive('49109');
  const normal = script.send;
  script.send = () => {
    throw new TypeError('bug');
  };
  const { message } = await send(id, { text: 'maybe' });
  await log.until((event) => event.type === 'message.updated' && event.nodeId === message.id);
  script.send = normal;
  expect((await page(id, 'last: 1')).nodes[0].delivery).toMatchObject({ status: 'PENDING', uncertain: true });
  expect((await act(ana, 'messageSettle', 'MessageIdInput', { messageId: message.id })).message.delivery).toMatchObject({
    status: 'ACCEPTED',
    uncertain: false,
  });
  expect((await act(ana, 'messageSendAgain', 'MessageIdInput', { messageId: message.id })).errors).toMatchObject([
    { code: 'MESSAGE_NOT_FAILED' },
  ]);
});

test('I13 a quote does not show a message of a conversation that the viewer may not see', async () => {
  const old = await arrive('49110', 'told to ana only');
  const quoted = (await page(old, 'last: 1')).nodes[0];
  const { providerId } = await server.app.kernel.db.read.findOneByOrFail(MessageRow, { id: quoted.id });
  const act1 = (client: Client, verb: string, type: string, input: Record<string, unknown>) =>
    client.ask(`mutation($input: ${type}!) { ${verb}(input: $input) { errors { code } } }`, { input });
  await act1(ana, 'conversationClose', 'ConversationIdInput', { conversationId: old });
  await line.says('49110', 'as I said', { replyToProviderId: providerId as string });
  const { nodeId: id } = await log.until('conversation.assigned');
  expect((await page(id, 'last: 1')).nodes[0]).toMatchObject({ replyTo: { id: quoted.id }, replyToUnavailable: false });
  await ben.connect();
  await log.until((event) => event.type === 'presence.changed' && event.nodeId === benId);
  const { conversationTransfer } = await act1(ana, 'conversationTransfer', 'ConversationTransferInput', {
    conversationId: id,
    agentId: benId,
  });
  expect(conversationTransfer.errors).toEqual([]);
  expect((await page(id, 'last: 1', ben)).nodes[0]).toMatchObject({ text: 'as I said', replyTo: null, replyToUnavailable: true });
  await ben.disconnect();
});
