import { resolve } from 'node:path';
import basic from '@parley/assignment-basic';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';
import { Workshop } from './support';

/** A whole server with plugins that do what they must not. */
const shop = new Workshop();
const HEAD = `const { definePlugin, defineAssignmentRule, Conversation } = require('@parley/plugin'); const { z } = require('zod'); const { FieldResolver, Resolver } = require('type-graphql');`;
let server: TestApp;
let admin: Client;
let line: Line;

beforeAll(async () => {
  const folders = [
    shop.plugin('throws', {}, `throw new Error('no licence file')`),
    shop.plugin(
      'hangs',
      {},
      `${HEAD} exports.default = definePlugin({ assignment: [defineAssignmentRule({ id: 'rule', label: 'For ever', settings: z.object({}), pick: () => new Promise(() => {}) })] })`,
    ),
    shop.plugin(
      'trespasses',
      {},
      `${HEAD} class Mine { closeReason() { return 'by a plugin'; } }
       FieldResolver(() => String, { nullable: true })(Mine.prototype, 'closeReason', Object.getOwnPropertyDescriptor(Mine.prototype, 'closeReason')); Resolver(() => Conversation)(Mine);
       exports.default = definePlugin({ graphql: { resolvers: [Mine] } })`,
    ),
  ];
  server = await startTestApp({
    operator: { plugins: folders.map((folder) => ({ package: resolve(shop.root, folder) })) },
    plugins: [
      linePlugin(),
      { manifest: { id: 'assignment-basic', prefix: 'assignBasic', contract: '^1.0', label: 'Basic assignment' }, definition: basic },
    ],
  });
  const ana = await server.agent('ana');
  admin = await server.signIn('admin');
  line = await openLine(server, admin, [ana]);
  await (await server.signIn('ana')).connect();
});
afterAll(async () => {
  await server.close();
  await shop.close();
});

const rules = async (...list: string[]) => {
  const { inboxRulesSet } = await admin.ask(
    'mutation($input: InboxRulesSetInput!) { inboxRulesSet(input: $input) { inbox { rules { rule available } } errors { message } } }',
    {
      input: { inboxId: line.inboxId, rules: list.map((rule) => ({ rule, settings: {} })) },
    },
  );
  expect(inboxRulesSet.errors).toEqual([]);
};

test('plugins that throw, hang or trespass are put aside with a reason while messages keep flowing', async () => {
  const states = (await admin.ask('{ plugins { id state step reason remedy } }')).plugins;
  expect(states).toMatchObject([
    { id: 'throws', state: 'QUARANTINED', step: 'import', reason: 'Its import failed: no licence file', remedy: expect.any(String) },
    { id: 'hangs', state: 'READY' },
    {
      id: 'trespasses',
      state: 'QUARANTINED',
      step: 'guard',
      reason: expect.stringMatching(/Conversation\.closeReason/),
      remedy: expect.any(String),
    },
    { id: 'line', state: 'READY' },
    { id: 'assignment-basic', state: 'READY' },
  ]);

  await rules('hangs/rule', 'assignment-basic/basic');
  const { latestEventId } = await admin.ask('{ latestEventId }');
  const log = await admin.events(latestEventId);
  await line.says('4930001', 'is anybody there');
  // stored and seen before any rule has answered
  expect(await log.until('message.received')).toMatchObject({ node: { __typename: 'Message' } });
  const { nodeId } = await log.until('conversation.assigned');
  const { node } = await admin.ask(
    'query($id: ID!) { node(id: $id) { ... on Conversation { status closeReason assignee { name } assignmentTrace { outcome rule agent { name } why } } } }',
    { id: nodeId },
  );
  expect(node).toEqual({
    status: 'ACTIVE',
    closeReason: null,
    assignee: { name: 'Ana' },
    assignmentTrace: [
      { outcome: 'FAILED', rule: 'hangs/rule', agent: null, why: 'The rule For ever did not answer in time' },
      { outcome: 'ASSIGNED', rule: 'assignment-basic/basic', agent: { name: 'Ana' }, why: 'The only one online in this inbox' },
    ],
  });
  const { plugins } = await admin.ask('{ plugins { id state step reason remedy } }');
  expect(plugins[1]).toMatchObject({
    id: 'hangs',
    state: 'DEGRADED',
    step: 'call',
    reason: 'pick.rule failed once: no answer within 2 s',
    remedy: expect.any(String),
  });
});
