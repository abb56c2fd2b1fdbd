import type { BotTurn } from '@parley/plugin';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, newScript, openLine, type Line } from '../support/line';
import { botPlugin, conversationsOn, current, gate, GREETER, handOverOf, newBotScript, said, setBot } from './support';

const HOUR = 3_600_000;
const bot = newBotScript();
const script = newScript();
let server: TestApp;
let admin: Client;
let ana: Client;
let anaId: string;
let line: Line;
let lines = 0;

beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin(script), botPlugin(bot)] });
  anaId = await server.agent('ana', { capacity: 50 });
  admin = await server.signIn('admin');
  ana = await server.signIn('ana');
  await ana.connect();
});
beforeEach(async () => {
  Object.assign(bot, newBotScript());
  line = await openLine(server, admin, [anaId], `line-${++lines}`);
  await setBot(admin, line.inboxId, GREETER);
});
afterAll(() => server.close());

const words = ({ reason, message }: BotTurn) => [reason, message?.text];
const now = () => current(server, admin, line.inboxId);
const claim = async (conversationId: string) =>
  (
    await ana.ask(
      'mutation($input: ConversationIdInput!) { conversationClaim(input: $input) { conversation { status } errors { code } } }',
      {
        input: { conversationId },
      },
    )
  ).conversationClaim;

test('R135 a conversation on an inbox with a bot begins with the bot: it answers, and nobody is given the conversation', async () => {
  bot.answer = () => [
    { do: 'say', text: 'Hello!' },
    { do: 'say', text: 'What can I do for you?' },
  ];
  const log = await admin.events();
  await line.says('4930001', 'hi');
  const conversation = await now();
  expect(conversation).toMatchObject({ status: 'BOT', assignee: null, assignmentTrace: [], pendingSince: null });
  expect(conversation.messages.nodes).toMatchObject([
    { direction: 'IN', text: 'hi' },
    { direction: 'OUT', text: 'Hello!', author: { __typename: 'Bot', id: 'bot_helper/greeter', name: 'Greeter' } },
    { direction: 'OUT', text: 'What can I do for you?', author: { name: 'Greeter' } },
  ]);
  expect(bot.turns).toMatchObject([
    {
      conversationId: conversation.id,
      inboxId: line.inboxId,
      reason: 'opened',
      contact: { name: 'Customer 4930001' },
      message: { kind: 'text', text: 'hi' },
      state: {},
    },
  ]);
  await log.until('message.updated');
  await log.until('message.updated');
  expect(script.sent.map(({ text }) => text)).toEqual(['Hello!', 'What can I do for you?']);
});

test('each message gives a turn, one at a time and in order, and the bot finds what it kept', async () => {
  let atOnce = 0;
  let most = 0;
  const first = gate();
  bot.answer = async ({ state, message }) => {
    most = Math.max(most, ++atOnce);
    if (message?.text === 'one') await first.opened;
    atOnce--;
    const count = Number(state.count ?? 0) + 1;
    return [
      { do: 'say', text: `${count}: ${message?.text}` },
      { do: 'wait', state: { count } },
    ];
  };
  await line.says('4930002', 'one');
  await line.says('4930002', 'two');
  await line.says('4930002', 'three');
  first.open();
  expect(said(await now())).toEqual(['1: one', '2: two', '3: three']);
  expect(bot.turns.map(words)).toEqual([
    ['opened', 'one'],
    ['message', 'two'],
    ['message', 'three'],
  ]);
  expect(most).toBe(1);
});

test('R135 it hands over to a person: the conversation is assigned, and its trace says why', async () => {
  bot.answer = () => [
    { do: 'say', text: 'A colleague will be with you.' },
    { do: 'handOver', note: 'wants a refund' },
    { do: 'say', text: 'never said' },
  ];
  server.clock.advance(1000);
  const at = new Date(server.clock.now()).toISOString();
  await line.says('4930003', 'refund!');
  const conversation = await now();
  expect(conversation).toMatchObject({ status: 'ACTIVE', assignee: { name: 'Ana' }, unreadCount: 1, pendingSince: at });
  expect(handOverOf(conversation)).toBe('The bot Greeter handed it over: wants a refund');
  expect(said(conversation)).toEqual(['A colleague will be with you.']);
  await line.says('4930003', 'are you there?');
  await now();
  expect(bot.turns).toHaveLength(1);
});

test('R135 C22 whoever takes the conversation silences the bot, even one that is thinking', async () => {
  bot.answer = () => [{ do: 'say', text: 'Hello!' }];
  await line.says('4930004', 'hi');
  const { id } = await now();
  const thinking = gate();
  const begun = gate();
  bot.answer = async () => {
    begun.open();
    await thinking.opened;
    return [{ do: 'say', text: 'too late' }, { do: 'tag', tag: 'late' }, { do: 'close' }];
  };
  await line.says('4930004', 'a person please');
  await begun.opened;
  expect(await claim(id)).toEqual({ conversation: { status: 'ACTIVE' }, errors: [] });
  thinking.open();
  expect(await now()).toMatchObject({ status: 'ACTIVE', tags: [], assignee: { name: 'Ana' } });
  await line.says('4930004', 'hello?');
  expect(said(await now())).toEqual(['Hello!']);
  expect(bot.turns).toHaveLength(2);
});

