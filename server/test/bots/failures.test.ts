import { Refused } from '@parley/plugin';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';
import { botPlugin, current, GREETER, handOverOf, newBotScript, said, setBot } from './support';

const MINUTE = 60_000;
const bot = newBotScript();
const plugins = [linePlugin(), botPlugin(bot)];
let server: TestApp;
let admin: Client;
let anaId: string;
let line: Line;
let lines = 0;

beforeAll(async () => {
  server = await startTestApp({ plugins, deadlines: { turn: 30 } });
  anaId = await server.agent('ana');
  admin = await server.signIn('admin');
});
beforeEach(async () => {
  Object.assign(bot, newBotScript());
  // whatever a test before did to its breaker is forgotten
  server.clock.advance(MINUTE);
  line = await openLine(server, admin, [anaId], `line-${++lines}`);
  await setBot(admin, line.inboxId, GREETER);
});
afterAll(() => server.close());

const now = () => current(server, admin, line.inboxId);
/** The first step of the trace, when the conversation waits for a person. */
const handedOver = async () => {
  const conversation = await now();
  expect(conversation.status).toBe('QUEUED');
  return handOverOf(conversation);
};

test('a bot that throws gives the conversation to people', async () => {
  bot.answer = () => {
    throw new Error('no model');
  };
  await line.says('4940001', 'hi');
  expect(await handedOver()).toBe('The bot Greeter failed');
});

test('a bot that never answers gives it to people after its deadline', async () => {
  bot.answer = () => new Promise(() => undefined);
  await line.says('4940002', 'hi');
  expect(await handedOver()).toBe('The bot Greeter failed: it did not answer in time');
});

test('a bot that refuses says why', async () => {
  bot.answer = () => {
    throw new Refused('HELPER_CLOSED', 'The shop is closed today.');
  };
  await line.says('4940003', 'hi');
  expect(await handedOver()).toBe('The bot Greeter failed: The shop is closed today.');
});

test.each([
  ['no list', 'yes'],
  ['an action that nobody knows', [{ do: 'dance' }]],
  [
    'two choices with one id',
    [
      {
        do: 'ask',
        text: 'Which?',
        choices: [
          { id: 'a', title: 'A' },
          { id: 'a', title: 'B' },
        ],
      },
    ],
  ],
  ['an empty message', [{ do: 'say', text: ' ' }]],
  ['a wait of no length', [{ do: 'wait', forMs: Number.NaN }]],
  ['more than anybody reads', Array.from({ length: 51 }, () => ({ do: 'say', text: 'hi' }))],
])('an answer that makes no sense is a failure, and nothing of it is done: %s', async (_what, answer) => {
  bot.answer = () => answer as never;
  await line.says('4940004', 'hi');
  expect(await handedOver()).toBe('The bot Greeter failed');
  expect(said(await now())).toEqual([]);
});

test('a message that the channel cannot carry is a failure, and nothing of the turn is done', async () => {
  bot.answer = () => [
    { do: 'tag', tag: 'half' },
    { do: 'say', text: 'one' },
    { do: 'say', text: 'now' },
  ];
  await line.says('4940005', 'hi', { at: server.clock.now() - 25 * 60 * MINUTE });
  expect(await handedOver()).toMatch(/^The bot Greeter failed: The 24-hour service window has ended/);
  expect(await now()).toMatchObject({ tags: [] });
  expect(said(await now())).toEqual([]);
});

test('one that failed several times in a row is given a pause, and comes back', async () => {
  bot.answer = () => {
    throw new Error('no model');
  };
  for (let i = 0; i < 6; i++) {
    await line.says(`494010${i}`, 'hi');
    await now();
  }
  expect(await handedOver()).toBe('The bot Greeter failed several times and is given a pause');
  expect(bot.turns).toHaveLength(5);
  server.clock.advance(MINUTE);
  bot.answer = () => [{ do: 'say', text: 'Hello again' }];
  await line.says('4940110', 'hi');
  expect(said(await now())).toEqual(['Hello again']);
});

test('without its plugin the conversations go to people, those that it has too', async () => {
  bot.answer = () => [{ do: 'say', text: 'Hello!' }];
  await line.says('4940006', 'hi');
  expect(await now()).toMatchObject({ status: 'BOT' });
  const gone = plugins.splice(1);
  await server.restart();
  expect(await handedOver()).toBe('The bot Greeter failed: its plugin is not ready');
  await line.says('4940007', 'hi');
  expect(await handedOver()).toMatch(/^The bot helper\/greeter failed: its plugin is not ready/);
  plugins.push(...gone);
  await server.restart();
});
