import { Column, Entity, PrimaryColumn } from 'typeorm';
import { entities } from '../src/entities';
import { Db } from '../src/lib/db';
import { migrations } from '../src/migrations';
import { createTestDatabase, openTestDb } from './support/db';

@Entity('event_counter_more')
class Forgotten {
  @PrimaryColumn({ type: 'varchar', length: 40 }) id: string;
  @Column({ type: 'integer' }) seq: number;
}

test('the migrations make what the entities say, and a forgotten migration is noticed', async () => {
  const { db, close } = await openTestDb();
  expect(await db.drift()).toEqual([]);
  await close();

  const database = await createTestDatabase();
  const drifting = await Db.connect(database.url, { entities: [...entities, Forgotten], migrations });
  expect((await drifting.drift()).join('\n')).toMatch(/event_counter_more/);
  await drifting.close();
  await database.remove();
});

test('units of work that overlap neither see nor lose each other', async () => {
  const { db, close } = await openTestDb();
  await db.write((m) => m.query("insert into event_counter(orgId, seq) values ('a', 0)"));
  const count = async (orgId: string): Promise<number> => {
    const rows = (await db.read.query('select count(*) as n from event_counter where orgId = ?', [orgId])) as { n: number | string }[];
    return Number(rows[0]?.n);
  };
  // asked from outside of the transaction, while it is open
  let open: () => void = () => undefined;
  const outside = new Promise<void>((resolve) => (open = resolve)).then(() => count('b'));
  const broken = db.write(async (m) => {
    await m.query("insert into event_counter(orgId, seq) values ('b', 0)");
    expect(await count('b')).toBe(1);
    open();
    expect(await outside).toBe(0);
    throw new Error('rolled back');
  });
  const kept = Promise.all(['c', 'd'].map((id) => db.write((m) => m.query('insert into event_counter(orgId, seq) values (?, 0)', [id]))));
  await expect(broken).rejects.toThrow('rolled back');
  await kept;
  const rows = (await db.read.query('select orgId from event_counter order by orgId')) as { orgId: string }[];
  expect(rows.map((row) => row.orgId)).toEqual(['a', 'c', 'd']);
  await close();
});

test('I1 what goes wrong behind a commit does not make the committed look refused', async () => {
  const { db, close } = await openTestDb();
  const written = await db.write(async (manager) => {
    await manager.query("insert into event_counter(orgId, seq) values ('b', 0)");
    db.afterCommit(() => {
      throw new Error('a listener that fails');
    });
    return 'written';
  });
  expect(written).toBe('written');
  expect(await db.read.query("select orgId from event_counter where orgId = 'b'")).toHaveLength(1);
  await close();
});
