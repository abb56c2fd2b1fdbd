import { startTestApp, type TestApp } from '../support/app';
import type { Client, EventTail } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';

const DAY = 86_400_000;
let server: TestApp;
let admin: Client;
let ana: Client;
let ben: Client;
let line: Line;
let log: EventTail;
let benId: string;

beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin()] });
  const anaId = await server.agent('ana');
  benId = await server.agent('ben');
  admin = await server.signIn('admin');
  line = await openLine(server, admin, [anaId, benId]);
  ana = await server.signIn('ana');
  await ana.connect();
  ben = await server.signIn('ben');
  log = await admin.events(null, WITH_CONTACT);
});
afterAll(() => server.close());

const WITH_CONTACT = 'id type nodeId node { __typename id ... on Conversation { contact { name } } }';
const CARD =
  'id status closedAt closeReason unreadCount pendingSince continues { id } contact { name displayAddress } assignee { name } lastMessage { text } serviceWindow { open endsAt required } viewerCan { send close claim why }';
const list = async (client: Client, filter: Record<string, unknown> = {}, orderBy?: string) =>
  (
    await client.ask(
      `query($filter: ConversationFilter, $orderBy: ConversationOrder) { conversations(filter: $filter, orderBy: $orderBy) { nodes { ${CARD} } } }`,
      { filter, orderBy },
    )
  ).conversations.nodes;
const act = async (client: Client, verb: string, conversationId: string, more: Record<string, unknown> = {}) => {
  const type = verb === 'conversationTransfer' ? 'ConversationTransferInput' : 'ConversationIdInput';
  return (
    await client.ask(`mutation($input: ${type}!) { ${verb}(input: $input) { conversation { ${CARD} } errors { code message } } }`, {
      input: { conversationId, ...more },
    })
  )[verb];
};
/** A new customer writes and is routed to the only agent who is online. */
const arrive = async (from: string, text: string) => {
  await line.says(from, text);
  const { nodeId } = await log.until(
    (event) => event.type === 'conversation.assigned' && (event.node?.contact as { name: string }).name === `Customer ${from}`,
  );
  return nodeId;
};

test('R012 R053 a new conversation lands in Active with name, last message and unread count', async () => {
  await arrive('4930001', 'hello there');
  expect((await list(ana, { scope: 'MINE', group: 'ACTIVE' }))[0]).toMatchObject({
    status: 'ACTIVE',
    unreadCount: 1,
    contact: { name: 'Customer 4930001' },
    lastMessage: { text: 'hello there' },
    viewerCan: { send: true, close: true, why: null },
  });
});

test('R056 R057 R058 the list is searched by name, number and recent text', async () => {
  await arrive('4930777', 'where is my parcel');
  for (const search of ['customer 4930777', '+49 307 77', '30777', 'PARCEL'])
    expect((await list(ana, { search })).map((c: { contact: { name: string } }) => c.contact.name)).toEqual(['Customer 4930777']);
  expect(await list(ana, { search: 'no such words' })).toEqual([]);
  expect(await list(ana, { search: '100%' })).toEqual([]);
});

test('R075 R072 the service window ends 24 hours after the last message of the customer', async () => {
  const [conversation] = await list(ana, { search: '4930001' });
  expect(conversation.serviceWindow).toEqual({ open: true, endsAt: new Date(server.clock.now() + DAY).toISOString(), required: true });
});

test('R088 R091 R095 closing moves a conversation to Recent and keeps its history; R094 it is never open again', async () => {
  const id = await arrive('4930002', 'to be closed');
  expect(await act(ana, 'conversationClose', id)).toMatchObject({ conversation: { status: 'CLOSED', closeReason: 'agent' }, errors: [] });
  expect((await list(ana, { scope: 'MINE', group: 'ACTIVE' })).map((c: { id: string }) => c.id)).not.toContain(id);
  const [recent] = await list(ana, { scope: 'MINE', group: 'RECENT' }, 'CLOSED_AT');
  expect(recent).toMatchObject({ id, viewerCan: { send: false, why: 'CONVERSATION_CLOSED' } });
  const { node } = await ana.ask('query($id: ID!) { node(id: $id) { ... on Conversation { messages(first: 10) { nodes { text } } } } }', {
    id,
  });
  expect(node.messages.nodes).toEqual([{ text: 'to be closed' }]);
  expect(await act(ana, 'conversationClose', id)).toMatchObject({ conversation: { status: 'CLOSED' }, errors: [] });
});

test('R055 Recent shows what was closed last first', async () => {
  server.clock.advance(1000);
  const id = await arrive('4930003', 'closed later');
  await act(ana, 'conversationClose', id);
  expect((await list(ana, { scope: 'MINE', group: 'RECENT' }, 'CLOSED_AT'))[0].id).toBe(id);
});

test('R090 R096 a message after the close starts a new conversation that is routed again and knows what it continues', async () => {
  const [before] = await list(ana, { search: '4930003', group: 'RECENT' });
  const id = await arrive('4930003', 'one more thing');
  expect(id).not.toBe(before.id);
  const [now] = await list(ana, { search: '4930003', group: 'ACTIVE' });
  expect(now).toMatchObject({ id, status: 'ACTIVE', continues: { id: before.id } });
});

