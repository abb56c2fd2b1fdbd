import { ABILITIES } from '../messages/bench';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, newScript, openLine, type Line } from '../support/line';
import { conversation, conversations, send } from './support';

const script = newScript();
let server: TestApp;
let ana: Client;
let line: Line;
beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin(script, ABILITIES)] });
  const anaId = await server.agent('ana');
  line = await openLine(server, await server.signIn('admin'), [anaId]);
  ana = await server.signIn('ana');
  await ana.connect();
});
afterAll(() => server.close());

test('chatwoot#14800 what a colleague wrote on the phone does not open the window: it closes with the customer’s last word, and a template still goes', async () => {
  await line.says('4980001', 'hello');
  await server.app.rooms.settled();
  const [{ id } = { id: '' }] = await conversations(ana, { scope: 'MINE' });
  server.clock.advance(86_400_000 - 60_000);
  await line.says('4980001', 'written on the phone', { echo: true });
  expect(await conversation(ana, id)).toMatchObject({ serviceWindow: { open: true } });
  server.clock.advance(60_000);
  const shut = await conversation(ana, id);
  expect(shut).toMatchObject({ serviceWindow: { open: false, required: true } });
  expect(shut?.messages.nodes.map(({ text, direction }) => [text, direction])).toEqual([
    ['hello', 'IN'],
    ['written on the phone', 'OUT'],
  ]);
  expect((await send(ana, id, { text: 'free words' })).errors).toMatchObject([{ code: 'WINDOW_CLOSED' }]);
  const { errors } = await send(ana, id, { template: { name: 'hello', language: 'en', components: [], preview: 'Hello!' } });
  expect(errors).toEqual([]);
  await server.app.rooms.settled();
  expect(script.sent.map(({ kind, text }) => [kind, text])).toEqual([['template', 'Hello!']]);
});
