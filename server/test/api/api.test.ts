import { accessTable } from '../../src/api/allow';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine } from '../support/line';

let server: TestApp;
let admin: Client;
beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin()] });
  admin = await server.signIn('admin');
});
afterAll(() => server.close());

test('without a session every operation that asks for one says UNAUTHENTICATED, with a request id', async () => {
  const answer = await server.client().raw('{ agents { name } }');
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', requestId: expect.stringMatching(/^[\w-]{8,}$/) });
});

test('documents that are too deep, too wide, too long or too dear are refused with what to do', async () => {
  const deep = `{ conversations { nodes { continues { continues { continues { continues { continues { continues { continues { continues { continues { continues { continues { id } } } } } } } } } } } } } }`;
  const aliases = `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: viewer { apps }`).join(' ')} }`;
  const long = `{ ${'viewer { apps } '.repeat(700)} }`;
  const dear = '{ conversations(first: 100) { nodes { messages(first: 100) { nodes { attachments { id } } } } } }';
  for (const query of [deep, aliases, long, dear]) {
    const answer = await admin.raw(query);
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
  }
  expect((await admin.raw(dear)).errors?.[0]?.message).toMatch(/costs \d+, at most 1000 is allowed/);
});

test('every answer says what it cost', async () => {
  expect((await admin.raw('{ conversations(first: 5) { nodes { id } } }')).extensions?.cost?.requested).toBe(6);
});

test('R262 every query, mutation and subscription names its permission', async () => {
  const { __schema } = await admin.ask(
    '{ __schema { queryType { fields { name } } mutationType { fields { name } } subscriptionType { fields { name } } } }',
  );
  const named = new Set([...accessTable.keys()].map((key) => key.split('.')[1]));
  const operations = [__schema.queryType, __schema.mutationType].flatMap((type: { fields: { name: string }[] }) =>
    type.fields.map((field) => field.name),
  );
  expect(operations.length).toBeGreaterThan(40);
  expect(operations.filter((name) => !named.has(name))).toEqual([]);
});

test('R123 R104 absent and forbidden look the same, through node, nodes and lists', async () => {
  const anaId = await server.agent('ana');
  await server.agent('sally', { role: 'sales' });
  await server.agent('ivan', { role: 'inbox_manager' });
  const line = await openLine(server, admin, [anaId]);
  const ana = await server.signIn('ana');
  await ana.connect();
  const log = await admin.events();
  await line.says('4980001', 'secret');
  const { nodeId } = await log.until('conversation.assigned');
  const { node } = await admin.ask(
    'query($id: ID!) { node(id: $id) { ... on Conversation { contact { id } messages(first: 1) { nodes { id } } } } }',
    { id: nodeId },
  );
  const ids = [nodeId, node.contact.id, node.messages.nodes[0].id, 'conv_00000000000000000000000000', 'nonsense'];

  const sally = await server.signIn('sally');
  expect((await sally.ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).nodes).toEqual([null, null, null, null, null]);
  expect((await sally.ask('{ conversations { nodes { id } } }')).conversations.nodes).toEqual([]);

  const ivan = await server.signIn('ivan');
  expect((await ivan.ask('{ conversations { nodes { id } } }')).conversations.nodes).toEqual([{ id: nodeId }]);
  expect((await ivan.raw('{ agents { name } }')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

test('GET, other content types and foreign origins change nothing', async () => {
  const body = 'mutation { sessionEnd { ended } }';
  const plain = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', authorization: `Bearer ${admin.token}` },
    body: JSON.stringify({ query: body }),
  });
  expect(plain.status).toBe(400);
  const get = await fetch(`${server.url}/graphql?query=${encodeURIComponent(body)}`, {
    headers: { authorization: `Bearer ${admin.token}`, 'apollo-require-preflight': '1' },
  });
  expect(get.status).toBeGreaterThanOrEqual(400);
  expect((await admin.ask('{ viewer { agent { username } } }')).viewer.agent.username).toBe('admin');
});

test('/healthz and /readyz answer, /metrics counts', async () => {
  expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ ok: true });
  expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ ready: true });
  expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/parley_http_request_seconds_count/);
});
