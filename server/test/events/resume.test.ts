import { once } from 'node:events';
import WebSocket from 'ws';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';

let server: TestApp;
let admin: Client;
beforeAll(async () => {
  server = await startTestApp();
  admin = await server.signIn('admin');
});
afterAll(() => server.close());

/** Appends what everybody is told of; returns the last id. */
const happen = async (count: number, perCommit = 500): Promise<string> => {
  const { db, events } = server.app.kernel;
  let last = 0;
  for (let left = count; left > 0; left -= perCommit) {
    const group = Array.from({ length: Math.min(left, perCommit) }, () => ({
      orgId: server.organizationId,
      type: 'thing.happened',
      nodeId: 'thing_1',
      audience: { all: true as const },
    }));
    const logged = await db.write((manager) => events.append(manager, group));
    last = logged[logged.length - 1]?.seq ?? 0;
  }
  return `evt_${last}`;
};
const range = (from: string, to: string) => {
  const [first, last] = [Number(from.slice(4)) + 1, Number(to.slice(4))];
  return Array.from({ length: last - first + 1 }, (_, i) => `evt_${first + i}`);
};

test('I9 papercups#774 a screen that was away for days resumes through many pages, while more happens: all of it, in order, once', async () => {
  const cursor = await happen(1);
  await happen(10_000);
  const tail = await admin.events(cursor, 'id type');
  const meanwhile = happen(700, 7);
  const last = await meanwhile.then(() => happen(1));
  await tail.until(({ id }) => id === last);
  expect(tail.seen.map(({ id }) => id)).toEqual(range(cursor, last));
});

test('I9 200 screens that come back at once, at different places, all catch up', async () => {
  const cursor = await happen(300);
  const start = Number(cursor.slice(4));
  const last = await happen(20);
  const clients = Array.from({ length: 200 }, () => Object.assign(server.client(), { token: admin.token }));
  const tails = await Promise.all(clients.map((client, i) => client.events(`evt_${start - i}`, 'id type')));
  const more = await happen(50, 5);
  await Promise.all(tails.map((tail) => tail.until(({ id }) => id === more)));
  tails.forEach((tail, i) => expect(tail.seen.map(({ id }) => id)).toEqual(range(`evt_${start - i}`, more)));
  expect(last).not.toBe(more);
  await Promise.all(clients.map((client) => client.close()));
});

test.each([
  ['one that never was', 'yesterday', 'after: give the id of an event'],
  ['one that is a number', 5, 'after: give the id of an event'],
  ['one of a log that this one is not', 'evt_99999999', 'after: this log has no such event; load anew and go on from latestEventId'],
])('a cursor is refused with a sentence: %s', async (_title, after, message) => {
  const tail = await admin.events(after as string, 'id type');
  await expect(tail.next()).rejects.toThrow(message);
  await expect((await admin.events(after as string, 'id type')).next()).rejects.toThrow('BAD_REQUEST');
});

/** A reader that stops reading: frames of some kilobytes each, so that buffers fill. */
class Reader {
  readonly seen: string[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private constructor(readonly socket: WebSocket) {
    this.closed = once(socket, 'close').then(([code, reason]) => ({ code: code as number, reason: String(reason) }));
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as { type: string; payload?: { data: { events: { id: string } } } };
      if (frame.type === 'next' && frame.payload) this.seen.push(frame.payload.data.events.id);
    });
  }

  static async open(after: string | null, paused: boolean): Promise<Reader> {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const reader = new Reader(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { token: admin.token } }));
    await once(socket, 'message');
    const wide = Array.from({ length: 25 }, (_, i) => `${'long'.repeat(50)}${i}: nodeId`).join(' ');
    const query = `subscription($after: ID) { events(after: $after) { id ${wide} } }`;
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { after } } }));
    if (paused) socket.pause();
    return reader;
  }

  async until(id: string): Promise<void> {
    while (!this.seen.includes(id)) await once(this.socket, 'message');
  }
}

test('a reader that does not read is told to resume, and has a gap in nothing', async () => {
  const cursor = await happen(1);
  const reader = await Reader.open(cursor, false);
  const first = await happen(1);
  await reader.until(first);
  reader.socket.pause();
  const last = await happen(5000, 50);
  reader.socket.resume();
  expect(await reader.closed).toEqual({ code: 4408, reason: 'too slow: resume from your cursor' });
  expect(reader.seen.length).toBeLessThan(5000);
  const again = await Reader.open(reader.seen[reader.seen.length - 1] ?? null, false);
  await again.until(last);
  expect([...reader.seen, ...again.seen]).toEqual(range(cursor, last));
  again.socket.close();
  await again.closed;
});

test('a reader that stops while it catches up is waited for, and keeps nobody else waiting', async () => {
  const cursor = await happen(1);
  const before = await happen(6000);
  const reader = await Reader.open(cursor, true);
  const other = await admin.events(cursor, 'id type');
  await other.until(({ id }) => id === before);
  const last = await happen(10);
  await other.until(({ id }) => id === last);
  reader.socket.resume();
  await reader.until(last);
  expect(reader.seen).toEqual(range(cursor, last));
  reader.socket.close();
  await reader.closed;
});
