import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';
import { botPlugin, current, gate, GREETER, handOverOf, newBotScript, said, setBot, TAPS } from './support';

const bot = newBotScript();
let server: TestApp;
let admin: Client;
let ana: Client;
let anaId: string;
let line: Line;
let lines = 0;

beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin(undefined, TAPS), botPlugin(bot)] });
  anaId = await server.agent('ana');
  admin = await server.signIn('admin');
  ana = await server.signIn('ana');
});
beforeEach(async () => {
  Object.assign(bot, newBotScript());
  line = await openLine(server, admin, [anaId], `line-${++lines}`);
});
afterAll(() => server.close());

const now = () => current(server, admin, line.inboxId);
const plugin = async (input: Record<string, unknown>) =>
  (
    await admin.ask('mutation($input: PluginUpdateInput!) { pluginUpdate(input: $input) { errors { code message } } }', {
      input: { pluginId: 'helper', ...input },
    })
  ).pluginUpdate;

describe('the bot of an inbox', () => {
  test('is chosen with settings that its schema checks; secrets are never given out', async () => {
    expect(await setBot(admin, line.inboxId, 'helper/nobody')).toMatchObject({
      inbox: null,
      errors: [{ code: 'BOT_UNKNOWN', path: ['bot'] }],
    });
    expect(await setBot(admin, line.inboxId, GREETER, { greeting: 'x' })).toMatchObject({
      inbox: null,
      errors: [{ code: 'SETTINGS_INVALID', path: ['settings', 'greeting'] }],
    });
    expect(await setBot(admin, 'inbox_nowhere', GREETER)).toMatchObject({ errors: [{ code: 'INBOX_NOT_FOUND' }] });
    expect((await setBot(admin, line.inboxId, GREETER, { apiKey: 'sesame', greeting: 'Moin' })).inbox?.bot).toEqual({
      id: GREETER,
      label: 'Greeter',
      available: true,
      settings: { apiKey: '••••', greeting: 'Moin' },
    });
    expect((await setBot(admin, line.inboxId, GREETER, { apiKey: '••••', greeting: null })).inbox?.bot?.settings).toEqual({
      apiKey: '••••',
      greeting: 'Hello',
    });
    await line.says('4950001', 'hi');
    await now();
    expect(bot.settings).toEqual([{ greeting: 'Hello', apiKey: 'sesame' }]);
  });

  test('is an affair of those who manage inboxes', async () => {
    await expect(setBot(ana, line.inboxId, GREETER)).rejects.toThrow('FORBIDDEN');
    await setBot(admin, line.inboxId, GREETER, {});
    const shown = await ana.raw<{ inboxes: unknown }>('{ inboxes { bot { id settings } } }');
    expect(shown.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('stands in the list of bots with its form and the conversations that it has', async () => {
    await setBot(admin, line.inboxId, GREETER);
    const before = (await admin.ask('{ bots { conversations } }')).bots[0].conversations as number;
    await line.says('4950002', 'hi');
    await now();
    const { bots } = await admin.ask('{ bots { id plugin label conversations settingsSchema } }');
    expect(bots).toMatchObject([
      {
        id: GREETER,
        plugin: 'helper',
        label: 'Greeter',
        conversations: before + 1,
        settingsSchema: { properties: { apiKey: { secret: true } } },
      },
    ]);
  });

  test('taken off, it gives its conversations to people at once', async () => {
    await setBot(admin, line.inboxId, GREETER);
    const log = await admin.events();
    await line.says('4950003', 'hi');
    expect(await now()).toMatchObject({ status: 'BOT' });
    await setBot(admin, line.inboxId, null);
    await log.until('conversation.queued');
    expect(handOverOf(await now())).toBe('The bot Greeter was taken off this inbox');
    await line.says('4950004', 'hi');
    expect(handOverOf(await now())).toBeUndefined();
  });

  test.each([
    ['for the organization', {}],
    ['for the inbox', { inbox: true }],
  ])(
    'switched off with its plugin %s, it does nothing, and people have its conversations',
    async (_where, { inbox }: { inbox?: boolean }) => {
      await setBot(admin, line.inboxId, GREETER);
      const log = await admin.events();
      const thinking = gate();
      const begun = gate();
      bot.answer = async () => {
        begun.open();
        await thinking.opened;
        return [{ do: 'say', text: 'Hello' }];
      };
      await line.says('4950005', 'hi');
      thinking.open();
      expect(await now()).toMatchObject({ status: 'BOT' });
      const where = inbox ? { inboxId: line.inboxId } : {};
      expect(await plugin({ ...where, enabled: false })).toEqual({ errors: [] });
      await log.until('conversation.queued');
      expect(handOverOf(await now())).toBe('The bot Greeter is switched off here');
      await line.says('4950006', 'hi');
      expect(await now()).toMatchObject({ status: 'QUEUED' });
      expect(bot.turns).toHaveLength(1);
      expect(await plugin({ ...where, enabled: true })).toEqual({ errors: [] });
      await line.says('4950007', 'hi');
      expect(said(await now())).toEqual(['Hello']);
    },
  );
});

describe('choices', () => {
  const titles = (count: number, length = 6) =>
    Array.from({ length: count }, (_, index) => ({ id: `c${index + 1}`, title: `Choice ${index + 1}`.padEnd(length, '.') }));
  const asked = async (choices: { id: string; title: string }[], text = 'Which one?') => {
    bot.answer = ({ reason }) => (reason === 'opened' ? [{ do: 'ask', text, choices }] : []);
    await setBot(admin, line.inboxId, GREETER);
    await line.says(`496${lines}`, 'hi');
    return (await now()).messages.nodes.at(-1);
  };
  const answered = async (text: string, more: Parameters<Line['says']>[2] = {}) => {
    await line.says(`496${lines}`, text, more);
    await now();
    return bot.turns.at(-1)?.message?.choiceId;
  };

  test('become buttons, a list, or a numbered text, as the channel has them', async () => {
    expect(await asked(titles(3))).toMatchObject({
      kind: 'interactive',
      content: { body: 'Which one?', buttons: titles(3) },
    });
    line = await openLine(server, admin, [anaId], `line-${++lines}`);
    expect(await asked(titles(4))).toMatchObject({
      kind: 'interactive',
      content: { body: 'Which one?', list: { button: '☰', sections: [{ rows: titles(4) }] } },
    });
    line = await openLine(server, admin, [anaId], `line-${++lines}`);
    expect(await asked(titles(2, 22))).toMatchObject({ kind: 'interactive', content: { list: { sections: [{ rows: titles(2, 22) }] } } });
    line = await openLine(server, admin, [anaId], `line-${++lines}`);
    expect(await asked(titles(2, 30))).toMatchObject({
      kind: 'text',
      text: 'Which one?\n\n1. Choice 1......................\n2. Choice 2......................',
    });
    line = await openLine(server, admin, [anaId], `line-${++lines}`);
    expect(await asked(titles(11))).toMatchObject({ kind: 'text', text: expect.stringContaining('11. Choice 11') as string });
  });

  test('are meant by a tap, a title or a number', async () => {
    await asked(titles(3));
    expect(await answered('Choice 2', { kind: 'interactive', content: { type: 'button_reply', id: 'c2', title: 'Choice 2' } })).toBe('c2');
    expect(await answered('  choice   3 ')).toBe('c3');
    expect(await answered('1')).toBe('c1');
    expect(await answered('2.')).toBe('c2');
    expect(await answered('4')).toBeUndefined();
    expect(await answered('something else')).toBeUndefined();
  });

  test('a title that is a number goes before the place in the list', async () => {
    await asked([
      { id: 'two', title: '2' },
      { id: 'one', title: '1' },
    ]);
    expect(await answered('1')).toBe('one');
  });

  test('are the last question’s only', async () => {
    await asked(titles(2));
    bot.answer = () => [{ do: 'ask', text: 'Your name?' }];
    expect(await answered('1')).toBe('c1');
    expect(await answered('1')).toBeUndefined();
  });
});
