import { definePlugin, Refused, type PluginContext, type QuickReplySource, type TemplateInfo, type TemplateSource } from '@parley/plugin';
import type { GivenPlugin } from '../../src/plugin-host/plugin-host';
import { startTestApp, type TestApp } from '../support/app';
import type { Client, EventTail } from '../support/client';
import { linePlugin, newScript, openLine, type Line } from '../support/line';

const DAY = 86_400_000;
const script = newScript();
/** What the sources of the tests were asked, with whom for. */
const asked: { what: string; input: unknown; ctx: Pick<PluginContext, 'organizationId' | 'actor'> }[] = [];
const note = (what: string, { organizationId, actor }: PluginContext, input: unknown) =>
  asked.push({ what, input, ctx: { ...(organizationId ? { organizationId } : {}), actor } });

const WELCOME: TemplateInfo = {
  id: 'team/welcome',
  name: 'welcome',
  language: 'en',
  preview: 'Hi {{name}}, {{when}}',
  variables: [
    { name: 'name', label: 'Name', required: true },
    { name: 'when', label: 'When', required: false },
  ],
};
const approved: TemplateSource = {
  id: 'approved',
  label: 'Approved',
  list: async (ctx, input) => {
    note('list', ctx, input);
    return [WELCOME, { ...WELCOME, id: 'bye', name: 'bye' }].filter(({ name }) => !input.search || name.includes(input.search));
  },
  render: async (ctx, input) => {
    note('render', ctx, input);
    if (input.values.name === 'nobody') throw new Refused('BOOK_NAME', 'Write the name of somebody.');
    return { content: { name: 'welcome', language: 'en', components: [input.values] }, preview: `Hi ${input.values.name}` };
  },
};
const broken: TemplateSource = {
  id: 'broken',
  label: 'Broken',
  list: () => Promise.reject(new Error('no')),
  render: () => Promise.reject(new Error('no')),
};
const hanging: TemplateSource = {
  id: 'hanging',
  label: 'Hanging',
  list: () => new Promise(() => undefined),
  render: () => new Promise(() => undefined),
};
const odd: TemplateSource = { id: 'odd', label: 'Odd', list: async () => [{ id: 1 }] as never, render: async () => ({}) as never };

const mine: QuickReplySource = {
  id: 'mine',
  label: 'Mine',
  search: async (ctx, input) => {
    note('search', ctx, input);
    return [
      { id: 'hours', title: 'Opening hours', shortcut: 'hours', text: 'We open at nine.', attachmentIds: [] },
      { id: 'bye', title: 'Good bye', text: 'Bye!', attachmentIds: ['att_1'] },
    ].filter(({ title }) => title.toLowerCase().includes(input.text));
  },
};
const silent: QuickReplySource = { id: 'silent', label: 'Silent', search: () => new Promise(() => undefined) };

const book: GivenPlugin = {
  manifest: { id: 'book', prefix: 'book', contract: '^1.0' },
  definition: definePlugin({ templates: [approved, broken, hanging, odd], quickReplies: [mine, silent] }),
};

let server: TestApp;
let admin: Client;
let ana: Client;
let anaId: string;
let ben: Client;
let line: Line;
let log: EventTail;

beforeAll(async () => {
  server = await startTestApp({
    plugins: [linePlugin(script, { serviceWindowMs: DAY, templates: true }), book],
    deadlines: { search: 50, render: 50 },
  });
  anaId = await server.agent('ana', { capacity: 50 });
  await server.agent('ben');
  admin = await server.signIn('admin');
  line = await openLine(server, admin, [anaId]);
  ana = await server.signIn('ana');
  await ana.connect();
  ben = await server.signIn('ben');
  log = await admin.events();
});
beforeEach(() => {
  asked.length = 0;
  // a source that was given a pause is asked again
  server.clock.advance(60_000);
});
afterAll(() => server.close());

let customers = 1000;
/** A customer writes, and Ana has the conversation. */
const arrives = async (at = server.clock.now()): Promise<string> => {
  await line.says(`4970${++customers}`, 'hi', { at });
  return (await log.until('conversation.assigned')).nodeId;
};
let keys = 0;
const send = async (conversationId: string, input: Record<string, unknown>, client = ana) =>
  (
    await client.ask(
      'mutation($input: MessageSendInput!) { messageSend(input: $input) { message { kind text content } errors { code message path } } }',
      { input: { conversationId, clientMutationKey: `key-${++keys}`, ...input } },
    )
  ).messageSend;
