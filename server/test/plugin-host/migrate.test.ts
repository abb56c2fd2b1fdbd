import { openTestDb } from '../support/db';
import type { Db } from '../../src/lib/db';
import { PluginMigrationRow } from '../../src/plugin-host/plugin-migration.entity';
import { Workshop } from './support';

let shop: Workshop;
let db: Db;
let closeDb: () => Promise<void>;
beforeEach(async () => {
  shop = new Workshop();
  ({ db, close: closeDb } = await openTestDb());
});
afterEach(async () => {
  await shop.close();
  await closeDb();
});

const table = (name: string) =>
  `async up(q) { await q.query('create table ${name}(id varchar(40) primary key)'); } async down(q) { await q.query('drop table ${name}'); }`;
const plugin = (id: string, migrations: string, manifest: Record<string, unknown> = {}) =>
  shop.plugin(id, manifest, `${migrations}; exports.default = { migrations: [...all] };`);
const run = async (...packages: string[]) => {
  const host = shop.host(packages);
  await host.load();
  await host.migrate(db);
  await host.start();
  return host.statuses();
};
const ledger = async () =>
  (await db.read.find(PluginMigrationRow, { order: { pluginId: 'ASC', name: 'ASC' } })).map((row) => `${row.pluginId} ${row.name}`);

describe('the tables of a plugin', () => {
  it('are made once, those first that others build upon, and noted in a ledger of its own', async () => {
    const top = plugin(
      'top',
      `class Top1 { async up(q) { await q.query("insert into base_thing(id) values ('x')"); ${'await q.query("create table top_thing(id varchar(40) primary key)");'} } async down() {} } const all = [Top1]`,
      { requires: { base: '^1' } },
    );
    const base = plugin('base', `class Base1 { ${table('base_thing')} } const all = [Base1]`);
    expect((await run(top, base)).map((status) => status.state)).toEqual(['READY', 'READY']);
    expect(await ledger()).toEqual(['base Base1', 'top Top1']);
    expect((await run(top, base)).map((status) => status.state)).toEqual(['READY', 'READY']);
    expect(await db.read.query('select id from base_thing')).toEqual([{ id: 'x' }]);
  });

  it('leave the others alone when they fail', async () => {
    const bad = plugin(
      'bad',
      `class Bad1 { ${table('bad_one')} } class Bad2 { async up() { throw new Error('no such column'); } async down() {} } class Bad3 { ${table('bad_three')} } const all = [Bad1, Bad2, Bad3]`,
    );
    const good = plugin('good', `class Good1 { ${table('good_thing')} } const all = [Good1]`);
    const above = plugin('above', `const all = []`, { requires: { bad: '^1' } });
    const [first, second, third] = await run(bad, good, above);
    expect(first).toMatchObject({
      id: 'bad',
      state: 'QUARANTINED',
      step: 'migrate',
      reason: expect.stringMatching(/^Its migration Bad2 failed: no such column/),
      remedy: expect.stringMatching(/start again/),
    });
    expect(second).toMatchObject({ id: 'good', state: 'READY' });
    expect(third).toMatchObject({ id: 'above', state: 'INCOMPATIBLE', reason: 'It requires the plugin bad, which is not ready' });
    expect(await ledger()).toEqual(['bad Bad1', 'good Good1']);
  });

  it('carry its prefix, and no migration takes a table of somebody else', async () => {
    const stranger = plugin('stranger', `class S1 { ${table('message_extra')} } const all = [S1]`);
    const thief = plugin('thief', `class T1 { async up(q) { await q.query('drop table reaction'); } async down() {} } const all = [T1]`);
    const [one, two] = await run(stranger, thief);
    expect(one).toMatchObject({
      state: 'QUARANTINED',
      reason: expect.stringMatching(/^Its migration S1 failed: it makes the table message_extra; its tables start with stranger_/),
    });
    expect(two).toMatchObject({
      state: 'QUARANTINED',
      reason: expect.stringMatching(/^Its migration T1 failed: it takes away the table reaction, which is not its own/),
    });
    // there a change of tables commits by itself
    if (db.dialect === 'mysql') expect(two?.reason).toMatch(/MySQL keeps what it had done of it until then/);
    if (db.dialect === 'sqlite') expect(await db.read.query('select count(*) as n from reaction')).toEqual([{ n: 0 }]);
  });
});
