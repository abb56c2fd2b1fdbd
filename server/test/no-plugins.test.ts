import { startTestApp, type TestApp } from './support/app';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

test('the server boots and works with no plugins at all', async () => {
  await server.agent('ana');
  const ana = await server.signIn('ana');
  await ana.connect();
  const admin = await server.signIn('admin');
  expect(
    await admin.ask('{ plugins { id } channels { id } assignmentRules { id } inboxes { id } conversations { nodes { id } } }'),
  ).toEqual({
    plugins: [],
    channels: [],
    assignmentRules: [],
    inboxes: [],
    conversations: { nodes: [] },
  });
  const { inboxCreate } = await admin.ask(
    'mutation { inboxCreate(input: { name: "x", channel: "whatsapp", address: "1", settings: {} }) { inbox { id } errors { code message } } }',
  );
  expect(inboxCreate).toMatchObject({ inbox: null, errors: [{ code: expect.stringMatching(/CHANNEL/) }] });
});
