import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startTestServer, type TestServer, type TestUser } from '../src';
import { manifest, visits } from './visits';

const ROOT = resolve(__dirname, '../../../..');
const plugins = [{ manifest, definition: visits }];
const DAY = 86_400_000;

const conversations = async (server: TestServer) => {
  const found = await server.graphql<{
    conversations: { nodes: { id: string; contact: { name: string }; assignee: { name: string } | null }[] };
  }>('{ conversations(first: 10) { nodes { id contact { name } assignee { name } } } }');
  return found.conversations.nodes;
};
const answer = async (server: TestServer, text: string, as: TestUser) => {
  const [conversation] = await conversations(server);
  const input = { conversationId: conversation?.id, text, clientMutationKey: text };
  await server.graphql('mutation ($input: MessageSendInput!) { messageSend(input: $input) { errors { message } } }', { input }, as);
  await server.settled();
};
const visited = async (server: TestServer) =>
  (await server.events()).filter(({ type }) => type === 'visits.counted').map(({ data }) => data);

describe('a server with a plugin in memory', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ plugins });
  });
  afterAll(() => server.stop());

  test('tells the plugin what customers do, and shows what it made of it', async () => {
    await server.customer('Maya').writes('Hello');
    await server.settled();
    expect(await conversations(server)).toMatchObject([{ contact: { name: 'Maya' }, assignee: null }]);
    expect(await visited(server)).toEqual([{ visits: 1 }]);
    expect(server.plugin('visits')).toMatchObject({ state: 'READY', reason: null });
  });

  test('gives conversations to agents who are online, by the plugin’s rule', async () => {
    await server.online('ben');
    await server.settled();
    expect(await conversations(server)).toMatchObject([{ assignee: { name: 'Ben' } }]);
    await server.offline('ben');
  });

  test('keeps what agents answer, and gives it to the customer', async () => {
    await answer(server, 'Hi Maya', 'ben');
    expect(server.sent()).toMatchObject([{ to: { kind: 'line', value: 'maya' }, text: 'Hi Maya' }]);
    expect(await server.customer('Maya').heard()).toEqual([{ kind: 'text', text: 'Hi Maya' }]);
    expect(await server.customer('Noor').heard()).toEqual([]);
  });

  test('keeps its data over a restart, and goes on where it was', async () => {
    await server.restart();
    await server.customer('Noor').writes({ kind: 'image', attachments: [] });
    await server.settled();
    expect(await conversations(server)).toHaveLength(2);
    expect(await visited(server)).toHaveLength(2);
  });

  test('runs what is due when the time is moved', async () => {
    const seen = server.clock.now();
    await server.clock.advance(DAY);
    expect(server.clock.now()).toBe(seen + DAY);
    await server.customer('Maya').writes('Me again');
    await server.settled();
    // the conversation of yesterday has closed by itself, and the visit was forgotten
    expect((await visited(server)).at(-1)).toEqual({ visits: 1 });
    expect(await conversations(server)).toHaveLength(3);
  });

  test('signs its people in again when the time is moved past the end of their sessions', async () => {
    await server.online('ben');
    await server.clock.advance(8 * DAY);
    await server.graphql('{ conversations(first: 1) { nodes { id } } }', {}, 'ben');
    expect(await conversations(server)).toHaveLength(3);
    const { node } = await server.graphql<{ node: { presence: { status: string } } }>(
      'query($id: ID!) { node(id: $id) { ... on Agent { presence { status } } } }',
      { id: server.agents.ben.id },
    );
    expect(node.presence.status).toBe('ONLINE');
    await server.offline('ben');
  });

  test('says what the API says when it refuses', () =>
    expect(server.graphql('{ conversations(first: 1) { nodes { colour } } }')).rejects.toThrow(/colour/));
});

describe('a plugin in a folder', () => {
  const workshop = mkdtempSync(join(tmpdir(), 'parley-author-'));
  /** Each in a folder of its own: a module is loaded once. */
  const written = (parley: object, code: string): string => {
    const root = mkdtempSync(join(workshop, 'acme-'));
    const own = { id: 'acme', prefix: 'acme', contract: '^1.0', server: './dist/index.js', ...parley };
    mkdirSync(join(root, 'dist'));
    writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'acme', version: '1.0.0', parley: own }));
    writeFileSync(join(root, 'dist/index.js'), code);
    return root;
  };
  beforeAll(() => symlinkSync(join(ROOT, 'node_modules'), join(workshop, 'node_modules'), 'dir'));
  afterAll(() => rmSync(workshop, { recursive: true, force: true }));
  const GOOD = `exports.default = { settings: require('zod').z.object({ colour: require('zod').z.string() }) };`;

  test('is loaded as a server loads it, with its settings', async () => {
    const server = await startTestServer({ root: written({}, GOOD), plugins: [{ package: '.', settings: { colour: 'red' } }] });
    expect(server.plugin('acme')).toMatchObject({ state: 'READY' });
    await server.stop();
  });

  test.each([
    ['settings that do not fit', {}, GOOD, /The plugin acme is QUARANTINED \(settings\): .*colour/],
    ['another contract', { contract: '^7.0' }, GOOD, /INCOMPATIBLE \(check\): .*\^7\.0/],
    ['an entry that is not built', { server: './dist/nothing.js' }, GOOD, /\(import\): .*nothing\.js does not exist\. Build the plugin/],
    ['code that breaks', {}, 'nothing();', /\(import\): .*nothing is not defined/],
  ])('that has %s stops the test at once and says why', async (_what, parley, code, said) => {
    await expect(startTestServer({ root: written(parley, code), plugins: ['.'] })).rejects.toThrow(said);
  });

  test('is looked at when the test says that it may be broken', async () => {
    const server = await startTestServer({ root: written({}, 'nothing();'), plugins: ['.'], tolerant: true });
    expect(server.plugin('acme')).toMatchObject({ state: 'QUARANTINED', step: 'import' });
    await server.stop();
  });

  test('is told what to install for the simulator', async () => {
    const bare = mkdtempSync(join(tmpdir(), 'parley-bare-'));
    await expect(startTestServer({ root: bare, plugins: [], simulator: true })).rejects.toThrow(
      'npm install --save-dev @parley/whatsapp @parley/simulator',
    );
    rmSync(bare, { recursive: true });
  });
});

test('customers with a simulated WhatsApp write, and hear what agents answer', async () => {
  const server = await startTestServer({ root: ROOT, plugins, simulator: true });
  try {
    const maya = server.customer('Maya');
    await maya.writes('Hello');
    await maya.writes({ type: 'location', location: { latitude: 52.5, longitude: 13.4 } });
    await server.online('ana');
    await server.settled();
    expect(await conversations(server)).toMatchObject([{ contact: { name: 'Maya' }, assignee: { name: 'Ana' } }]);
    await answer(server, 'Hi Maya', 'ana');
    expect(await maya.heard()).toMatchObject([{ kind: 'text', text: 'Hi Maya' }]);
    expect(() => server.sent()).toThrow(/customer/);
  } finally {
    await server.stop();
  }
});
