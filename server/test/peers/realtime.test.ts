import { startTestApp, type TestApp } from '../support/app';
import type { Client, EventTail } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';
import { conversations, send } from './support';

const SEEN = 'id type nodeId node { __typename id ... on Message { text } }';
let server: TestApp;
let admin: Client;
let ana: Client;
let ben: Client;
let line: Line;
beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin()] });
  const agents = [await server.agent('ana', { capacity: 50 }), await server.agent('ben')];
  admin = await server.signIn('admin');
  line = await openLine(server, admin, agents);
  ana = await server.signIn('ana');
  await ana.connect();
  ben = await server.signIn('ben');
});
afterAll(() => server.close());

/** A customer writes and Ana has the conversation. */
const arrive = async (from: string): Promise<string> => {
  await line.says(from, `hello from ${from}`);
  await server.app.rooms.settled();
  const [mine] = await conversations(ana, { scope: 'MINE', search: from });
  return mine?.id ?? '';
};
const latest = async (): Promise<string> => (await admin.ask<{ latestEventId: string }>('{ latestEventId }')).latestEventId;
const texts = (tail: EventTail) => tail.seen.filter(({ type }) => type.startsWith('message.')).map(({ node }) => node?.text);

test('chatwoot#14934 #995 #3916 #6411 #9625 after a reconnect every reply of a colleague is there, in all conversations, once and in order', async () => {
  const watched = [await arrive('4970001'), await arrive('4970002'), await arrive('4970003')];
  const watching = await admin.events(null, SEEN);
  await line.says('4970001', 'before the gap');
  const cursor = (await watching.until('message.received')).id;
  await admin.disconnect();

  // away for as long as the peer's window, and for as long again
  const expected: string[] = [];
  for (let round = 1; round <= 4; round++)
    for (const id of watched) {
      server.clock.advance(13_000);
      const text = `reply ${round} in ${id}`;
      await send(ana, id, { text });
      expected.push(text);
    }
  const again = await admin.events(cursor, SEEN);
  const created = () => again.seen.filter(({ type }) => type === 'message.created').map(({ node }) => node?.text);
  while (created().length < expected.length) await again.next();
  expect(created()).toEqual(expected);
  await server.app.rooms.settled();
  await line.says('4970002', 'live again');
  await again.until((event) => event.node?.text === 'live again');
  expect(created()).toEqual(expected);
});

test('Rocket.Chat#23642 #22105 a new chat comes into the queue of an agent who is looking, without a reload or a change of status', async () => {
  await ana.ask('mutation { presenceSet(input: { status: BUSY }) { errors { code } } }');
  await ben.connect();
  await ben.ask('mutation { presenceSet(input: { status: BUSY }) { errors { code } } }');
  const tail = await ben.events(null, SEEN);
  await line.says('4970004', 'is anybody there?');
  const { nodeId, node } = await tail.until('conversation.opened');
  expect(node).toEqual({ __typename: 'Conversation', id: nodeId });
  await tail.until('message.received');
  expect(texts(tail)).toEqual(['is anybody there?']);
  expect((await conversations(ben, { scope: 'UNASSIGNED' })).map(({ id }) => id)).toEqual([nodeId]);
  await ana.ask('mutation { presenceSet(input: { status: ONLINE }) { errors { code } } }');
  await tail.until((event) => event.nodeId === nodeId && event.type !== 'message.received');
  await ben.disconnect();
});

test('papercups#774 ticketz#217 what comes while a screen sleeps is there when it wakes, and so is what comes then', async () => {
  const id = await arrive('4970005');
  const cursor = await latest();
  await ana.disconnect();
  await line.says('4970005', 'while asleep');
  server.clock.advance(120_000);
  await line.says('4970005', 'still asleep');
  const awake = await ana.events(cursor, SEEN);
  await awake.until((event) => event.node?.text === 'still asleep');
  await line.says('4970005', 'awake');
  await awake.until((event) => event.node?.text === 'awake');
  expect(texts(awake)).toEqual(['while asleep', 'still asleep', 'awake']);
  expect((await conversations(ana, { scope: 'MINE', search: '4970005' })).map((c) => c.id)).toEqual([id]);
});
