import { BEAT_MS, RETURN_MS } from '../../src/cluster/cluster';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';

let server: TestApp;
let admin: Client;
let line: Line;
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin()] });
  for (const name of ['ana', 'ben', 'cleo', 'dora', 'emil']) ids[name] = await server.agent(name);
  admin = await server.signIn('admin');
  line = await openLine(server, admin, Object.values(ids));
});
afterAll(() => server.close());

const presenceOf = async (name: string) => {
  const { node } = await admin.ask('query($id: ID!) { node(id: $id) { ... on Agent { presence { status source connected } } } }', {
    id: ids[name],
  });
  return node.presence;
};
const assigneeOf = async (from: string) => {
  const { conversations } = await admin.ask(
    'query($search: String) { conversations(first: 1, filter: { search: $search, group: OPEN }) { nodes { id status assignee { username name } messages(first: 50) { nodes { text } } } } }',
    { search: from },
  );
  return conversations.nodes[0];
};
/** Until the log says so: nothing is slept. */
const watch = () => admin.events();
const said = async (from: string, text: string) => {
  const log = await watch();
  await line.says(from, text);
  return log;
};

test('R030 R033 an agent is Online while a workbench is connected and Offline when it is gone', async () => {
  const ana = await server.signIn('ana');
  expect(await presenceOf('ana')).toEqual({ status: 'OFFLINE', source: 'login', connected: false });
  await ana.connect();
  expect(await presenceOf('ana')).toMatchObject({ status: 'ONLINE', connected: true });
  const log = await watch();
  await ana.disconnect();
  await log.until((event) => event.type === 'presence.changed' && event.nodeId === ids.ana);
  expect(await presenceOf('ana')).toEqual({ status: 'OFFLINE', source: 'connection', connected: false });
  await ana.ask('mutation { sessionEnd { ended } }');
});

test('R031 R034 R036 a Busy agent gets no new conversation, an Online one does', async () => {
  const ben = await server.signIn('ben');
  await ben.connect();
  await ben.ask('mutation { presenceSet(input: { status: BUSY }) { presence { status } errors { code } } }');
  expect(await presenceOf('ben')).toMatchObject({ status: 'BUSY', source: 'agent' });
  const log = await watch();
  await line.says('4910001', 'is anybody there');
  await log.until('conversation.opened');
  expect(await assigneeOf('4910001')).toMatchObject({ status: 'QUEUED', assignee: null });
  await ben.ask('mutation { presenceSet(input: { status: ONLINE }) { presence { status } } }');
  await log.until('conversation.assigned');
  expect(await assigneeOf('4910001')).toMatchObject({ status: 'ACTIVE', assignee: { name: 'Ben' } });
  await ben.ask('mutation { sessionEnd { ended } }');
});

