import type { EntityManager } from 'typeorm';
import { EventLog, type NewEvent } from '../../src/events/event-log';
import { AgentRow } from '../../src/people/agent.entity';
import { RoleRow } from '../../src/people/role.entity';
import { SessionRow } from '../../src/people/session.entity';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';

let server: TestApp;
let admin: Client;
let line: Line;
let elsewhere: EventLog;
beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin()] });
  admin = await server.signIn('admin');
  line = await openLine(server, admin, []);
  // what another server appends on the same database: this one hears of it through the log alone
  elsewhere = new EventLog(server.app.kernel.db, server.clock);
});
afterAll(() => server.close());

const event = (type: string, nodeId: string, audience: NewEvent['audience']): NewEvent => ({
  orgId: server.organizationId,
  type,
  nodeId,
  audience,
});
/** One commit, here or on another server: what it changes, and what the log says of it. */
const commit = async (log: EventLog, change: (manager: EntityManager) => Promise<unknown>, events: NewEvent[]) => {
  await server.app.kernel.db.write(async (manager) => {
    await change(manager);
    await log.append(manager, events);
  });
  if (log === elsewhere) await server.app.kernel.events.lookAround();
};
const latest = async () => (await admin.ask('{ latestEventId }')).latestEventId as string;
const nothing = async () => undefined;
const end = () => event('test.end', 'thing_1', { all: true });
const secret = () => event('conversation.closed', 'thing_1', { conversation: true });
const typesTo = async (tail: Awaited<ReturnType<Client['events']>>) => {
  await tail.until('test.end');
  return tail.seen.map(({ type }) => type);
};
const closedOf = async (client: Client) => {
  const socket = await client.connect();
  return new Promise<{ code: number }>((resolve) => socket.on('closed', (closing) => resolve(closing as { code: number })));
};
const here = () => server.app.kernel.events;

describe.each([
  ['on this server', here],
  ['on another server', () => elsewhere],
])('rights that change %s', (place, log) => {
  const name = (who: string) => `${who}${place === 'on this server' ? '1' : '2'}`;

  test('R123 I13 another role: nothing that follows in the log goes out under the old one, not even of the same commit', async () => {
    const id = await server.agent(name('rick'), { role: 'admin' });
    const rick = await server.signIn(name('rick'), 'admin');
    const tail = await rick.events(await latest(), 'id type');
    await commit(log(), nothing, [secret(), event('test.end', 'thing_1', { all: true })]);
    expect(await typesTo(tail)).toEqual(['conversation.closed', 'test.end']);
    tail.seen.length = 0;
    await commit(log(), (manager) => manager.update(AgentRow, { id }, { roleId: server.roles.sales?.id ?? '' }), [
      event('agent.updated', id, { all: true }),
      secret(),
    ]);
    await commit(log(), nothing, [secret(), end()]);
    expect(await typesTo(tail)).toEqual(['agent.updated', 'test.end']);
  });

  test('I13 a role that is narrowed: everybody who has it, at once', async () => {
    const { db } = server.app.kernel;
    const [role] = await db.read.findBy(RoleRow, { id: server.roles.supervisor?.id ?? '' });
    if (!role) throw new Error('no such role');
    await server.agent(name('nora'), { role: 'supervisor' });
    const nora = await server.signIn(name('nora'), 'api');
    const tail = await nora.events(await latest(), 'id type');
    const narrowed = role.permissions.filter((permission) => permission !== 'conversations.read.all');
    await commit(log(), (manager) => manager.update(RoleRow, { id: role.id }, { permissions: narrowed }), [
      event('role.updated', role.id, { all: true }),
      secret(),
      end(),
    ]);
    expect(await typesTo(tail)).toEqual(['role.updated', 'test.end']);
    const without = narrowed.filter((permission) => permission !== 'events.read');
    await commit(log(), (manager) => manager.update(RoleRow, { id: role.id }, { permissions: without }), [
      event('role.updated', role.id, { all: true }),
      end(),
    ]);
    await expect(tail.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await commit(log(), (manager) => manager.update(RoleRow, { id: role.id }, { permissions: role.permissions }), [
      event('role.updated', role.id, { all: true }),
    ]);
  });

  test('a session that ended closes its sockets', async () => {
    const id = await server.agent(name('sam'));
    const sam = await server.signIn(name('sam'));
    const closed = closedOf(sam);
    const tail = await sam.events(await latest(), 'id type');
    await commit(here(), nothing, [end()]);
    await typesTo(tail);
    await commit(log(), (manager) => manager.update(SessionRow, { agentId: id }, { endedAt: 1, endReason: 'ended' }), [
      event('session.ended', id, { agents: [id] }),
    ]);
    expect((await closed).code).toBe(4403);
  });
});

test('I13 an inbox that is taken from an agent: its queue is not told of any more, its conversations are null', async () => {
  const bobId = await server.agent('bob');
  const set = (agentIds: string[]) =>
    admin.ask('mutation($input: InboxAgentsSetInput!) { inboxAgentsSet(input: $input) { errors { code } } }', {
      input: { inboxId: line.inboxId, agentIds },
    });
  await set([bobId]);
  const bob = await server.signIn('bob', 'api');
  const tail = await bob.events(await latest());
  await line.says('4911', 'in the queue');
  const opened = await tail.until('conversation.opened');
  expect(opened.node).toEqual({ __typename: 'Conversation', id: opened.nodeId });
  const cursor = opened.id;
  tail.seen.length = 0;
  await Promise.all([set([]), line.says('4912', 'somewhere between')]);
  await line.says('4913', 'not for bob');
  await commit(here(), nothing, [end()]);
  const types = await typesTo(tail);
  expect(types.slice(types.indexOf('inbox.updated')).filter((type) => /^(conversation|message)/.test(type))).toEqual([]);
  const again = await bob.events(`evt_${Number(cursor.slice(4)) - 1}`);
  await again.until('test.end');
  expect(again.seen.filter(({ node }) => node?.__typename === 'Conversation')).toEqual([]);
});

test('an agent who is deactivated loses every line at once', async () => {
  const id = await server.agent('dora');
  const [dora, api] = [await server.signIn('dora'), await server.signIn('dora', 'api')];
  await Promise.all([dora.connect(), api.connect()]);
  const closed = [closedOf(dora), closedOf(api)];
  await Promise.all([dora.events(), api.events()]);
  await admin.ask('mutation($id: ID!) { agentDeactivate(input: { agentId: $id }) { errors { code } } }', { id });
  expect((await Promise.all(closed)).map(({ code }) => code)).toEqual([4403, 4403]);
});