const TEMPLATES = `query($inboxId: ID!, $search: String, $first: Int) { templates(inboxId: $inboxId, search: $search, first: $first) {
  id label available templates { id name language preview variables { name label required } } } }`;
const QUICK = `query($conversationId: ID, $search: String) { quickReplies(conversationId: $conversationId, search: $search) {
  id label available quickReplies { id title shortcut text attachmentIds } } }`;

describe('templates', () => {
  test('R146 come from every source at once; one that fails or hangs is an empty group', async () => {
    const { templates } = await ana.ask(TEMPLATES, { inboxId: line.inboxId });
    expect(templates).toEqual([
      {
        id: 'book/approved',
        label: 'Approved',
        available: true,
        templates: [
          { ...WELCOME, id: 'book/approved/team/welcome' },
          { ...WELCOME, id: 'book/approved/bye', name: 'bye' },
        ],
      },
      { id: 'book/broken', label: 'Broken', available: false, templates: [] },
      { id: 'book/hanging', label: 'Hanging', available: false, templates: [] },
      { id: 'book/odd', label: 'Odd', available: false, templates: [] },
    ]);
    expect(asked).toEqual([
      {
        what: 'list',
        input: { inboxId: line.inboxId, first: 20 },
        ctx: { organizationId: server.organizationId, actor: { kind: 'agent', id: anaId } },
      },
    ]);
  });

  test('are searched, and no more are given than asked for', async () => {
    expect((await ana.ask(TEMPLATES, { inboxId: line.inboxId, search: ' bye ' })).templates[0].templates).toHaveLength(1);
    expect((await ana.ask(TEMPLATES, { inboxId: line.inboxId, first: 1 })).templates[0].templates).toHaveLength(1);
    await expect(ana.ask(TEMPLATES, { inboxId: 'inbox_nowhere' })).rejects.toThrow('there is no such inbox');
  });

  test('R074 R078 R147 R148 are filled in by their source and sent, also outside the service window', async () => {
    const conversation = await arrives(server.clock.now() - DAY);
    expect(await send(conversation, { text: 'hello again' })).toMatchObject({ errors: [{ code: 'WINDOW_CLOSED' }] });
    const template = { id: 'book/approved/team/welcome', values: { name: 'Maya' } };
    expect(await send(conversation, { template })).toEqual({
      message: {
        kind: 'template',
        text: 'Hi Maya',
        content: { name: 'welcome', language: 'en', components: [{ name: 'Maya' }], preview: 'Hi Maya' },
      },
      errors: [],
    });
    await log.until('message.created');
    expect(asked.at(-1)).toMatchObject({
      what: 'render',
      input: { inboxId: line.inboxId, templateId: 'team/welcome', values: { name: 'Maya' } },
      ctx: { actor: { kind: 'agent', id: anaId } },
    });
    await log.until('message.updated');
    expect(script.sent.at(-1)).toMatchObject({ kind: 'template', content: { components: [{ name: 'Maya' }] } });
  });

  test('the same key sends it once', async () => {
    const conversation = await arrives();
    const template = { id: 'book/approved/bye', values: { name: 'Maya' } };
    await send(conversation, { template, clientMutationKey: 'once' });
    await send(conversation, { template, clientMutationKey: 'once' });
    const { node } = await ana.ask('query($id: ID!) { node(id: $id) { ... on Conversation { messageCount } } }', { id: conversation });
    expect(node.messageCount).toBe(2);
  });

  test.each([
    ['an unknown id', { id: 'book/approved/nothing', values: {} }, 'TEMPLATE_NOT_FOUND', ['template', 'id']],
    ['an unknown source', { id: 'book/nothing/bye', values: {} }, 'TEMPLATE_NOT_FOUND', ['template', 'id']],
    [
      'a value that is missing',
      { id: 'book/approved/bye', values: { when: 'now' } },
      'TEMPLATE_VALUE_MISSING',
      ['template', 'values', 'name'],
    ],
    ['a value that is blank', { id: 'book/approved/bye', values: { name: ' ' } }, 'TEMPLATE_VALUE_MISSING', ['template', 'values', 'name']],
    ['a value that is no text', { id: 'book/approved/bye', values: { name: 5 } }, 'TEMPLATE_VALUES_INVALID', ['template', 'values']],
    ['what its source refuses', { id: 'book/approved/bye', values: { name: 'nobody' } }, 'BOOK_NAME', ['template']],
    ['a source that fails', { id: 'book/broken/x', values: {} }, 'TEMPLATE_UNAVAILABLE', ['template']],
    ['a source that hangs', { id: 'book/hanging/x', values: {} }, 'TEMPLATE_UNAVAILABLE', ['template']],
    ['an answer without a preview', { id: 'book/odd/x', values: {} }, 'TEMPLATE_UNAVAILABLE', ['template']],
    ['an id and a name', { id: 'book/approved/bye', name: 'bye', language: 'en' }, 'TEMPLATE_AMBIGUOUS', ['template']],
    ['neither id nor name', {}, 'TEMPLATE_INCOMPLETE', ['template']],
  ])('refuses %s', async (_what, template, code, path) => {
    const conversation = await arrives();
    expect(await send(conversation, { template })).toMatchObject({
      message: null,
      errors: [{ code, path, message: expect.stringMatching(/\w.*\.$/) as string }],
    });
  });

  test('a template of somebody else’s conversation is not rendered', async () => {
    const conversation = await arrives();
    const template = { id: 'book/approved/bye', values: { name: 'Maya' } };
    expect(await send(conversation, { template }, ben)).toMatchObject({ errors: [{ code: 'CONVERSATION_NOT_FOUND' }] });
    expect(await send(conversation, { template }, admin)).toMatchObject({ errors: [{ code: 'CONVERSATION_NOT_YOURS' }] });
    expect(asked).toEqual([]);
  });
});

