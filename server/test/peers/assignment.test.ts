import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, newScript, openLine, type Line } from '../support/line';
import { act, conversation, conversations } from './support';

const script = newScript();
const ids: Record<string, string> = {};
let server: TestApp;
let admin: Client;
let line: Line;
beforeEach(async () => {
  script.sent.length = 0;
  server = await startTestApp({ plugins: [linePlugin(script)] });
  for (const name of ['ana', 'ben']) ids[name] = await server.agent(name, { capacity: 2 });
  admin = await server.signIn('admin');
  line = await openLine(server, admin, Object.values(ids));
});
afterEach(() => server.close());

const online = async (name: string): Promise<Client> => {
  const client = await server.signIn(name);
  await client.connect();
  return client;
};
const offline = async (name: string, client: Client) => {
  const tail = await admin.events();
  await client.disconnect();
  await tail.until((event) => event.type === 'presence.changed' && event.nodeId === ids[name]);
};
/** A customer writes; the conversation that is open then, once nobody is asked any more. */
const writes = async (from: string, text = 'hello') => {
  await line.says(from, text);
  await server.app.rooms.settled();
  const [open] = await conversations(admin, { search: from, group: 'OPEN' });
  if (!open) throw new Error(`${from} has no open conversation`);
  return open;
};

test('chatwoot#7204 #4158 #9587 #9741 #10739 a customer who comes back after the close is not given to the agent of then, who is gone', async () => {
  const ana = await online('ana');
  const first = await writes('4960001');
  expect(first.assignee).toEqual({ name: 'Ana' });
  expect(await act(ana, 'conversationClose', first.id)).toEqual([]);
  await offline('ana', ana);

  const alone = await writes('4960001', 'me again');
  expect(alone).toMatchObject({ status: 'QUEUED', assignee: null, continues: { id: first.id } });
  await online('ben');
  await server.app.rooms.settled();
  expect(await conversation(admin, alone.id)).toMatchObject({ status: 'ACTIVE', assignee: { name: 'Ben' } });
});

test('chatwoot#7204 #9587 what a customer writes while their agent is gone too long goes to somebody who is there', async () => {
  const ana = await online('ana');
  const { id } = await writes('4960002');
  await offline('ana', ana);
  await online('ben');
  expect((await writes('4960002', 'are you there?')).assignee).toEqual({ name: 'Ana' });
  server.clock.advance(180_000);
  await server.app.rooms.settled();
  expect(await conversation(admin, id)).toMatchObject({ status: 'ACTIVE', assignee: { name: 'Ben' } });
});

test('zammad#2559 what a customer writes after the close is seen: it waits, unread, for everybody who sees the queue', async () => {
  const ana = await online('ana');
  const first = await writes('4960003');
  await act(ana, 'conversationClose', first.id);
  await ana.ask('mutation { presenceSet(input: { status: BUSY }) { errors { code } } }');
  const tail = await ana.events();
  const { id } = await writes('4960003', 'one more thing');
  await tail.until((event) => event.type === 'conversation.opened' && event.nodeId === id);
  const [waiting] = await conversations(ana, { scope: 'UNASSIGNED' });
  expect(waiting).toMatchObject({ id, status: 'QUEUED' });
  expect(waiting?.messages.nodes.map(({ text }) => text)).toEqual(['one more thing']);
});

test('chatwoot#15786 #10685 Rocket.Chat#31474 #20899 #19062 with nobody online a chat waits in sight, the customer sees no error, and whoever comes online has it', async () => {
  const waiting = await writes('4960004');
  expect(waiting).toMatchObject({ status: 'QUEUED', assignee: null });
  expect((await conversations(admin, { scope: 'UNASSIGNED' })).map(({ id }) => id)).toEqual([waiting.id]);
  const { node } = await admin.ask('query($id: ID!) { node(id: $id) { ... on Conversation { assignmentTrace { why } } } }', {
    id: waiting.id,
  });
  expect(node.assignmentTrace).toContainEqual({ why: 'Nobody is online' });
  expect(script.sent).toEqual([]);
  await online('ana');
  await server.app.rooms.settled();
  expect(await conversation(admin, waiting.id)).toMatchObject({ status: 'ACTIVE', assignee: { name: 'Ana' } });
});

test('Rocket.Chat#18041 a chat that came while nobody was there can be taken and closed by hand', async () => {
  const ana = await online('ana');
  await ana.ask('mutation { presenceSet(input: { status: BUSY }) { errors { code } } }');
  const { id } = await writes('4960005');
  expect(await act(ana, 'conversationClaim', id)).toEqual([]);
  expect(await act(ana, 'conversationClose', id)).toEqual([]);
  expect(await conversation(admin, id)).toMatchObject({ status: 'CLOSED' });
});

test('chatwoot#11034 #10583 nobody gets more than their limit, and a place that is freed goes to who waits', async () => {
  const ana = await online('ana');
  const given = [await writes('4960006'), await writes('4960007'), await writes('4960008')];
  expect(given.map(({ assignee }) => assignee?.name ?? null)).toEqual(['Ana', 'Ana', null]);
  await act(ana, 'conversationClose', given[0]?.id ?? '');
  await server.app.rooms.settled();
  expect(await conversation(admin, given[2]?.id ?? '')).toMatchObject({ assignee: { name: 'Ana' } });
});
