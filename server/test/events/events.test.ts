import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';

let server: TestApp;
let admin: Client;
let line: Line;
let anaId: string;

beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin()] });
  anaId = await server.agent('ana', { capacity: 100 });
  await server.agent('sally', { role: 'sales' });
  admin = await server.signIn('admin');
  line = await openLine(server, admin, [anaId]);
});
afterAll(() => server.close());

const all = async (client: Client, after = 'evt_0') => {
  const ids: string[] = [];
  for (let cursor = after; ;) {
    const { events } = await client.ask(
      'query($after: ID!) { events(after: $after, first: 100) { nodes { id type } pageInfo { hasNextPage endCursor } } }',
      { after: cursor },
    );
    ids.push(...events.nodes.map((event: { id: string }) => event.id));
    if (!events.pageInfo.hasNextPage) return ids;
    cursor = events.pageInfo.endCursor;
  }
};
const seqs = (ids: string[]) => ids.map((id) => Number(id.slice(4)));

test('I9 the sequence has no gaps, and a subscription from the start gives what the query gives', async () => {
  for (let i = 0; i < 30; i++) await line.says(`49400${i}`, `message ${i}`);
  const ids = await all(admin);
  const numbers = seqs(ids);
  expect(new Set(numbers).size).toBe(numbers.length);
  const { latestEventId } = await admin.ask('{ latestEventId }');
  expect(numbers[numbers.length - 1]).toBe(Number(latestEventId.slice(4)));

  const tail = await admin.events('evt_0', 'id type nodeId');
  while (tail.seen.length < ids.length) await tail.next();
  expect(tail.seen.map((event) => event.id)).toEqual(ids);
});

test('R050 a reader that resumes in the middle of a flood misses nothing and gets nothing twice', async () => {
  const first = await admin.events(null, 'id type nodeId');
  const flood = Promise.all(Array.from({ length: 60 }, (_, i) => line.says(`49500${i % 20}`, `flood ${i}`)));
  const cursor = (await first.next()).id;
  const second = await admin.events(cursor, 'id type nodeId');
  await flood;
  const { latestEventId } = await admin.ask('{ latestEventId }');
  await second.until((event) => event.id === latestEventId);
  expect(second.seen.map((event) => event.id)).toEqual(await all(admin, cursor));
});

test('R123 I13 a sales agent is told of nothing that they may not see', async () => {
  const sally = await server.signIn('sally');
  const { latestEventId } = await sally.ask('{ latestEventId }');
  await line.says('4960001', 'not for sally');
  const types = (
    await sally.ask('query($after: ID!) { events(after: $after, first: 100) { nodes { type nodeId node { id } } } }', {
      after: latestEventId,
    })
  ).events.nodes;
  expect(types.filter((event: { type: string }) => /conversation|message/.test(event.type))).toEqual([]);
});

test('revoked rights end a subscription at once', async () => {
  const id = await server.agent('tom');
  const tom = await server.signIn('tom');
  await tom.events();
  const socket = await tom.connect();
  const closed = new Promise<{ code: number }>((resolve) => socket.on('closed', (event) => resolve(event as { code: number })));
  await admin.ask('mutation($id: ID!) { agentSessionsEnd(input: { agentId: $id }) { errors { code } } }', { id });
  expect((await closed).code).toBe(4403);
});

test('a conversation that leaves somebody’s sight reaches them once more, without its contents', async () => {
  const ana = await server.signIn('ana');
  const other = await server.agent('una', { capacity: 100 });
  await admin.ask('mutation($input: InboxAgentsSetInput!) { inboxAgentsSet(input: $input) { errors { code } } }', {
    input: { inboxId: line.inboxId, agentIds: [anaId, other] },
  });
  const una = await server.signIn('una');
  await una.connect();
  const log = await admin.events();
  await ana.connect();
  await line.says('4970001', 'hand me over');
  const { nodeId } = await log.until('conversation.assigned');
  const { node } = await admin.ask('query($id: ID!) { node(id: $id) { ... on Conversation { assignee { id } } } }', { id: nodeId });
  const [from, to, toId] = node.assignee.id === anaId ? [ana, una, other] : [una, ana, anaId];
  const tail = await from.events();
  const receiving = await to.events();
  await from.ask('mutation($input: ConversationTransferInput!) { conversationTransfer(input: $input) { errors { code } } }', {
    input: { conversationId: nodeId, agentId: toId },
  });
  expect((await tail.until('conversation.transferred')).node).toBeNull();
  expect((await receiving.until('conversation.transferred')).node).toEqual({ __typename: 'Conversation', id: nodeId });
});

test('a cursor that nobody gave is refused with a sentence', async () => {
  const answer = await admin.raw('{ events(after: "yesterday") { nodes { id } } }');
  expect(answer.errors?.[0]).toMatchObject({ message: 'after: give the id of an event', extensions: { code: 'BAD_REQUEST' } });
});
