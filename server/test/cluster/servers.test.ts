import { startTestApp, urlOf, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { eventually, gate } from '../messages/bench';
import { linePlugin, newScript, openLine, type Line } from '../support/line';
import type { App } from '../../src/app';
import { BEAT_MS, Cluster, DEAD_MS } from '../../src/cluster/cluster';
import type { Sent } from '@parley/plugin';

// several servers need a database that several may write to
const onServer = process.env.TEST_DATABASE_URL ? describe : describe.skip;

onServer('several servers on one database', () => {
  let a: TestApp;
  let b: App;
  let admin: Client;
  let line: Line;
  const script = newScript();
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    a = await startTestApp({
      plugins: [linePlugin(script)],
      env: process.env.TEST_REDIS_URL ? { REDIS_URL: process.env.TEST_REDIS_URL } : {},
    });
    for (const name of ['ana', 'ben', 'cleo']) ids[name] = await a.agent(name, { capacity: 3 });
    admin = await a.signIn('admin');
    line = await openLine(a, admin, Object.values(ids));
    b = await a.join();
    await a.app.kernel.cluster.beat();
  });
  afterAll(() => a.close());

  /** An agent whose workbench is connected to the second server. */
  const onB = async (name: string): Promise<Client> => {
    const client = a.client(urlOf(b));
    await client.signIn('424242', name, 'correct horse battery');
    await client.connect();
    return client;
  };
  /** The second server gives no sign of life for so long that the first declares it dead. */
  const silence = async () => {
    for (let ms = 0; ms <= DEAD_MS; ms += BEAT_MS) {
      a.clock.advance(BEAT_MS);
      await a.app.kernel.cluster.beat();
    }
  };
  const open = async () =>
    (await admin.ask('query { conversations(first: 100, filter: { group: OPEN }) { nodes { id status assignee { name } } } }'))
      .conversations.nodes as { id: string; status: string; assignee: { name: string } | null }[];

  test('each knows the other, and each duty is owned by exactly one of them', () => {
    expect(a.app.kernel.cluster.members).toEqual(b.kernel.cluster.members);
    expect(a.app.kernel.cluster.members).toHaveLength(2);
    const duties = Array.from({ length: 200 }, (_, i) => `duty:${i}`);
    const own = (app: App) => duties.filter((duty) => app.kernel.cluster.owns(duty));
    expect([...own(a.app), ...own(b)].sort()).toEqual([...duties].sort());
    expect(own(b).length).toBeGreaterThan(50);
  });

  test('I9 what one server takes in reaches the socket on the other, in order, without a gap', async () => {
    const ana = await onB('ana');
    const tail = await ana.events();
    for (let i = 0; i < 20; i++) await line.says('4915550001', `message ${i}`);
    const texts = [];
    for (let i = 0; i < 20; i++) texts.push((await tail.until('message.received')).nodeId);
    expect(new Set(texts).size).toBe(20);
    const seqs = tail.seen.map((event) => Number(event.id.slice(4)));
    expect(seqs).toEqual([...seqs].sort((x, y) => x - y));
    await ana.ask('mutation { sessionEnd { ended } }');
    await a.quiet();
  });

  test('I4 I5 two servers that give out the same queue give each conversation once, and nobody more than they may hold', async () => {
    const people = await Promise.all(['ana', 'ben', 'cleo'].map((name) => onB(name)));
    const lines = Array.from({ length: 12 }, (_, i) => line.says(`49155600${String(i).padStart(2, '0')}`, 'hello'));
    for (const app of [a.app, b]) app.rooms.assignment.wake(a.organizationId);
    await Promise.all(lines);
    await a.quiet();
    const held = await a.app.kernel.db.read.query(
      "select name, held, (select count(*) from conversation c where c.assigneeId = a.id and c.status <> 'CLOSED') as has from agent a where a.capacity = 3 order by name",
    );
    expect(held.map((row: { held: number; has: number }) => [Number(row.held), Number(row.has)])).toEqual([
      [3, 3],
      [3, 3],
      [3, 3],
    ]);
    expect((await open()).filter((one) => one.assignee === null)).toHaveLength((await open()).length - 9);
    for (const person of people) await person.ask('mutation { sessionEnd { ended } }');
    await a.quiet();
  });

  test('I11 when a server dies its agents are Offline, keep their conversations for the grace period, and are released once', async () => {
    const ben = await onB('ben');
    await a.quiet();
    const log = await admin.events();
    expect((await open()).filter((one) => one.assignee?.name === 'Ben')).toHaveLength(3);
    b.availability.stop();
    await silence();
    await log.until((event) => event.type === 'presence.changed' && event.nodeId === ids.ben);
    expect((await open()).filter((one) => one.assignee?.name === 'Ben')).toHaveLength(3);
    a.clock.advance(170_000);
    await a.app.rooms.jobs.runDue();
    expect((await open()).filter((one) => one.assignee?.name === 'Ben')).toHaveLength(3);
    a.clock.advance(10_000);
    await Promise.all([
      a.app.rooms.jobs.runDue(),
      b.rooms.jobs.runDue(),
      a.app.rooms.presence.releaseOverdue(),
      b.rooms.presence.releaseOverdue(),
    ]);
    await a.quiet();
    expect((await open()).filter((one) => one.assignee?.name === 'Ben')).toHaveLength(0);
    const released = await a.app.kernel.db.read.query("select count(*) as n from event where type = 'conversation.released' and seq > ?", [
      Number(log.seen[0]?.id.slice(4)),
    ]);
    expect(Number(released[0].n)).toBe(3);

    // it was only paused: it begins anew, and whoever hung on it comes again
    await b.kernel.cluster.beat();
    await eventually(() => ben.closed !== null);
    expect(ben.closed).toMatchObject({ code: 1012 });
    await a.app.kernel.cluster.beat();
    expect(a.app.kernel.cluster.members).toHaveLength(2);
    await ben.connect();
    await a.quiet();
    expect((await open()).filter((one) => one.assignee?.name === 'Ben')).toHaveLength(3);
    await ben.ask('mutation { sessionEnd { ended } }');
    b.availability.start();
  });

  test('I7 what a dead server was sending is uncertain, is not sent again, and its late answer settles it', async () => {
    const owner = a.app.kernel.cluster.owns(`outbox:${line.inboxId}`) ? a.app : b;
    const other = owner === b ? a.app : b;
    const ana = a.client(urlOf(other));
    await ana.signIn('424242', 'ana', 'correct horse battery');
    await ana.connect();
    await line.says('4915570001', 'an answer, please');
    await a.quiet();
    const mine = (await open()).filter((one) => one.assignee?.name === 'Ana')[0];
    const called = gate();
    const answer = gate<Sent>();
    script.send = () => {
      called.open();
      return answer.promise;
    };
    const { messageSend } = await ana.ask(
      'mutation($input: MessageSendInput!) { messageSend(input: $input) { messages { id } errors { message } } }',
      { input: { conversationId: mine?.id, clientMutationKey: 'k-1', text: 'here it is' } },
    );
    const id = messageSend.messages[0].id;
    await other.kernel.events.lookAround();
    await owner.kernel.events.lookAround();
    await called.promise;
    owner.availability.stop();
    for (let ms = 0; ms <= DEAD_MS; ms += BEAT_MS) {
      a.clock.advance(BEAT_MS);
      await other.kernel.cluster.beat();
    }
    const fate = async () =>
      (await ana.ask('query($id: ID!) { node(id: $id) { ... on Message { delivery { status uncertain } } } }', { id })).node.delivery;
    expect(await fate()).toMatchObject({ uncertain: true });
    const before = script.sent.length;
    await other.rooms.settled();
    expect(script.sent).toHaveLength(before);
    answer.open({ providerId: 'wamid.late' });
    await eventually(async () => (await fate()).status === 'ACCEPTED');
    expect(await fate()).toEqual({ status: 'ACCEPTED', uncertain: false });
    await owner.kernel.cluster.beat();
    owner.availability.start();
  });

  test('a server with another SECRET_KEY does not join, and says why', async () => {
    const { db, clock, log, events } = a.app.kernel;
    const stranger = new Cluster({ db, clock, log, events, secretKey: 'quite another secret, of thirty-two' }, 'stranger');
    await expect(stranger.start()).rejects.toThrow(
      'SECRET_KEY: another server on this database runs with another key; give all of them the same',
    );
  });

  test('the others take over the duties of a server that leaves in order', async () => {
    const c = await a.join();
    await a.app.kernel.cluster.beat();
    expect(a.app.kernel.cluster.members).toHaveLength(3);
    await a.part(c);
    await a.app.kernel.cluster.beat();
    expect(a.app.kernel.cluster.members).toHaveLength(2);
  });
});
