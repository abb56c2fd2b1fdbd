import { definePlugin } from '@parley/plugin';
import { PluginMigrationRow } from '../../src/plugin-host/plugin-migration.entity';
import { purgePlugin, rememberedPlugins, remainsOf } from '../../src/plugin-host/retire';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { acme, Point } from './acme';

/** What is left of a plugin that was taken out, and how it goes. */
const { plugin, within } = acme(
  definePlugin({
    on: { 'contact.created': async () => undefined },
    jobs: { 'acme.expire': { run: async () => undefined } },
  }) as never,
);
const plugins = [plugin];
let app: TestApp;
let admin: Client;

beforeAll(async () => {
  app = await startTestApp({ plugins });
  admin = await app.signIn('admin');
  const ctx = within(app.organizationId);
  await ctx.db.insert(Point, [
    { id: 'a', contactId: 'c', points: 1, expired: false },
    { id: 'b', contactId: 'c', points: 2, expired: false },
  ]);
  await ctx.enqueue('acme.expire', { contactId: 'c' });
  await admin.ask('mutation { pluginUpdate(input: { pluginId: "acme", enabled: false }) { errors { code } } }');
  plugins.length = 0;
  await app.restart();
});
afterAll(() => app.close());

const REMAINS = {
  id: 'acme',
  prefix: 'acme',
  tables: [{ name: 'acme_point', rows: 2 }],
  migrations: ['acme-1-point'],
  settings: 1,
  subscriptions: 1,
  failures: 0,
  jobs: 1,
};

it('keeps the data of a plugin that is not installed any more, and tells what there is', async () => {
  const { db } = app.app.kernel;
  expect((await admin.ask('{ plugins { id } }')).plugins).toEqual([]);
  expect(await rememberedPlugins(db)).toEqual([{ id: 'acme', prefix: 'acme' }]);
  expect(await remainsOf(db, 'acme')).toEqual(REMAINS);
  expect(await remainsOf(db, 'nobody')).toMatchObject({ prefix: null, tables: [], migrations: [], jobs: 0 });
});

it('never takes a table of the core for one of a plugin', async () => {
  await expect(purgePlugin(app.app.kernel.db, 'evil', 'event')).rejects.toThrow(/one of the core's own words/);
  expect((await admin.ask('{ latestEventId }')).latestEventId).toMatch(/^evt_/);
});

it('takes all of it away at once', async () => {
  const { db } = app.app.kernel;
  expect(await purgePlugin(db, 'acme')).toEqual(REMAINS);
  expect(await rememberedPlugins(db)).toEqual([]);
  expect(await remainsOf(db, 'acme', 'acme')).toMatchObject({ tables: [], migrations: [], settings: 0, subscriptions: 0, jobs: 0 });
  expect(await db.read.count(PluginMigrationRow)).toBe(0);
  plugins.push(plugin);
  await app.restart();
  expect(await within(app.organizationId).db.count(Point)).toBe(0);
});
