import { ACCOUNT, PASSWORD, startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.agent('ana', { email: 'ana@example.org' });
  await server.agent('ben');
  await server.agent('cleo');
  await server.agent('dan');
  await server.agent('eve', { role: 'sales' });
});
afterAll(() => server.close());

const refused = async (username: string, password = PASSWORD, account = ACCOUNT, app?: string) =>
  (await server.client().trySignIn(account, username, password, app)).errors[0];

test('R015 R016 R017 R018 signs in with account, username and password, and with nothing less', async () => {
  const ana = await server.signIn('ana');
  const { viewer } = await ana.ask('{ viewer { agent { name username } organization { account } apps permissions } }');
  expect(viewer).toMatchObject({ agent: { name: 'Ana', username: 'ana' }, organization: { account: ACCOUNT }, apps: ['workbench'] });
  await ana.ask('mutation { sessionEnd { ended } }');
  expect(await refused('ana', 'wrong password')).toMatchObject({ code: 'SESSION_REFUSED' });
  expect(await refused('nobody')).toMatchObject({ code: 'SESSION_REFUSED' });
  expect(await refused('ana', PASSWORD, '999999')).toMatchObject({ code: 'SESSION_REFUSED' });
});

test('R260 the email is as good as the username, in any case', async () => {
  expect((await server.client().trySignIn(ACCOUNT, 'ANA@example.org', PASSWORD, 'api')).errors).toEqual([]);
});

test('R023 R024 R025 refuses the newcomer while the agent is signed in elsewhere, and the old session stays', async () => {
  const first = await server.signIn('ben');
  await first.connect();
  expect(await refused('ben')).toEqual({ code: 'SESSION_ELSEWHERE', message: 'This account is already signed in elsewhere' });
  expect((await first.ask('{ viewer { agent { username } } }')).viewer.agent.username).toBe('ben');
});

test('R026 lets the newcomer in after the other device has signed out', async () => {
  const first = await server.signIn('cleo');
  expect(await refused('cleo')).toMatchObject({ code: 'SESSION_ELSEWHERE' });
  await first.ask('mutation { sessionEnd { ended } }');
  const second = await server.signIn('cleo');
  expect((await second.ask('{ viewer { agent { username } } }')).viewer.agent.username).toBe('cleo');
  expect((await first.ask('{ viewer { agent { username } } }')).viewer).toBeNull();
});

test('R047 the same device resumes its own session after a crash', async () => {
  const device = 'a device secret of at least 32 characters';
  const before = server.client();
  expect((await before.trySignIn(ACCOUNT, 'dan', PASSWORD, 'workbench', device)).errors).toEqual([]);
  const after = server.client();
  expect((await after.trySignIn(ACCOUNT, 'dan', PASSWORD, 'workbench', device)).errors).toEqual([]);
  expect((await before.ask('{ viewer { session { id } } }')).viewer).toBeNull();
});

test('R023 a session without a sign of life past the grace period does not lock its owner out', async () => {
  await server.signIn('eve');
  expect(await refused('eve')).toMatchObject({ code: 'SESSION_ELSEWHERE' });
  server.clock.advance(181_000);
  expect(await refused('eve')).toBeUndefined();
});

test('R001 an agent session opens only the workbench', async () => {
  await server.agent('fay');
  expect(await refused('fay', PASSWORD, ACCOUNT, 'admin')).toEqual({
    code: 'SESSION_APP_FORBIDDEN',
    message: 'Your role does not include this. An admin can change it.',
  });
});

test('R259 an agent who is not active cannot sign in, and loses the session at once (R256)', async () => {
  const id = await server.agent('gus');
  const gus = await server.signIn('gus');
  await gus.connect();
  const closed = new Promise<void>((resolve) => {
    void gus.connect().then((socket) => socket.on('closed', () => resolve()));
  });
  const admin = await server.signIn('admin');
  await admin.ask('mutation($id: ID!) { agentDeactivate(input: { agentId: $id }) { agent { state } errors { code } } }', { id });
  await closed;
  expect(gus.closed?.code).toBe(4403);
  expect((await gus.ask('{ viewer { agent { id } } }')).viewer).toBeNull();
  expect(await refused('gus')).toMatchObject({ code: 'SESSION_INACTIVE' });
});

test('ten wrong passwords make the address wait, with a sentence', async () => {
  await server.agent('hal');
  for (let i = 0; i < 10; i++) expect(await refused('hal', 'wrong password')).toMatchObject({ code: 'SESSION_REFUSED' });
  expect(await refused('hal')).toMatchObject({ code: 'SESSION_THROTTLED' });
});

test('a browser gets cookies that scripts cannot read and that count only with our own header', async () => {
  await server.agent('ida');
  const client = server.client();
  const answer = await client.raw(
    'mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { errors { code } } }',
    { input: { account: ACCOUNT, username: 'ida', password: PASSWORD } },
    { 'x-parley': 'workbench' },
  );
  const cookies = answer.headers.getSetCookie();
  const session = cookies.find((cookie) => cookie.startsWith('parley_workbench='));
  expect(session).toMatch(/HttpOnly/);
  expect(session).toMatch(/SameSite=Lax/i);
  const cookie = cookies.map((one) => one.split(';')[0]).join('; ');
  expect((await client.raw('{ viewer { apps } }', {}, { cookie, 'x-parley': 'workbench' })).data).toEqual({
    viewer: { apps: ['workbench'] },
  });
  expect((await client.raw('{ viewer { apps } }', {}, { cookie })).data).toEqual({ viewer: null });
});

describe('a session ends by itself', () => {
  const HOUR = 3_600_000;
  const alive = async (client: Client) => (await client.ask('{ viewer { agent { username } } }')).viewer !== null;

  test('after seven days, also one that is in use all the time, and its socket with it', async () => {
    await server.agent('jan');
    const jan = await server.signIn('jan');
    const socket = await jan.connect();
    const closed = new Promise<void>((resolve) => void socket.on('closed', () => resolve()));
    for (let hours = 0; hours < 7 * 24; hours += 12) {
      expect(await alive(jan)).toBe(true);
      server.clock.advance(12 * HOUR);
    }
    server.clock.advance(1);
    expect(await alive(jan)).toBe(false);
    await closed;
    expect(jan.closed).toMatchObject({ code: 4403 });
  });

  test('after a day in which nobody used it', async () => {
    await server.agent('kim');
    const kim = await server.signIn('kim');
    expect(await alive(kim)).toBe(true);
    server.clock.advance(24 * HOUR);
    expect(await alive(kim)).toBe(true);
    server.clock.advance(24 * HOUR + 1);
    expect(await alive(kim)).toBe(false);
  });
});
