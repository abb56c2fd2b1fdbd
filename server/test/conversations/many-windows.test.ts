import { newId } from '../../src/lib/ids';
import { Sets } from '../../src/lib/sets';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';

/** Service windows that end in the same moment. */
const MANY = 10_000;
const DAY = 86_400_000;

let server: TestApp;
let admin: Client;
let line: Line;

beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin()] });
  const ana = await server.agent('ana', { capacity: 5 });
  admin = await server.signIn('admin');
  line = await openLine(server, admin, [ana]);
});
afterAll(() => server.close());

/** Customers who wrote once, long ago: made as rows, because this is about their end. */
const wrote = async (): Promise<void> => {
  const now = server.clock.now();
  const { db } = server.app.kernel;
  await db.write(async (manager) => {
    const sets = new Sets(manager, db.dialect);
    const contacts = Array.from({ length: MANY }, () => newId('cont', now));
    await sets.insert(
      'contact',
      ['id', 'orgId', 'searchText', 'createdAt', 'updatedAt'],
      contacts.map((id) => [id, server.organizationId, '', now, now]),
    );
    await sets.insert(
      'conversation',
      [
        'id',
        'orgId',
        'inboxId',
        'contactId',
        'openKey',
        'status',
        'priority',
        'openedAt',
        'queuedAt',
        'lastActivityAt',
        'unread',
        'windowUntil',
        'messageSeq',
      ],
      contacts.map((id) => [
        newId('conv', now),
        server.organizationId,
        line.inboxId,
        id,
        `${line.inboxId}:${id}`,
        'QUEUED',
        0,
        now,
        now,
        now,
        1,
        now + DAY,
        1,
      ]),
    );
  });
};
const count = async (sql: string): Promise<number> =>
  Number(((await server.app.kernel.db.read.query(sql)) as { n: number | string }[])[0]?.n);

test('R079 I11 ten thousand windows that end together while the server is down are all closed at its start, each once, with the log dense', async () => {
  await wrote();
  server.clock.advance(DAY - 1);
  await server.app.rooms.conversations.closeEnded();
  expect(await count("select count(*) as n from conversation where status = 'CLOSED'")).toBe(0);
  await server.app.stop();
  server.clock.advance(1);
  server.app = await server.boot();
  await server.app.rooms.jobs.runDue();
  expect(
    await count("select count(*) as n from conversation where status = 'CLOSED' and closeReason = 'window_ended' and openKey is null"),
  ).toBe(MANY);
  expect(await count("select count(distinct nodeId) as n from event where type = 'conversation.closed'")).toBe(MANY);
  const events = await count('select count(*) as n from event');
  expect([await count('select max(seq) as n from event'), await count('select seq as n from event_counter')]).toEqual([events, events]);
  // once more changes nothing
  await server.app.rooms.conversations.closeEnded();
  expect(await count('select count(*) as n from event')).toBe(events);
});
