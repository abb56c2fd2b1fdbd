import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulatorServer, type SimulatorServer } from '@parley/simulator';
import { entities } from '../src/entities';
import { Db } from '../src/lib/db';
import { migrations } from '../src/migrations';
import { Journal } from './journal';
import { Checks } from './verdict';
import { verifyAll } from './verify';
import type { World } from './world';

/** A small world in which everything is right: two conversations, one over; one reply; one agent who is online. */
let db: Db;
let folder: string;
let simulator: SimulatorServer;
let journal: Journal;

const chat = () => simulator.engine.world.state.chats[0]!;
const run = (sql: string) => db.write((manager) => manager.query(sql));

/** Writes a row: what is not said and may not be null is 0 or empty. */
const insert = async (table: string, row: Record<string, unknown>): Promise<void> => {
  const columns = (await db.read.query(`pragma table_info(${table})`)) as { name: string; type: string; notnull: number }[];
  const filled = columns.map(({ name, type, notnull }) => row[name] ?? (notnull ? (/int/i.test(type) ? 0 : '') : null));
  const marks = columns.map(() => '?').join(', ');
  await db.write((manager) =>
    manager.query(`insert into ${table} (${columns.map(({ name }) => name).join(', ')}) values (${marks})`, filled),
  );
};

const ALL = JSON.stringify({ all: true });
const LOG: [type: string, nodeId: string, data?: Record<string, unknown>][] = [
  ['presence.changed', 'agent_1', { to: 'ONLINE' }],
  ['conversation.opened', 'conv_1'],
  ['message.received', 'msg_1'],
  ['conversation.assigned', 'conv_1', { from: null, to: 'agent_1' }],
  ['message.created', 'msg_2'],
  ['message.received', 'msg_3'],
  ['conversation.opened', 'conv_2'],
  ['message.received', 'msg_4'],
  ['conversation.assigned', 'conv_2', { from: null, to: 'agent_1' }],
  ['conversation.closed', 'conv_2'],
];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-verify-'));
  db = await Db.connect(`sqlite:${join(folder, 'parley.db')}`, { entities, migrations });
  simulator = await createSimulatorServer({ seed: 'verify', customers: [] });
  journal = new Journal();
  writeFileSync(join(folder, 'server-1.log'), '{"msg":"ready"}\n');

  await insert('agent', { id: 'agent_1', state: 'ACTIVE', presence: 'ONLINE', capacity: 2, held: 1 });
  await insert('contact_identity', { id: 'ident_1', orgId: 'org_1', contactId: 'contact_1', kind: 'wa_id', value: '447400000001' });
  await insert('contact_identity', { id: 'ident_2', orgId: 'org_1', contactId: 'contact_2', kind: 'wa_id', value: '447400000002' });
  const conversation = { orgId: 'org_1', inboxId: 'inbox_1', assigneeId: 'agent_1' };
  await insert('conversation', {
    ...conversation,
    id: 'conv_1',
    contactId: 'contact_1',
    openKey: 'a',
    status: 'OPEN',
    messageSeq: 3,
    openedAt: 1,
  });
  await insert('conversation', { ...conversation, id: 'conv_2', contactId: 'contact_2', status: 'CLOSED', messageSeq: 1, openedAt: 2 });
  const message = { orgId: 'org_1', inboxId: 'inbox_1', kind: 'text', authorKind: 'contact', direction: 'IN', conversationId: 'conv_1' };
  await insert('message', { ...message, id: 'msg_1', seq: 1, providerId: 'wamid.1', text: 'c1 says 1' });
  const sent = { direction: 'OUT', authorKind: 'agent', clientMutationKey: 'key-1', deliveryRank: 3 };
  await insert('message', { ...message, ...sent, id: 'msg_2', seq: 2, providerId: 'wamid.2', text: 'answer' });
  await insert('message', { ...message, id: 'msg_3', seq: 3, providerId: 'wamid.3', text: 'c1 says 2' });
  await insert('message', { ...message, id: 'msg_4', seq: 1, providerId: 'wamid.4', text: 'c2 says 1', conversationId: 'conv_2' });
  await insert('receipt', {
    id: 'receipt_1',
    orgId: 'org_1',
    inboxId: 'inbox_1',
    providerId: 'wamid.2',
    messageId: 'msg_2',
    delivery: 'DELIVERED',
    applied: 1,
  });
  for (const [i, [type, nodeId, data]] of LOG.entries())
    await insert('event', { orgId: 'org_1', seq: i + 1, type, nodeId, audience: ALL, data: data ? JSON.stringify(data) : null });
  await insert('event_counter', { orgId: 'org_1', seq: LOG.length });

  const written: [customerId: string, n: number, providerId: string][] = [
    ['c1', 1, 'wamid.1'],
    ['c1', 2, 'wamid.3'],
    ['c2', 1, 'wamid.4'],
  ];
  for (const [customerId, n, providerId] of written) {
    journal.written.push({ customerId, waId: `44740000000${customerId[1]}`, providerId, text: `${customerId} says ${n}`, n });
    journal.onTheWay(providerId, 'posted');
    journal.onTheWay(providerId, 'taken');
  }
  journal.replies.push({ agent: 'agent_1', key: 'key-1', conversationId: 'conv_1', text: 'answer', messageId: 'msg_2', refused: null });
  journal.seen.push({ who: 'agent1', ids: LOG.map((_, i) => i + 1), deliveries: new Map([['msg_2', ['PENDING', 'SENT', 'DELIVERED']]]) });
  journal.closed.add('conv_2');
  const base = { customerId: 'c1', numberId: 'n', lastInboundAt: 0, typingUntil: 0 };
  simulator.engine.world.state.chats.push({
    ...base,
    messages: [{ id: 'wamid.2', at: 1, from: 'business', type: 'text', body: {}, status: 'delivered', callbackData: 'msg_2' }],
  });
});

