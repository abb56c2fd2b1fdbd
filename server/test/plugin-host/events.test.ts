import { definePlugin, type PluginEvent } from '@parley/plugin';
import { PluginCursorRow } from '../../src/plugin-host/plugin-cursor.entity';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';
import { acme } from './acme';

/** How plugins are told what happened, on a whole server. */
const told: PluginEvent[] = [];
let broken: ((event: PluginEvent) => boolean) | null = null;
const hear = async (_ctx: unknown, event: PluginEvent): Promise<void> => {
  told.push(event);
  if (broken?.(event)) throw new Error('out of order');
};
const { plugin, within } = acme(
  definePlugin({ on: { 'message.received': hear, 'conversation.opened': hear, 'acme.pointsEarned': hear } }) as never,
);
let app: TestApp;
let admin: Client;
let line: Line;

const FAILURES = '{ plugins { id failures { id plugin call reason attempts } } }';
const failures = async () => (await admin.ask(FAILURES)).plugins.find(({ id }: { id: string }) => id === 'acme').failures;
const settled = () => app.app.host.settled();
const types = () => told.map(({ type }) => type);
const cursor = async () =>
  (await app.app.kernel.db.read.findOneByOrFail(PluginCursorRow, { pluginId: 'acme', orgId: app.organizationId })).seq;
const latest = async () => (await admin.ask('{ latestEventId }')).latestEventId as string;
/** Lets the clock go on and does what is due then. */
const later = async (ms: number) => {
  app.clock.advance(ms);
  await app.app.rooms.jobs.runDue();
  await settled();
};

beforeEach(async () => {
  told.length = 0;
  broken = null;
  app = await startTestApp({ plugins: [linePlugin(), plugin] });
  admin = await app.signIn('admin');
  line = await openLine(app, admin);
  await settled();
});
afterEach(() => app.close());

it('tells, after the commit and in the order of the log, what a plugin asked for, and nothing else', async () => {
  await line.says('4930001', 'one');
  await line.says('4930001', 'two');
  await settled();
  expect(types()).toEqual(['conversation.opened', 'message.received', 'message.received']);
  const seqs = told.map(({ id }) => Number(id.slice(4)));
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  expect(told[0]).toMatchObject({ organizationId: app.organizationId, nodeId: expect.stringMatching(/^conv_/), data: {} });
});

it('tells plugins of their own events, with what they carry', async () => {
  await within(app.organizationId).emit('acme.pointsEarned', { nodeId: line.inboxId, data: { points: 7 } });
  await settled();
  expect(told).toMatchObject([{ type: 'acme.pointsEarned', nodeId: line.inboxId, data: { points: 7 } }]);
});

it('names the inbox of what happened', async () => {
  const seen: (string | undefined)[] = [];
  await app.close();
  const own = acme(definePlugin({ on: { 'message.received': async (ctx) => void seen.push(ctx.inboxId) } }) as never);
  app = await startTestApp({ plugins: [linePlugin(), own.plugin] });
  admin = await app.signIn('admin');
  line = await openLine(app, admin);
  await line.says('4930001', 'one');
  await settled();
  expect(seen).toEqual([line.inboxId]);
});

it('tries a handler that throws three times, with pauses, and tells nothing else meanwhile', async () => {
  broken = ({ type }) => type === 'conversation.opened';
  await line.says('4930001', 'one');
  await settled();
  expect(types()).toEqual(['conversation.opened']);
  await later(4_999);
  expect(types()).toHaveLength(1);
  await later(1);
  expect(types()).toEqual(['conversation.opened', 'conversation.opened']);
  broken = null;
  await later(30_000);
  expect(types()).toEqual(['conversation.opened', 'conversation.opened', 'conversation.opened', 'message.received']);
  expect(await failures()).toEqual([]);
});

