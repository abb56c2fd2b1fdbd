import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, newScript, openLine, type Line } from '../support/line';
import { botPlugin, GREETER, newBotScript, setBot } from '../bots/support';
import { conversations, type ShownMessage } from './support';

const bot = newBotScript();
let server: TestApp;
let admin: Client;
let line: Line;
let helped: Line;
beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin(newScript()), botPlugin(bot)] });
  admin = await server.signIn('admin');
  line = await openLine(server, admin);
  helped = await openLine(server, admin, [], 'line-2');
  await setBot(admin, helped.inboxId, GREETER);
});
afterAll(() => server.close());

/** Every conversation of a customer, with its messages. */
const of = (customer: string) => conversations(admin, { search: customer });
const texts = (messages: ShownMessage[] = []) => messages.map(({ text }) => text);

test('chatwoot#14058 #13261 an album of ten pictures, each a webhook of its own and all at once, is one conversation with ten pictures', async () => {
  const pictures = Array.from({ length: 10 }, (_, i) =>
    line.message('4950001', '', {
      kind: 'image',
      text: undefined,
      attachments: [{ kind: 'image', mediaId: `media-${i}`, mimeType: 'image/jpeg' }],
    }),
  );
  const statuses = await Promise.all(pictures.map((picture) => line.post([picture])));
  expect(new Set(statuses)).toEqual(new Set([200]));
  const found = await of('4950001');
  expect(found).toHaveLength(1);
  expect(found[0]?.messages.nodes.map(({ kind, attachments }) => [kind, attachments.length])).toEqual(Array(10).fill(['image', 1]));
});

test('chatwoot#15204 #13556 in the middle of a flood a message is there as soon as it is acknowledged, and none of the flood is missing', async () => {
  const customers = Array.from({ length: 50 }, (_, i) => `49510${String(i).padStart(2, '0')}`);
  let writing = customers.length;
  const flood = customers.map(async (from) => {
    for (let i = 1; i <= 20; i++) await line.says(from, `number ${i}`);
    writing--;
  });
  await line.says('4950002', 'and I?');
  expect(writing).toBeGreaterThan(0);
  expect(texts((await of('4950002'))[0]?.messages.nodes)).toEqual(['and I?']);
  await Promise.all(flood);
  for (const from of customers)
    expect(texts((await of(from))[0]?.messages.nodes)).toEqual(Array.from({ length: 20 }, (_, i) => `number ${i + 1}`));
});

test('chatwoot#12661 however much comes at once, an answer of the bot never stands before what it answers', async () => {
  bot.answer = ({ message }) => (message ? [{ do: 'say', text: `re: ${message.text}` }] : []);
  const customers = Array.from({ length: 12 }, (_, i) => `49520${String(i).padStart(2, '0')}`);
  // each customer writes one after the other, all of them at once; and their clocks go backwards
  await Promise.all(
    customers.map(async (from) => {
      for (let i = 1; i <= 5; i++) await helped.says(from, `${from} ${i}`, { at: server.clock.now() - i * 1000 });
    }),
  );
  await server.app.rooms.settled();
  for (const from of customers) {
    const [{ messages } = { messages: { nodes: [] } }] = await of(from);
    const order = texts(messages.nodes);
    expect([...order].sort()).toEqual([1, 2, 3, 4, 5].flatMap((i) => [`${from} ${i}`, `re: ${from} ${i}`]).sort());
    for (let i = 1; i <= 5; i++) expect(order.indexOf(`re: ${from} ${i}`)).toBeGreaterThan(order.indexOf(`${from} ${i}`));
    expect(messages.nodes.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
  }
});

(process.env.TEST_DATABASE_URL ? test.skip : test)(
  'chatwoot#15754 a message that could not be written is refused; the provider’s next attempt brings it, and no attempt brings it twice',
  async () => {
    const { db } = server.app.kernel;
    const picture = line.message('4950003', 'x'.repeat(200_000), {
      kind: 'image',
      attachments: [{ kind: 'image', mediaId: 'media-once', mimeType: 'image/jpeg' }],
    });
    const limit = (pages: number) => db.write(async (manager) => void (await manager.query(`pragma max_page_count = ${pages}`)));
    const [{ page_count: pages }] = (await db.read.query('pragma page_count')) as [{ page_count: number }];
    await limit(pages);
    expect(await line.post([picture])).toBe(503);
    await limit(1_000_000);
    await server.app.availability.look();
    expect(await of('4950003')).toEqual([]);
    for (let attempt = 0; attempt < 3; attempt++) expect(await line.post([picture])).toBe(200);
    const found = await of('4950003');
    expect(found.map(({ messages }) => messages.nodes.map(({ attachments }) => attachments.length))).toEqual([[1]]);
    expect((await admin.ask('{ deadLetters(first: 5) { nodes { id } } }')).deadLetters.nodes).toEqual([]);
  },
);
