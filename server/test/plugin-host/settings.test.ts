import { defineAssignmentRule, definePlugin, type PluginContext } from '@parley/plugin';
import { z } from 'zod';
import { PluginSettingRow } from '../../src/plugin-host/plugin-setting.entity';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';
import { acme } from './acme';

/** What an admin sees of plugins and changes of them. */
const settings = z
  .object({
    url: z.string().default('https://acme.example').meta({ scope: 'installation' }),
    level: z.number().min(1, 'at least 1').default(1).meta({ title: 'Level' }),
    greeting: z.string().default('Hello').meta({ scope: 'inbox', multiline: true }),
    token: z.string().optional().meta({ secret: true }),
    limit: z.number().default(10).meta({ scope: 'inbox' }),
  })
  .refine(({ level, limit }) => limit >= level, { message: 'must be at least the level', path: ['limit'] });
type Settings = z.infer<typeof settings>;

const seen: Settings[] = [];
const { plugin, started, within } = acme(
  definePlugin({
    settings,
    on: { 'message.received': async (ctx) => void seen.push(ctx.settings) },
    assignment: [defineAssignmentRule({ id: 'never', label: 'Never', settings: z.object({}), pick: () => ({ wait: true, why: 'never' }) })],
    jobs: { 'acme.expire': { run: async () => undefined } },
  }) as never,
  { needs: ['contacts.read.all'], optional: { other: '^3' } },
);
plugin.settings = { url: 'https://ours.example', level: 2 };
const off = { manifest: { id: 'off', prefix: 'off', contract: '^1.0' }, definition: {}, enabled: false };
let app: TestApp;
let admin: Client;
let line: Line;

beforeAll(async () => {
  app = await startTestApp({ plugins: [linePlugin(), plugin, off] });
  admin = await app.signIn('admin');
  line = await openLine(app, admin);
});
afterAll(() => app.close());

const FIELDS = 'id state step reason enabled settingsSchema settings inboxSettings { inboxId enabled settings }';
const acmes = async () =>
  (await admin.ask(`{ plugins { ${FIELDS} } }`)).plugins.find(({ id }: { id: string }) => id === 'acme') as {
    state: string;
    step: string | null;
    reason: string | null;
    enabled: boolean;
    settings: Record<string, unknown>;
    settingsSchema: { properties: Record<string, Record<string, unknown>> };
    inboxSettings: unknown[];
  };
const update = async (input: object, client = admin, pluginId = 'acme') =>
  (
    await client.ask(
      'mutation($input: PluginUpdateInput!) { pluginUpdate(input: $input) { plugin { enabled settings } errors { code message path } } }',
      {
        input: { pluginId, ...input },
      },
    )
  ).pluginUpdate;
const refused = async (input: object, pluginId = 'acme') => {
  const { plugin: none, errors } = await update(input, admin, pluginId);
  expect(none).toBeNull();
  return errors[0];
};

it('shows what a plugin is, needs, adds and can be set to', async () => {
  const { plugins } = await admin.ask(
    '{ plugins { id label contract prefix required permissions provides needs { plugin range required met } slots { slot } health { ok } failures { id } } }',
  );
  expect(plugins[1]).toEqual({
    id: 'acme',
    label: 'Acme',
    contract: '^1.0',
    prefix: 'acme',
    required: false,
    permissions: ['contacts.read.all'],
    provides: ['rule never', 'table acme_point', 'handler message.received', 'job acme.expire'],
    needs: [{ plugin: 'other', range: '^3', required: false, met: false }],
    slots: [],
    health: null,
    failures: [],
  });
  const { settingsSchema } = await acmes();
  expect(settingsSchema.properties).toMatchObject({
    url: { scope: 'installation' },
    level: { title: 'Level', default: 1 },
    greeting: { scope: 'inbox', multiline: true },
    token: { secret: true },
  });
});

