import type { MigrationInterface, QueryRunner } from 'typeorm';
import { entities } from '../../src/entities';
import { Db } from '../../src/lib/db';
import { migrations } from '../../src/migrations';
import { createTestDatabase } from '../support/db';

class AddShelf9000000000001 implements MigrationInterface {
  name = 'AddShelf9000000000001';
  up(q: QueryRunner): Promise<void> {
    return q.query('create table shelf(id integer primary key)').then(() => undefined);
  }
  async down(): Promise<void> {}
}
class Stumble9000000000002 implements MigrationInterface {
  name = 'Stumble9000000000002';
  up(q: QueryRunner): Promise<void> {
    return q.query('alter table nowhere add column x integer').then(() => undefined);
  }
  async down(): Promise<void> {}
}

const sqlite = process.env.TEST_DATABASE_URL ? test.skip : test;

sqlite('a migration that fails says what to do and leaves the file as the version before knows it', async () => {
  const database = await createTestDatabase();
  const before = await Db.connect(database.url, { entities, migrations });
  await before.close();
  const newer = [...migrations, AddShelf9000000000001, Stumble9000000000002];
  await expect(Db.connect(database.url, { entities, migrations: newer })).rejects.toThrow(
    /^The database could not be brought up to date: .*nowhere.*The file is as it was, and the version that ran before still works with it\. Start that one again/,
  );
  const again = await Db.connect(database.url, { entities, migrations });
  expect(await again.drift()).toEqual([]);
  expect(await again.read.query(`select name from sqlite_master where name = 'shelf'`)).toEqual([]);
  await again.write((manager) => manager.query(`insert into event_counter(orgId, seq) values ('org_x', 1)`));
  await again.close();
  await database.remove();
});