test('R097 only its agent can close a conversation; R123 others do not even see it', async () => {
  const id = await arrive('4930004', 'mine');
  expect(await act(ben, 'conversationClose', id)).toMatchObject({ conversation: null, errors: [{ code: 'CONVERSATION_NOT_FOUND' }] });
  expect(await act(admin, 'conversationClose', id)).toMatchObject({ conversation: { status: 'CLOSED', closeReason: 'supervisor' } });
});

test('R127 R133 R134 a service agent hands a conversation to somebody who is online, and to nobody else', async () => {
  const id = await arrive('4930005', 'please hand me over');
  expect(await act(ana, 'conversationTransfer', id, { agentId: benId })).toMatchObject({ errors: [{ code: 'AGENT_NOT_ONLINE' }] });
  await ben.connect();
  await log.until((event) => event.type === 'presence.changed' && event.nodeId === benId);
  expect(await act(ana, 'conversationTransfer', id, { agentId: benId })).toMatchObject({
    conversation: { assignee: { name: 'Ben' } },
    errors: [],
  });
  expect((await list(ben, { scope: 'MINE' })).map((c: { id: string }) => c.id)).toContain(id);
  await act(ben, 'conversationClose', id);
  await ben.disconnect();
  await log.until((event) => event.type === 'presence.changed' && event.nodeId === benId);
});

test('R122 an agent claims what waits, and only one of two gets it', async () => {
  await ana.ask('mutation { presenceSet(input: { status: BUSY }) { errors { code } } }');
  await line.says('4930006', 'anybody?');
  const { nodeId } = await log.until('conversation.opened');
  expect((await list(ana, { scope: 'UNASSIGNED' })).map((c: { id: string }) => c.id)).toEqual([nodeId]);
  const both = await Promise.all([act(ana, 'conversationClaim', nodeId), act(ben, 'conversationClaim', nodeId)]);
  expect(both.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  const owner = (await list(admin, { search: '4930006', group: 'OPEN' }))[0].assignee.name;
  expect(['Ana', 'Ben']).toContain(owner);
  const { agents } = await admin.ask('{ agents { name load } }');
  const open = await list(admin, { group: 'OPEN' });
  for (const { name, load } of agents)
    expect({ name, load }).toEqual({
      name,
      load: open.filter((c: { assignee: { name: string } | null }) => c.assignee?.name === name).length,
    });
});

test('R079 R077 a conversation left past its window is closed by the system; a new message reopens the window until then', async () => {
  await ana.ask('mutation { presenceSet(input: { status: ONLINE }) { errors { code } } }');
  const id = await arrive('4930008', 'first');
  server.clock.advance(DAY - 1000);
  await line.says('4930008', 'still here');
  // a session that nobody uses for a day ends
  await list(ana);
  server.clock.advance(2000);
  await server.app.rooms.conversations.closeEnded();
  expect((await list(ana, { search: '4930008', group: 'OPEN' }))[0]).toMatchObject({ id, serviceWindow: { open: true } });
  server.clock.advance(DAY / 2);
  await list(ana);
  server.clock.advance(DAY / 2);
  await server.app.rooms.conversations.closeEnded();
  expect((await list(ana, { search: '4930008', group: 'CLOSED' }))[0]).toMatchObject({ id, status: 'CLOSED', closeReason: 'window_ended' });
});

test('R249 an agent with Hide Phone sees masked numbers, in every field, and finds by the last four digits only', async () => {
  // two days have passed: sessions have ended
  admin = await server.signIn('admin');
  log = await admin.events(null, WITH_CONTACT);
  const ivyId = await server.agent('ivy', { hidePhone: true });
  await admin.ask('mutation($input: InboxAgentsSetInput!) { inboxAgentsSet(input: $input) { errors { code } } }', {
    input: { inboxId: line.inboxId, agentIds: [ivyId] },
  });
  const ivy = await server.signIn('ivy');
  await ivy.connect();
  await line.says('4930123456', 'hidden', {
    sender: { identities: [{ kind: 'wa_id', value: '4930123456' }], phone: '4930123456', replyTo: { kind: 'wa_id', value: '4930123456' } },
  });
  const { nodeId } = await log.until('conversation.assigned');
  const { node } = await ivy.ask(
    'query($id: ID!) { node(id: $id) { ... on Conversation { contact { name displayAddress identities { kind value } } } } }',
    { id: nodeId },
  );
  expect(JSON.stringify(node)).not.toContain('12345');
  expect(node.contact.displayAddress).toBe('+493 ••• 3456');
  expect(await list(ivy, { search: '301234' })).toEqual([]);
  expect((await list(ivy, { search: '3456' })).map((c: { id: string }) => c.id)).toEqual([nodeId]);
});

test('mark read counts for the agent who has it, and tells the log', async () => {
  const [conversation] = await list(admin, { search: 'hidden' });
  expect(await act(admin, 'conversationMarkRead', conversation.id)).toMatchObject({ conversation: { unreadCount: 1 } });
});