test('R035 Away cannot be chosen by hand', async () => {
  const ben = await server.signIn('ben');
  const answer = await ben.raw('mutation { presenceSet(input: { status: AWAY }) { presence { status } } }');
  expect(answer.errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
  await ben.ask('mutation { sessionEnd { ended } }');
});

test('R032 R043 R046 idleness makes an Online agent Away, and "I\'m back" brings them back', async () => {
  const ben = await server.signIn('ben');
  await ben.connect();
  await ben.ask('mutation { presenceIdle { presence { status source } } }');
  expect(await presenceOf('ben')).toMatchObject({ status: 'AWAY', source: 'idle' });
  await ben.ask('mutation { presenceReturn { presence { status } } }');
  expect(await presenceOf('ben')).toMatchObject({ status: 'ONLINE', source: 'agent' });
  await ben.ask('mutation { sessionEnd { ended } }');
});

test('R047 R048 R049 R050 a dropped connection keeps the conversation and its new messages, and the screen catches up from its cursor', async () => {
  const cleo = await server.signIn('cleo');
  await cleo.connect();
  const mine = await cleo.events();
  const { nodeId } = await (await said('4910002', 'first')).until('conversation.opened');
  await mine.until((event) => event.type === 'conversation.assigned' && event.nodeId === nodeId);
  const cursor = mine.seen[mine.seen.length - 1]?.id ?? '';

  await cleo.disconnect();
  const log = await watch();
  server.clock.advance(120_000);
  await server.app.rooms.jobs.runDue();
  await line.says('4910002', 'second');
  await log.until('message.received');
  expect(await assigneeOf('4910002')).toMatchObject({ status: 'ACTIVE', assignee: { name: 'Cleo' } });

  const again = await cleo.events(cursor, 'id type nodeId node { __typename ... on Message { text } }');
  const received = await again.until('message.received');
  expect(received.node).toEqual({ __typename: 'Message', text: 'second' });
  server.clock.advance(600_000);
  await server.app.rooms.jobs.runDue();
  expect(await assigneeOf('4910002')).toMatchObject({ assignee: { name: 'Cleo' } });
  await cleo.ask('mutation { sessionEnd { ended } }');
});

test('R051 past the grace period the conversation is released, once, and given to somebody else', async () => {
  const dora = await server.signIn('dora');
  await dora.connect();
  const log = await watch();
  await line.says('4910003', 'hello');
  const { nodeId } = await log.until('conversation.opened');
  await log.until((event) => event.type === 'conversation.assigned' && event.nodeId === nodeId);
  await dora.disconnect();
  await log.until((event) => event.type === 'presence.changed' && event.nodeId === ids.dora);
  server.clock.advance(179_000);
  await server.app.rooms.jobs.runDue();
  expect(await assigneeOf('4910003')).toMatchObject({ assignee: { name: 'Dora' } });
  server.clock.advance(1_000);
  await server.app.rooms.jobs.runDue();
  await log.until((event) => event.type === 'conversation.released' && event.nodeId === nodeId);
  expect(await assigneeOf('4910003')).toMatchObject({ status: 'QUEUED', assignee: null });

  const emil = await server.signIn('emil');
  await emil.connect();
  await log.until((event) => event.type === 'conversation.assigned' && event.nodeId === nodeId);
  expect(await assigneeOf('4910003')).toMatchObject({ status: 'ACTIVE', assignee: { name: 'Emil' } });
  expect(log.seen.filter((event) => event.type === 'conversation.released' && event.nodeId === nodeId)).toHaveLength(1);
});

/** The server is stopped and started again; whoever was connected is cut off by that, and by nothing else. */
const restart = async () => {
  await server.app.stop();
  server.app = await server.boot();
  for (const client of server.clients) client.url = server.url;
};
/** Who was connected before a restart and has not come back is missed from now on. */
const returnTimeOver = async () => {
  for (let ms = 0; ms < RETURN_MS; ms += BEAT_MS) {
    server.clock.advance(BEAT_MS);
    await server.app.kernel.cluster.beat();
  }
};
const changesSince = (seq: number) =>
  server.app.kernel.db.read.query("select nodeId, data from event where type = 'presence.changed' and seq > ? order by seq", [
    seq,
  ]) as Promise<{ nodeId: string; data: string }[]>;

test('R051 after our own outage nobody is released before a full grace period from the recovery', async () => {
  expect(await assigneeOf('4910003')).toMatchObject({ assignee: { name: 'Emil' } });
  server.clock.advance(3_600_000);
  await restart();
  await returnTimeOver();
  server.clock.advance(179_000);
  await server.app.rooms.jobs.runDue();
  expect(await assigneeOf('4910003')).toMatchObject({ status: 'ACTIVE', assignee: { name: 'Emil' } });
  server.clock.advance(1_000);
  await server.app.rooms.jobs.runDue();
  expect(await assigneeOf('4910003')).toMatchObject({ status: 'QUEUED', assignee: null });
});

test("R047 a restart of ours is nobody's going away: who comes back changes nothing, who does not is missed", async () => {
  const ben = await server.signIn('ben');
  const cleo = await server.signIn('cleo');
  await Promise.all([ben.connect(), cleo.connect()]);
  const before = await server.app.kernel.events.latest(server.organizationId);
  await restart();
  await ben.connect();
  expect(await presenceOf('ben')).toMatchObject({ status: 'ONLINE', connected: true });
  expect(await presenceOf('cleo')).toMatchObject({ status: 'ONLINE' });
  expect(await changesSince(before)).toEqual([]);
  await returnTimeOver();
  expect(await presenceOf('ben')).toMatchObject({ status: 'ONLINE', connected: true });
  expect(await presenceOf('cleo')).toEqual({ status: 'OFFLINE', source: 'connection', connected: false });
  expect((await changesSince(before)).map(({ nodeId }) => nodeId)).toEqual([ids.cleo]);
  await Promise.all([ben, cleo].map((client) => client.ask('mutation { sessionEnd { ended } }')));
});

test('R030 R033 a crowd that comes and goes at once: each is Online once and Offline once, and no socket is left behind', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `crowd${i}`);
  const crowd = [];
  for (const name of names) {
    ids[name] = await server.agent(name);
    crowd.push(await server.signIn(name));
  }
  const before = await server.app.kernel.events.latest(server.organizationId);
  await Promise.all(crowd.map((client) => client.connect()));
  // one has two screens, and closes one of them
  const second = server.client();
  second.token = crowd[0]?.token ?? null;
  await second.connect();
  await second.disconnect();
  const log = await watch();
  await Promise.all(crowd.map((client) => client.disconnect()));
  for (let offline = 0; offline < names.length; offline++) await log.until('presence.changed');
  const changes = await changesSince(before);
  for (const name of names)
    expect(changes.filter(({ nodeId }) => nodeId === ids[name]).map(({ data }) => JSON.parse(data).to)).toEqual(['ONLINE', 'OFFLINE']);
  expect(await server.app.kernel.db.read.query('select id from agent_socket')).toEqual([]);
  for (const client of crowd) await client.ask('mutation { sessionEnd { ended } }');
});

describe('R122 R051 whoever takes a conversation without a workbench', () => {
  const taken = async (name: string, from: string) => {
    const client = await server.signIn(name);
    const { nodeId } = await (await said(from, 'hello')).until('conversation.opened');
    const { conversationClaim } = await client.ask(
      'mutation($id: ID!) { conversationClaim(input: { conversationId: $id }) { errors { code } } }',
      { id: nodeId },
    );
    expect(conversationClaim.errors).toEqual([]);
    return client;
  };
  const later = async (ms: number) => {
    server.clock.advance(ms);
    await server.app.rooms.jobs.runDue();
  };

  test('and never opens one has it for the grace period', async () => {
    const ana = await taken('ana', '4910004');
    await later(179_000);
    expect(await assigneeOf('4910004')).toMatchObject({ assignee: { name: 'Ana' } });
    await later(1_000);
    expect(await assigneeOf('4910004')).toMatchObject({ status: 'QUEUED', assignee: null });
    await ana.ask('mutation { sessionEnd { ended } }');
  });

  test('and opens one in time keeps it', async () => {
    const ben = await taken('ben', '4910005');
    await later(100_000);
    await ben.connect();
    await later(600_000);
    expect(await assigneeOf('4910005')).toMatchObject({ assignee: { name: 'Ben' } });
    await ben.ask('mutation { sessionEnd { ended } }');
  });
});