it('changes settings for the organization; those of the operator stay the operator’s', async () => {
  expect((await acmes()).settings).toEqual({ url: 'https://ours.example', level: 2, greeting: 'Hello', limit: 10 });
  const { plugin: after, errors } = await update({ settings: { level: 3, token: 'hush', url: 'https://ours.example' } });
  expect(errors).toEqual([]);
  expect(after.settings).toEqual({ url: 'https://ours.example', level: 3, greeting: 'Hello', limit: 10, token: '••••' });
  expect(within(app.organizationId).settings).toMatchObject({ level: 3, token: 'hush' });
  expect((started[0] as PluginContext).settings).toMatchObject({ level: 2 });
  const [row] = await app.app.kernel.db.read.find(PluginSettingRow);
  expect(row?.settings).not.toContain('hush');

  // a form gives back what it was shown
  await update({ settings: after.settings });
  expect(within(app.organizationId).settings).toMatchObject({ level: 3, token: 'hush' });
  await update({ settings: { level: null } });
  expect(within(app.organizationId).settings).toMatchObject({ level: 2, token: 'hush' });

  expect(await refused({ settings: { url: 'https://evil.example' } })).toMatchObject({
    code: 'SETTING_SCOPE',
    message: 'url is set by the operator, in parley.config.ts.',
  });
  expect(await refused({ settings: { level: 0 } })).toMatchObject({
    code: 'SETTINGS_INVALID',
    message: 'level: at least 1',
    path: ['settings', 'level'],
  });
  expect(await refused({ settings: { colour: 'red' } })).toMatchObject({ code: 'SETTING_UNKNOWN' });
  expect(await refused({ settings: { limit: 1 } })).toMatchObject({
    code: 'SETTINGS_INVALID',
    message: 'limit: must be at least the level',
  });
});

it('changes settings for one inbox, on top of the organization’s', async () => {
  await update({ inboxId: line.inboxId, settings: { greeting: 'Hi', limit: 5 } });
  expect((await acmes()).inboxSettings).toEqual([{ inboxId: line.inboxId, enabled: null, settings: { greeting: 'Hi', limit: 5 } }]);
  seen.length = 0;
  await line.says('4930001', 'hello');
  await app.app.host.settled();
  expect(seen).toMatchObject([{ greeting: 'Hi', limit: 5, level: 2, url: 'https://ours.example' }]);
  expect(await refused({ inboxId: line.inboxId, settings: { level: 9 } })).toMatchObject({
    code: 'SETTING_SCOPE',
    message: 'level is the same for all inboxes. Change it for the whole organization.',
  });
  expect(await refused({ settings: { level: 6 } })).toMatchObject({
    code: 'SETTINGS_INVALID',
    message: 'That does not fit what the inbox Line line-1 has set: limit: must be at least the level',
  });
  expect(await refused({ inboxId: 'inbox_nowhere', enabled: false })).toMatchObject({ code: 'INBOX_NOT_FOUND' });
});

it('is remembered over a restart and told in the log, without values', async () => {
  await app.restart();
  expect(within(app.organizationId).settings).toMatchObject({ token: 'hush' });
  const { latestEventId } = await admin.ask('{ latestEventId }');
  await update({ settings: { token: 'new' } });
  const { events } = await admin.ask('query($after: ID!) { events(after: $after) { nodes { type nodeId } } }', { after: latestEventId });
  expect(events.nodes).toEqual([{ type: 'plugin.changed', nodeId: app.organizationId }]);
  const rows = (await app.app.kernel.db.read.query(
    "select actorId, data from event where type = 'plugin.changed' order by seq desc limit 1",
  )) as {
    actorId: string;
    data: string;
  }[];
  expect(JSON.parse(rows[0]?.data ?? '')).toEqual({ plugin: 'acme', changed: ['settings.token'] });
  expect(rows[0]?.actorId).toMatch(/^agent_/);
});

it('learns what another server has changed', async () => {
  const { db, events, secrets } = app.app.kernel;
  const orgId = app.organizationId;
  await db.write(async (manager) => {
    await manager.update(PluginSettingRow, { orgId, pluginId: 'acme', inboxId: '' }, { settings: secrets.seal({ level: 8 }) });
    await events.append(manager, [{ orgId, type: 'plugin.changed', nodeId: orgId, audience: { all: true } }]);
  });
  while ((within(orgId).settings as Settings).level !== 8) await new Promise((resolve) => setImmediate(resolve));
  expect((await acmes()).settings).toMatchObject({ level: 8, limit: 10 });
});

