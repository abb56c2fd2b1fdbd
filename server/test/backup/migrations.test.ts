import type { MigrationInterface, QueryRunner } from 'typeorm';
import { entities } from '../../src/entities';
import { ConfigError } from '../../src/lib/config';
import { Db } from '../../src/lib/db';
import { migrations } from '../../src/migrations';
import { tableNames } from '../../src/plugin-host/tables';
import { startTestApp } from '../support/app';
import { createTestDatabase } from '../support/db';
import { linePlugin, openLine } from '../support/line';

const open = (url: string, known: (new () => MigrationInterface)[] = migrations, migrate = true) =>
  Db.connect(url, { entities, migrations: known, migrate });
const counts = async (db: Db): Promise<Map<string, number>> => {
  const names = [...(await tableNames(db.read, db))].filter((name) => name !== 'migrations' && !name.startsWith('sqlite_'));
  const rows = async (name: string) => Number(((await db.read.query(`select count(*) as n from \`${name}\``)) as [{ n: number }])[0].n);
  return new Map(await Promise.all(names.sort().map(async (name) => [name, await rows(name)] as const)));
};
const nameOf = (Migration: new () => MigrationInterface) => new Migration().name;

test('each migration is taken back and runs again, with data there, and takes nothing with it but its own', async () => {
  let url = '';
  const server = await startTestApp({ plugins: [linePlugin()], route: async (given) => (url = given) });
  try {
    const line = await openLine(server, await server.signIn('admin'));
    for (const from of ['1', '2', '3']) await line.says(from, 'hello');
    await server.app.stop();

    const db = await open(url);
    const whole = await counts(db);
    expect(whole.get('message')).toBe(3);
    for (const Migration of [...migrations].reverse()) {
      const before = await counts(db);
      expect(await db.undoLast()).toBe(nameOf(Migration));
      const left = await counts(db);
      for (const [name, rows] of left) expect([name, rows]).toEqual([name, before.get(name)]);
      // up and down again, in the middle of the way
      await (await open(url)).close();
      const again = await open(url, migrations, false);
      expect(await again.drift()).toEqual([]);
      while ((await again.undoLast()) !== nameOf(Migration));
      await again.close();
      expect([...(await counts(db)).keys()]).toEqual([...left.keys()]);
    }
    expect(await db.undoLast()).toBeNull();
    await db.close();
    const anew = await open(url);
    expect(await anew.drift()).toEqual([]);
    await anew.close();
  } finally {
    // the server is stopped: what is left of it goes
    server.app.stop = async () => undefined;
    await server.close();
  }
});

/** A migration of the next version, which stumbles after half of its work. */
class Next9000000000001 implements MigrationInterface {
  name = 'Next9000000000001';
  static mended = false;
  async up(q: QueryRunner): Promise<void> {
    await q.query('create table shelf(id integer primary key)');
    await q.query('alter table contact add column shelfId varchar(40) null');
    await q.query('create index ix_contact_shelf on contact(shelfId)');
    if (!Next9000000000001.mended) throw new Error('the shelf is full');
  }
  async down(): Promise<void> {}
}

test('a migration that fails in the middle stops the start with one sentence, and the version before goes on with its database', async () => {
  const database = await createTestDatabase();
  const before = await open(database.url);
  await before.write((manager) => manager.query("insert into event_counter(orgId, seq) values ('org_x', 1)"));
  await before.close();

  const failure = await open(database.url, [...migrations, Next9000000000001]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigError);
  expect((failure as Error).message).toMatch(
    /^The database could not be brought up to date: .*the shelf is full\. The (file|database) is as it was, and the version that ran before still works with it\. Start that one again/,
  );
  const again = await open(database.url);
  expect(await again.drift()).toEqual([]);
  expect((await counts(again)).has('shelf')).toBe(false);
  await again.write((manager) => manager.query("update event_counter set seq = 2 where orgId = 'org_x'"));
  await again.close();

  // the version that mends it finds nothing in its way
  Next9000000000001.mended = true;
  const mended = await open(database.url, [...migrations, Next9000000000001]);
  expect((await counts(mended)).has('shelf')).toBe(true);
  await mended.close();
  await database.remove();
});

test('servers that start together migrate once', async () => {
  const database = await createTestDatabase();
  // one file belongs to one server
  const together = process.env.TEST_DATABASE_URL ? 4 : 1;
  const all = await Promise.all(Array.from({ length: together }, () => open(database.url)));
  expect(await all[0]?.drift()).toEqual([]);
  const ledger = (await all[0]?.read.query('select name from migrations')) as { name: string }[];
  expect(ledger.map(({ name }) => name).sort()).toEqual(migrations.map(nameOf).sort());
  await Promise.all(all.map((db) => db.close()));
  await database.remove();
});