it('keeps what fails three times among the failures, goes on, and replays it', async () => {
  broken = ({ type }) => type === 'conversation.opened';
  await line.says('4930001', 'one');
  await settled();
  await later(5_000);
  await later(30_000);
  expect(types().slice(-2)).toEqual(['conversation.opened', 'message.received']);
  const [failure] = await failures();
  expect(failure).toMatchObject({ plugin: 'acme', call: 'on.conversation.opened', reason: 'Error: out of order', attempts: 3 });

  const act = (mutation: string, failureId: string) =>
    admin.ask(`mutation($input: PluginFailureInput!) { ${mutation}(input: $input) { failure { attempts reason } errors { code } } }`, {
      input: { failureId },
    });
  expect(await act('pluginFailureReplay', failure.id)).toEqual({
    pluginFailureReplay: { failure: { attempts: 4, reason: 'Error: out of order' }, errors: [] },
  });
  expect((await admin.ask('query($id: ID!) { node(id: $id) { ... on PluginFailure { attempts } } }', { id: failure.id })).node).toEqual({
    attempts: 4,
  });
  broken = null;
  told.length = 0;
  expect(await act('pluginFailureReplay', failure.id)).toEqual({ pluginFailureReplay: { failure: null, errors: [] } });
  expect(types()).toEqual(['conversation.opened']);
  expect(await failures()).toEqual([]);
  expect(await act('pluginFailureReplay', failure.id)).toEqual({
    pluginFailureReplay: { failure: null, errors: [{ code: 'FAILURE_NOT_FOUND' }] },
  });
});

it('lets an admin give a failure up', async () => {
  broken = () => true;
  await within(app.organizationId).emit('acme.pointsEarned', { nodeId: line.inboxId, data: { points: 7 } });
  await settled();
  await later(5_000);
  await later(30_000);
  const [failure] = await failures();
  const discard = 'mutation($input: PluginFailureInput!) { pluginFailureDiscard(input: $input) { errors { code } } }';
  await app.agent('ana');
  const ana = await app.signIn('ana');
  expect((await ana.raw(discard, { input: { failureId: failure.id } })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  expect(await admin.ask(discard, { input: { failureId: failure.id } })).toEqual({ pluginFailureDiscard: { errors: [] } });
  expect(await failures()).toEqual([]);
});

it('survives a restart between the commit and the handling', async () => {
  broken = () => true;
  await line.says('4930001', 'one');
  await settled();
  expect(types()).toEqual(['conversation.opened']);
  told.length = 0;
  broken = null;
  await app.restart();
  await settled();
  expect(types()).toEqual(['conversation.opened', 'message.received']);
  told.length = 0;
  await app.restart();
  await settled();
  expect(types()).toEqual([]);
});

it('starts a new plugin at the end of the log, and an organization that comes later at its beginning', async () => {
  await line.says('4930001', 'before');
  await settled();
  await app.app.kernel.db.write((manager) => manager.delete(PluginCursorRow, { pluginId: 'acme' }));
  await app.restart();
  told.length = 0;
  await settled();
  expect(types()).toEqual([]);
  const { organization } = await app.app.kernel.db.write((manager) =>
    app.app.rooms.organizations.create(manager, { account: '515151', name: 'Later' }),
  );
  await within(organization.id).emit('acme.pointsEarned', { nodeId: organization.id, data: { points: 1 } });
  await settled();
  expect(types()).toEqual(['acme.pointsEarned']);
});

it('costs no write for what nobody handles', async () => {
  await line.says('4930001', 'one');
  await settled();
  const before = await cursor();
  for (let i = 0; i < 5; i++)
    await admin.ask('mutation($input: InboxUpdateInput!) { inboxUpdate(input: $input) { errors { code } } }', {
      input: { inboxId: line.inboxId, name: `Line ${i}` },
    });
  await settled();
  expect(await cursor()).toBe(before);
  expect(await latest()).not.toBe(`evt_${before}`);
  await app.restart();
  expect(`evt_${await cursor()}`).toBe(await latest());
});

it('skips what happens while the plugin is switched off', async () => {
  const set = (input: object) =>
    admin.ask('mutation($input: PluginUpdateInput!) { pluginUpdate(input: $input) { errors { message } } }', {
      input: { pluginId: 'acme', ...input },
    });
  await set({ enabled: false });
  await line.says('4930001', 'off');
  await settled();
  await set({ enabled: true, inboxId: line.inboxId });
  await line.says('4930001', 'on for this inbox');
  await settled();
  expect(types()).toEqual(['message.received']);
  await set({ enabled: true });
  await set({ enabled: false, inboxId: line.inboxId });
  await line.says('4930001', 'off for this inbox');
  await settled();
  expect(types()).toHaveLength(1);
});