test('a conversation that was closed meanwhile hears nothing more', async () => {
  const thinking = gate();
  bot.answer = async () => {
    await thinking.opened;
    return [{ do: 'say', text: 'too late' }];
  };
  await line.says('4930005', 'hi');
  const [{ id } = { id: '' }] = await conversationsOn(admin, line.inboxId);
  await admin.ask('mutation($input: ConversationIdInput!) { conversationClose(input: $input) { errors { code } } }', {
    input: { conversationId: id },
  });
  thinking.open();
  const conversation = await now();
  expect(conversation).toMatchObject({ status: 'CLOSED', closeReason: 'supervisor' });
  expect(said(conversation)).toEqual([]);
});

test('it closes; the next message begins anew, with an empty memory', async () => {
  bot.answer = () => [{ do: 'say', text: 'Bye' }, { do: 'wait', state: { known: true } }, { do: 'close' }];
  await line.says('4930006', 'thanks');
  expect(await now()).toMatchObject({ status: 'CLOSED', closeReason: 'bot' });
  await line.says('4930006', 'one more thing');
  await now();
  expect(bot.turns.map(words)).toEqual([
    ['opened', 'thanks'],
    ['opened', 'one more thing'],
  ]);
  expect(bot.turns[1]?.state).toEqual({});
  expect(await conversationsOn(admin, line.inboxId)).toMatchObject([{ status: 'CLOSED' }, { status: 'CLOSED' }]);
});

test('what the customer wrote before they could know that it is over is heard first', async () => {
  const thinking = gate();
  bot.answer = async ({ message }) => {
    if (message?.text !== 'bye') return [{ do: 'say', text: 'Ask away' }];
    await thinking.opened;
    return [{ do: 'say', text: 'Bye' }, { do: 'close' }];
  };
  await line.says('4930007', 'bye');
  await line.says('4930007', 'no, wait');
  thinking.open();
  const conversation = await now();
  expect(conversation.status).toBe('BOT');
  expect(said(conversation)).toEqual(['Bye', 'Ask away']);
});

test('tags stand on the conversation, attributes on the contact', async () => {
  bot.answer = ({ message }) => [
    { do: 'tag', tag: 'sales' },
    { do: 'tag', tag: message?.text ?? '' },
    { do: 'setAttribute', name: 'size', value: message?.text ?? '' },
    { do: 'setAttribute', name: 'lang', value: 'de' },
  ];
  const log = await admin.events();
  await line.says('4930008', 'small');
  await log.until('contact.updated');
  await line.says('4930008', 'large');
  expect(await now()).toMatchObject({
    status: 'BOT',
    tags: ['sales', 'small', 'large'],
    contact: { attributes: { size: 'large', lang: 'de' } },
    // it has said nothing: the customer still waits
    pendingSince: expect.any(String) as string,
  });
});

describe('the time of a wait', () => {
  const later = async (ms: number) => {
    server.clock.advance(ms);
    await server.app.rooms.jobs.runDue();
    return now();
  };

  test('is over without a message: a turn all the same, once', async () => {
    bot.answer = ({ reason }) =>
      reason === 'timeout' ? [{ do: 'say', text: 'Still there?' }] : [{ do: 'wait', state: { step: 1 }, forMs: HOUR }];
    await line.says('4930009', 'hi');
    await now();
    expect(said(await later(HOUR - 2))).toEqual([]);
    expect(said(await later(0))).toEqual(['Still there?']);
    expect(said(await later(2 * HOUR))).toEqual(['Still there?']);
    expect(bot.turns.map(words)).toEqual([
      ['opened', 'hi'],
      ['timeout', undefined],
    ]);
    expect(bot.turns[1]).toMatchObject({ state: { step: 1 } });
  });

  test('is a second at least: a bot cannot turn in circles', async () => {
    bot.answer = ({ reason }) => (reason === 'timeout' ? [{ do: 'close' }] : [{ do: 'wait', forMs: 0 }]);
    await line.says('4930013', 'hi');
    await now();
    await later(0);
    expect(bot.turns).toHaveLength(1);
    await later(1000);
    expect(bot.turns.map(words)).toEqual([
      ['opened', 'hi'],
      ['timeout', undefined],
    ]);
  });

  test('counts no more once the customer has written', async () => {
    bot.answer = ({ reason }) => (reason === 'opened' ? [{ do: 'wait', forMs: HOUR }] : []);
    await line.says('4930010', 'hi');
    await now();
    await line.says('4930010', 'here I am');
    await now();
    await later(2 * HOUR);
    expect(bot.turns.map(words)).toEqual([
      ['opened', 'hi'],
      ['message', 'here I am'],
    ]);
  });
});

describe('a restart', () => {
  test('between the message and the turn forgets no turn, and does none twice', async () => {
    const thinking = gate();
    bot.answer = async () => {
      await thinking.opened;
      return [{ do: 'say', text: 'never said' }];
    };
    await line.says('4930011', 'one');
    await line.says('4930011', 'two');
    bot.answer = ({ message }) => [{ do: 'say', text: `heard ${message?.text}` }];
    bot.turns = [];
    await server.restart();
    thinking.open();
    expect(said(await now())).toEqual(['heard one', 'heard two']);
    await server.restart();
    expect(said(await now())).toEqual(['heard one', 'heard two']);
    expect(bot.turns.map(words)).toEqual([
      ['opened', 'one'],
      ['message', 'two'],
    ]);
  });

  test('after the time of a wait gives the turn', async () => {
    bot.answer = ({ reason }) => (reason === 'timeout' ? [{ do: 'handOver' }] : [{ do: 'wait', forMs: HOUR }]);
    await line.says('4930012', 'hi');
    await now();
    server.clock.advance(HOUR);
    await server.restart();
    await ana.connect();
    expect(handOverOf(await now())).toBe('The bot Greeter handed it over');
  });
});
