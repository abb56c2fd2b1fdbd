import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { Jobs } from '../../src/jobs/jobs.service';
import { systemClock } from '../../src/lib/clock';
import type { Db } from '../../src/lib/db';
import { openTestDb } from '../support/db';
import { freshStore } from '../support/job-stores';

interface Service {
  url: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

// it is killed and started again: a server of the test's own
const onMongo = process.env.TEST_MONGODB_URL ? describe : describe.skip;

onMongo('jobs that are made with a transaction and kept in MongoDB', () => {
  let db: Db;
  let close: () => Promise<void>;
  let mongo: Service;
  let open: Jobs[] = [];

  beforeAll(async () => {
    ({ db, close } = await openTestDb());
    const file = pathToFileURL(join(__dirname, '../../../tools/services/mongo.mjs')).href;
    mongo = await ((await import(file)) as { start(): Promise<Service> }).start();
  }, 120_000);
  afterAll(async () => {
    await close();
    await mongo.stop();
  });
  afterEach(async () => {
    await Promise.all(open.map((jobs) => jobs.stop()));
    open = [];
  });

  const make = (mongodbUrl: string | undefined, nodeId: string, ran: unknown[]): Jobs => {
    const jobs = new Jobs({
      db,
      clock: systemClock,
      log: pino({ level: 'silent' }),
      nodeId,
      processEveryMs: 50,
      mongodbUrl: mongodbUrl ?? '',
    });
    jobs.define('send', async (data) => void ran.push(data), { concurrency: 5, lockMs: 1_000 });
    open.push(jobs);
    return jobs;
  };
  const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const waiting = async (): Promise<number> =>
    Number(((await db.read.query('select count(*) as n from job_relay')) as [{ n: number }])[0].n);

  test('a job is kept with its transaction, or not at all', async () => {
    const ran: unknown[] = [];
    const jobs = make(freshStore('MongoDB', mongo.url).mongodbUrl, 'node-1', ran);
    await jobs.start();
    await expect(
      db.write(async () => {
        await jobs.now('send', 'lost');
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await db.write(() => jobs.now('send', 'kept'));
    await until(() => ran.length > 0);
    expect(ran).toEqual(['kept']);
    await until(async () => (await waiting()) === 0);
  });

  test('a server that dies between the commit and MongoDB: another one tells it', async () => {
    const { mongodbUrl } = freshStore('MongoDB', mongo.url);
    const ran: unknown[] = [];
    const dead = make(mongodbUrl, 'dead', ran);
    // not started: it gets no further than the commit
    await db.write(async () => {
      await dead.at('send', 'a', systemClock.now(), 'first');
      await dead.at('send', 'a', systemClock.now(), 'second');
      await dead.at('send', 'b', systemClock.now(), 'taken back');
      await dead.cancel('send', 'b');
      await dead.now('send', 'now');
    });
    expect(await waiting()).toBe(3);
    await make(mongodbUrl, 'node-2', ran).start();
    await until(() => ran.length === 2);
    expect(ran.sort()).toEqual(['now', 'second']);
    expect(await waiting()).toBe(0);
  });

  test('MongoDB is killed while jobs are made: no request fails, and what was made meanwhile runs once it is back', async () => {
    const { mongodbUrl } = freshStore('MongoDB', mongo.url);
    const ran: unknown[] = [];
    const jobs = make(mongodbUrl, 'node-1', ran);
    await jobs.start();
    expect(await jobs.health()).toBeNull();
    for (let i = 0; i < 20; i++) await jobs.now('send', i);
    // the stand-in writes its file a moment after it has answered: what it holds is on disk once the last of them has run
    await until(() => new Set(ran).size === 20);
    await mongo.kill();
    for (let i = 20; i < 40; i++) await db.write(() => jobs.now('send', i));
    expect(await jobs.health()).toMatch(/cannot reach/);
    expect(await waiting()).toBeGreaterThanOrEqual(20);
    await mongo.restart();
    await until(() => new Set(ran).size === 40);
    await until(async () => (await waiting()) === 0);
    expect(await jobs.health()).toBeNull();
  }, 60_000);

  test('a server starts while MongoDB is away, and runs its jobs once it is there', async () => {
    const { mongodbUrl } = freshStore('MongoDB', mongo.url);
    const ran: unknown[] = [];
    await mongo.kill();
    const jobs = make(mongodbUrl, 'node-1', ran);
    await jobs.start();
    expect(await jobs.health()).toMatch(/MongoDB/);
    await jobs.now('send', 'waited');
    await mongo.restart();
    await until(() => ran.length === 1);
    expect(await jobs.health()).toBeNull();
  }, 60_000);
});
