import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, newScript, openLine, type Line } from '../support/line';
import { SmallDisk } from '../support/small-disk';

const disk = process.env.TEST_DATABASE_URL ? null : SmallDisk.make(48);
const onDisk = disk ? describe : describe.skip;

onDisk('the disk of the database is full', () => {
  const script = newScript();
  let server: TestApp;
  let admin: Client;
  let ana: Client;
  let line: Line;
  beforeAll(async () => {
    server = await startTestApp({
      plugins: [linePlugin(script)],
      route: async () => {
        mkdirSync(join(disk?.path ?? '', 'db'));
        return `sqlite:${join(disk?.path ?? '', 'db', 'parley.db')}`;
      },
    });
    const anaId = await server.agent('ana', { capacity: 100 });
    admin = await server.signIn('admin');
    line = await openLine(server, admin, [anaId]);
    ana = await server.signIn('ana');
  });
  afterAll(async () => {
    disk?.makeRoom();
    await server.close();
    disk?.remove();
  });

  const ready = async () => {
    const response = await fetch(`${server.url}/readyz`);
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const texts = async () => {
    const { conversations } = await admin.ask('{ conversations(first: 60) { nodes { messages(first: 5) { nodes { text } } } } }');
    return conversations.nodes.flatMap((c: { messages: { nodes: { text: string }[] } }) => c.messages.nodes.map(({ text }) => text));
  };
  const send = (conversationId: string, text: string) =>
    ana.raw<{ messageSend: { errors: { code: string }[] } }>(
      'mutation($input: MessageSendInput!) { messageSend(input: $input) { message { id } errors { code } } }',
      { input: { conversationId, text, clientMutationKey: `key-${text}` } },
    );

  test('I1 503 before anything is lost, a sentence on /readyz, closed sockets; with room again all of it returns without a restart', async () => {
    const socket = await ana.connect();
    const closed = new Promise<{ code: number }>((resolve) => socket.on('closed', (event) => resolve(event as { code: number })));
    const log = await admin.events();
    await line.says('4911', 'before');
    const { nodeId } = await log.until('conversation.assigned');
    const acknowledged = ['before'];
    const refused: string[] = [];

    disk?.fill();
    const flood = Array.from({ length: 40 }, (_, i) => ({ text: `flood ${i}`, event: line.message(`4912${i}`, `flood ${i}`) }));
    const answers = await Promise.all(flood.map(({ event }) => line.post([event])));
    answers.forEach((status, i) => (status === 200 ? acknowledged : refused).push(flood[i]?.text ?? ''));
    expect(new Set(answers)).toContain(503);
    expect(answers.every((status) => status === 200 || status === 503)).toBe(true);
    await server.app.availability.look();
    expect((await closed).code).toBe(1013);
    expect(await ready()).toEqual({
      status: 503,
      body: { ready: false, notReady: { database: 'The disk of the database is full. Make room on it; the server goes on by itself.' } },
    });
    expect((await send(nodeId, 'typed in the dark')).status).toBe(503);
    expect(await texts()).toEqual(expect.arrayContaining(acknowledged));

    disk?.makeRoom();
    await server.app.availability.look();
    expect(await ready()).toEqual({ status: 200, body: { ready: true } });
    await ana.connect();
    expect((await send(nodeId, 'typed in the dark')).data?.messageSend.errors).toEqual([]);
    // the provider sends again what it has no 200 for, and some that it has
    expect(await Promise.all(flood.map(({ event }) => line.post([event])))).toEqual(flood.map(() => 200));
    await server.app.rooms.settled();
    expect((await texts()).sort()).toEqual([...acknowledged, ...refused, 'typed in the dark'].sort());
    expect(script.sent.map(({ text }) => text)).toEqual(['typed in the dark']);
    const { deadLetters } = await admin.ask('{ deadLetters(first: 5) { nodes { id } } }');
    expect(deadLetters.nodes).toEqual([]);
  });

  test('a restart on a full disk is refused in one sentence and works when there is room', async () => {
    await Promise.all(server.clients.map((client) => client.close()));
    await server.app.stop();
    disk?.fill();
    await expect(server.boot()).rejects.toThrow(/^DATABASE_URL: .*full.*\. Make room/);
    disk?.makeRoom();
    server.app = await server.boot();
    for (const client of server.clients) client.url = server.url;
    expect(await texts()).toContain('typed in the dark');
  });
});