describe('quick replies', () => {
  test('R082 come from every source; one that hangs is an empty group', async () => {
    const conversation = await arrives();
    const { quickReplies } = await ana.ask(QUICK, { conversationId: conversation, search: 'hours' });
    expect(quickReplies).toEqual([
      {
        id: 'book/mine',
        label: 'Mine',
        available: true,
        quickReplies: [{ id: 'book/mine/hours', title: 'Opening hours', shortcut: 'hours', text: 'We open at nine.', attachmentIds: [] }],
      },
      { id: 'book/silent', label: 'Silent', available: false, quickReplies: [] },
    ]);
    expect(asked).toEqual([
      {
        what: 'search',
        input: { agentId: anaId, conversationId: conversation, text: 'hours', first: 20 },
        ctx: { organizationId: server.organizationId, actor: { kind: 'agent', id: anaId } },
      },
    ]);
  });

  test('are there without a conversation, and not for one that is not the viewer’s', async () => {
    expect((await ana.ask(QUICK)).quickReplies[0].quickReplies).toHaveLength(2);
    const conversation = await arrives();
    await expect(ben.ask(QUICK, { conversationId: conversation })).rejects.toThrow('there is no such conversation');
  });
});

test('a plugin that is switched off offers neither', async () => {
  const pluginUpdate = (enabled: boolean, inboxId?: string) =>
    admin.ask('mutation($input: PluginUpdateInput!) { pluginUpdate(input: $input) { errors { code } } }', {
      input: { pluginId: 'book', enabled, inboxId },
    });
  const conversation = await arrives();
  await pluginUpdate(false, line.inboxId);
  expect((await ana.ask(TEMPLATES, { inboxId: line.inboxId })).templates).toEqual([]);
  expect((await ana.ask(QUICK, { conversationId: conversation })).quickReplies).toEqual([]);
  const template = { id: 'book/approved/bye', values: { name: 'Maya' } };
  expect(await send(conversation, { template })).toMatchObject({ errors: [{ code: 'TEMPLATE_NOT_FOUND' }] });
  await pluginUpdate(true, line.inboxId);
  await pluginUpdate(false);
  expect((await ana.ask(QUICK)).quickReplies).toEqual([]);
});