afterEach(async () => {
  await simulator.close();
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The names of the checks that are broken. */
const broken = async (): Promise<string[]> => {
  const checks = new Checks();
  const world = {
    orgId: 'org_1',
    inboxId: 'inbox_1',
    agents: [{ id: 'agent_1', username: 'agent1' }],
    folder,
    simulator,
    nodes: [null],
    query: (sql: string, params: unknown[] = []) => db.read.query(sql, params),
  };
  await verifyAll(world as unknown as World, journal, checks);
  return checks.list.filter((check) => check.violations.length > 0).map((check) => check.name);
};

const say = (seq: number, type: string, nodeId: string, data: Record<string, unknown> | null = null) =>
  run(`update event set type = '${type}', nodeId = '${nodeId}', data = '${JSON.stringify(data)}' where seq = ${seq}`);

/** What is planted, and the check that has to find it. */
const FAULTS: [what: string, check: string, plant: () => unknown][] = [
  ['an acknowledged message is lost', 'I1 what a customer wrote', () => run("delete from message where id = 'msg_4'")],
  ['a message is there that nobody wrote', 'I1 what a customer wrote', () => void journal.written.pop()],
  ['a message has other words', 'I1 what a customer wrote', () => run("update message set text = 'other' where id = 'msg_1'")],
  [
    'a close that was acknowledged is lost',
    'I1 what an agent was told',
    () => run("update conversation set status = 'OPEN' where id = 'conv_2'"),
  ],
  [
    'a message lies with another contact',
    'I2 it lies with',
    () => run("update conversation set contactId = 'contact_2' where id = 'conv_1'"),
  ],
  ['a message lies in another organization', 'I2 it lies with', () => run("update message set orgId = 'org_2' where id = 'msg_1'")],
  [
    'a number is two contacts',
    'I2 one contact',
    () => insert('contact_identity', { id: 'ident_3', orgId: 'org_2', contactId: 'contact_3', kind: 'wa_id', value: '447400000001' }),
  ],
  [
    'a contact has two open conversations',
    'I3 ',
    () => run("update conversation set status = 'OPEN', contactId = 'contact_1' where id = 'conv_2'"),
  ],
  [
    'an assignment comes from somebody who had nothing',
    'I4 ',
    () => say(9, 'conversation.assigned', 'conv_2', { from: 'agent_9', to: 'agent_1' }),
  ],
  ['a conversation is closed twice', 'I4 ', () => say(9, 'conversation.closed', 'conv_2')],
  ['an agent is given more than they may hold', 'I5 nobody', () => run('update agent set capacity = 1')],
  ['the load on the row is wrong', 'I5 what an agent', () => run('update agent set held = 2')],
  ['somebody who is away is given a conversation', 'I6 ', () => say(1, 'presence.changed', 'agent_1', { to: 'AWAY' })],
  ['a reply was taken twice', 'I7 each send', () => void chat().messages.push({ ...chat().messages[0]!, id: 'wamid.9' })],
  [
    'a reply was taken and is not here',
    'I7 each send',
    () => void chat().messages.push({ ...chat().messages[0]!, id: 'wamid.9', callbackData: 'msg_9' }),
  ],
  ['a reply never left and nobody says so', 'I7 each send', () => run("update message set deliveryRank = 0 where id = 'msg_2'")],
  ['a reply that is delivered was never sent', 'I7 each send', () => void chat().messages.pop()],
  ['an acknowledged reply is lost', 'I7 an acknowledged', () => run("delete from message where id = 'msg_2'")],
  ['the delivery state is below what was told', 'I8 ', () => run("update message set deliveryRank = 2 where id = 'msg_2'")],
  ['a receipt stays parked', 'I8 ', () => run('update receipt set applied = 0')],
  ['a socket saw a delivery state fall', 'I8 ', () => void journal.seen[0]!.deliveries.set('msg_2', ['READ', 'DELIVERED'])],
  ['the log has a gap', 'I9 the log', () => run('delete from event where seq = 3')],
  ['a socket missed an event', 'I9 no socket missed', () => void journal.seen[0]!.ids.splice(4, 1)],
  ['a socket saw an event twice', 'I9 no socket saw', () => void journal.seen[0]!.ids.push(10)],
  [
    'somebody waits though there is room',
    'I10 ',
    () => run("update conversation set status = 'QUEUED', assigneeId = null where id = 'conv_1'"),
  ],
  ['what nobody had is released', 'I11 ', () => say(4, 'conversation.released', 'conv_1', { from: null, to: null })],
  ['a conversation moved and the log is silent', 'I12 ', () => run("update conversation set assigneeId = 'agent_2' where id = 'conv_1'")],
  ['a message came without an entry', 'I12 ', () => say(8, 'message.updated', 'msg_4')],
  ['a log holds words of a customer', 'I14 ', () => writeFileSync(join(folder, 'server-1.log'), 'c1 says 1\n')],
  [
    'what was acknowledged first stands behind',
    'order each customer',
    async () => {
      await run("update message set seq = 9 where id = 'msg_1'");
      await run("update message set seq = 1 where id = 'msg_3'");
    },
  ],
  ['the numbers of a conversation have a gap', 'order the numbers', () => run("update message set seq = 5 where id = 'msg_3'")],
  [
    'a reply overtook an earlier one',
    'order replies',
    async () => {
      const message = { orgId: 'org_1', inboxId: 'inbox_1', kind: 'text', authorKind: 'agent', direction: 'OUT', conversationId: 'conv_1' };
      await insert('message', { ...message, id: 'msg_5', seq: 4, providerId: 'wamid.5', deliveryRank: 1 });
      chat().messages.unshift({ ...chat().messages[0]!, id: 'wamid.5', callbackData: 'msg_5' });
    },
  ],
];

describe('the verifier of a torture run', () => {
  it('finds nothing where everything is right', async () => {
    expect(await broken()).toEqual([]);
  });

  it.each(FAULTS)('finds it when %s', async (_, check, plant) => {
    await plant();
    expect((await broken()).filter((name) => name.startsWith(check))).not.toEqual([]);
  });
});
