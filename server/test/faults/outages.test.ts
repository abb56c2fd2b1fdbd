import { isOutage, isRace, type Db } from '../../src/lib/db';
import { openTestDb } from '../support/db';

/** A driver's error as TypeORM hands it on. */
const failed = (code: string, message = 'failed') => Object.assign(new Error(message), { driverError: { code } });

test.each([
  ...['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_READONLY_DBMOVED', 'SQLITE_PROTOCOL', 'SQLITE_NOMEM'],
  ...['EIO', 'ENOSPC', 'ECONNREFUSED', 'EHOSTUNREACH', 'PROTOCOL_CONNECTION_LOST', 'PROTOCOL_SEQUENCE_TIMEOUT'],
  ...['ER_DISK_FULL', 'ER_RECORD_FILE_FULL', 'ER_LOCK_TABLE_FULL', 'ER_OPTION_PREVENTS_STATEMENT', 'ER_CANT_LOCK', 'ER_GET_ERRNO'],
  ...['ER_QUERY_INTERRUPTED', 'ER_SERVER_SHUTDOWN', 'ER_CON_COUNT_ERROR', 'ER_NET_READ_ERROR'],
])('%s is an outage: never the fault of what was to be stored', (code) => {
  expect([isOutage(failed(code)), isRace(failed(code))]).toEqual([true, false]);
});

test.each(['Pool is closed.', 'The database connection is not open', "Can't add new command when connection is in closed state"])(
  '“%s” is an outage',
  (message) => expect(isOutage(new Error(message))).toBe(true),
);

test.each(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED'])(
  '%s is a lost race',
  (code) => expect([isOutage(failed(code)), isRace(failed(code))]).toEqual([false, true]),
);

test.each([
  'ER_DATA_TOO_LONG',
  'ER_NET_PACKET_TOO_LARGE',
  'SQLITE_TOOBIG',
  'SQLITE_CONSTRAINT_NOTNULL',
  'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
])('%s is about what was to be stored', (code) => expect([isOutage(failed(code)), isRace(failed(code))]).toEqual([false, false]));

const sqlite = process.env.TEST_DATABASE_URL ? describe.skip : describe;

sqlite('a transaction that SQLite takes back by itself', () => {
  let db: Db;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ db, close } = await openTestDb());
    await db.write(async (manager) => {
      await manager.query('create table heap(id integer primary key, body blob)');
      await manager.query('insert into heap values (1, zeroblob(10))');
    });
  });
  afterAll(() => close());
  const ids = async () => ((await db.read.query('select id from heap order by id')) as { id: number }[]).map(({ id }) => id);
  const limit = (pages: number) => db.write((manager) => manager.query(`pragma max_page_count = ${pages}`));

  test('I1 SQLITE_FULL leaves nothing behind, is told, and the next transaction commits on its own', async () => {
    const told: unknown[] = [];
    db.onOutage((error) => told.push(error));
    const [{ page_count: pages }] = (await db.read.query('pragma page_count')) as [{ page_count: number }];
    await limit(pages + 4);
    const full = db.write(async (manager) => {
      await manager.query('insert into heap values (2, zeroblob(10))');
      await manager.query('insert into heap values (3, zeroblob(1000000))');
    });
    const next = db.write((manager) => manager.query('insert into heap values (4, zeroblob(10))'));
    await expect(full).rejects.toThrow(/database or disk is full/);
    await next;
    expect(told).toHaveLength(1);
    expect(await ids()).toEqual([1, 4]);
    await limit(1_000_000);
    await db.write((manager) => manager.query('insert into heap values (3, zeroblob(1000000))'));
    expect(await ids()).toEqual([1, 3, 4]);
  });

  test('a transaction that is gone at its end is refused, and the one after it is not a part of it', async () => {
    const gone = db.write(async (manager) => {
      await manager.query('insert into heap values (5, zeroblob(10))');
      // what an I/O error does: the engine rolls back, and only it knows
      await manager.query('rollback');
      throw new Error('disk I/O error');
    });
    await expect(gone).rejects.toThrow('disk I/O error');
    const refused = db.write(async (manager) => {
      await manager.query('insert into heap values (6, zeroblob(10))');
      throw new Error('no');
    });
    await expect(refused).rejects.toThrow('no');
    await db.write((manager) => manager.query('insert into heap values (7, zeroblob(10))'));
    expect(await ids()).toEqual([1, 3, 4, 7]);
  });
});
