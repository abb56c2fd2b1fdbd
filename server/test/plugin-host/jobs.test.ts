import { definePlugin } from '@parley/plugin';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { acme } from './acme';

/** The work of plugins, on a whole server. */
const done: string[] = [];
let broken = false;
const { plugin, within } = acme(
  definePlugin({
    jobs: {
      'acme.sweep': { every: '5 min', run: async (ctx) => void done.push(`sweep ${String(ctx.organizationId)}`) },
      'acme.expire': {
        run: async (_ctx, { contactId }) => {
          done.push(contactId);
          if (broken) throw new Error('not today');
        },
      },
    },
  }),
);
let app: TestApp;
let admin: Client;
const due = () => app.app.rooms.jobs.runDue();
const failures = async () =>
  (await admin.ask('{ plugins { failures { id call reason attempts } calls { name calls failures lastFailure paused } } }')).plugins[0];

beforeEach(async () => {
  app = await startTestApp({ plugins: [plugin] });
  admin = await app.signIn('admin');
  await due();
  done.length = 0;
  broken = false;
});
afterEach(() => app.close());

it('is done again and again', async () => {
  app.clock.advance(5 * 60_000);
  await due();
  app.clock.advance(5 * 60_000);
  await due();
  expect(done).toEqual(['sweep undefined', 'sweep undefined']);
});

it('is tried ten times more when it fails, then lies among the failures, and can be done again', async () => {
  broken = true;
  await within(app.organizationId).enqueue('acme.expire', { contactId: 'maya' });
  for (let i = 0; i < 20; i++) {
    await due();
    app.clock.advance(600_000);
  }
  const tries = done.filter((one) => one === 'maya').length;
  const { failures: kept, calls } = await failures();
  expect(kept).toMatchObject([{ call: 'job.acme.expire', reason: 'Error: not today', attempts: 11 }]);
  expect(calls).toContainEqual({ name: 'job.acme.expire', calls: tries, failures: tries, lastFailure: 'Error: not today', paused: true });
  done.length = 0;
  broken = false;
  await admin.ask('mutation($id: ID!) { pluginFailureReplay(input: { failureId: $id }) { errors { code } } }', { id: kept[0].id });
  await due();
  expect(done).toContain('maya');
  expect((await failures()).failures).toEqual([]);
});

it('waits among the failures when the plugin is switched off where it was to be done', async () => {
  await within(app.organizationId).enqueue('acme.expire', { contactId: 'maya' });
  const set = (enabled: boolean) =>
    admin.ask('mutation($on: Boolean) { pluginUpdate(input: { pluginId: "acme", enabled: $on }) { errors { code } } }', { on: enabled });
  await set(false);
  await due();
  expect(done).toEqual([]);
  const [kept] = (await failures()).failures;
  expect(kept).toMatchObject({ call: 'job.acme.expire', reason: 'The plugin was switched off when this was due', attempts: 0 });
  await set(true);
  await admin.ask('mutation($id: ID!) { pluginFailureReplay(input: { failureId: $id }) { errors { code } } }', { id: kept.id });
  await due();
  expect(done).toEqual(['maya']);
});