it('says so, and goes on with the operator’s, when a newer version does not take what was set', async () => {
  const { db, events, secrets } = app.app.kernel;
  const orgId = app.organizationId;
  await db.write(async (manager) => {
    await manager.update(PluginSettingRow, { orgId, pluginId: 'acme', inboxId: '' }, { settings: secrets.seal({ level: 'high' }) });
    await events.append(manager, [{ orgId, type: 'plugin.changed', nodeId: orgId, audience: { all: true } }]);
  });
  while ((within(orgId).settings as Settings).level !== 2) await new Promise((resolve) => setImmediate(resolve));
  expect(await acmes()).toMatchObject({
    state: 'DEGRADED',
    step: 'settings',
    reason: expect.stringMatching(/does not fit this version.*level: /),
  });
  await update({ settings: { level: null } });
  expect(await acmes()).toMatchObject({ state: 'READY', reason: null });
});

it('is switched off and on, but never from under its inboxes', async () => {
  expect(await refused({ enabled: false }, 'line')).toMatchObject({
    code: 'PLUGIN_IN_USE',
    message: 'line carries the inbox Line line-1. Switch it off first.',
  });
  const active = (value: boolean) =>
    admin.ask('mutation($input: InboxUpdateInput!) { inboxUpdate(input: $input) { errors { code } } }', {
      input: { inboxId: line.inboxId, active: value },
    });
  await active(false);
  expect((await update({ enabled: false }, admin, 'line')).plugin.enabled).toBe(false);
  expect(await active(true)).toEqual({ inboxUpdate: { errors: [{ code: 'CHANNEL_SWITCHED_OFF' }] } });
  await update({ enabled: true }, admin, 'line');
  expect(await active(true)).toEqual({ inboxUpdate: { errors: [] } });
  expect(await refused({ enabled: true }, 'off')).toMatchObject({ code: 'PLUGIN_DISABLED' });
  expect(await refused({ enabled: true }, 'nobody')).toMatchObject({ code: 'PLUGIN_NOT_FOUND' });
});

it('asks no rule of a plugin that is switched off, and says so', async () => {
  await app.agent('ana', { inboxIds: [line.inboxId] });
  await (await app.signIn('ana')).connect();
  const rules = ['acme/never', 'line/first'].map((rule) => ({ rule, settings: {} }));
  await admin.ask('mutation($input: InboxRulesSetInput!) { inboxRulesSet(input: $input) { errors { code } } }', {
    input: { inboxId: line.inboxId, rules },
  });
  await update({ enabled: false, inboxId: line.inboxId });
  // what waited before is given out first: this is about what comes now
  await app.app.rooms.settled();
  const { latestEventId } = await admin.ask('{ latestEventId }');
  const log = await admin.events(latestEventId);
  await line.says('4930002', 'hello');
  const { nodeId } = await log.until('conversation.assigned');
  const { node } = await admin.ask('query($id: ID!) { node(id: $id) { ... on Conversation { assignmentTrace { rule why } } } }', {
    id: nodeId,
  });
  expect(node.assignmentTrace).toEqual([
    { rule: 'acme/never', why: 'The rule Never is switched off here' },
    { rule: 'line/first', why: 'The first who is online' },
  ]);
  await update({ enabled: null, inboxId: line.inboxId });
  expect((await acmes()).inboxSettings).toEqual([{ inboxId: line.inboxId, enabled: null, settings: expect.anything() }]);
  // an exception that says nothing any more is none
  await update({ inboxId: line.inboxId, settings: { greeting: null, limit: null } });
  expect((await acmes()).inboxSettings).toEqual([]);
});

it('is changed by those who may', async () => {
  await app.agent('sue', { role: 'supervisor' });
  const sue = await app.signIn('sue', 'admin');
  const answer = await sue.raw('mutation { pluginUpdate(input: { pluginId: "acme", enabled: false }) { errors { code } } }');
  expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect((await sue.ask('{ plugins { id enabled } }')).plugins).toContainEqual({ id: 'acme', enabled: true });
});
