import { pino } from 'pino';
import { openJobStore, type JobStore } from '../../src/jobs/job-store';
import { Jobs } from '../../src/jobs/jobs.service';
import { systemClock } from '../../src/lib/clock';
import type { Db } from '../../src/lib/db';
import { openTestDb } from '../support/db';
import { freshStore, JOB_STORES } from '../support/job-stores';

/** Timers that would keep the process alive. */
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
};

// what Agenda needs to behave, on either store, by the machine's clock
describe.each(JOB_STORES)('jobs on %s', (kind) => {
  let db: Db;
  let close: () => Promise<void>;
  let store: JobStore;
  let options: { mongodbUrl?: string };
  let open: Jobs[];

  beforeEach(async () => {
    ({ db, close } = await openTestDb());
    options = freshStore(kind);
    store = openJobStore(db, systemClock, options.mongodbUrl);
    await store.connect();
    open = [];
  });
  afterEach(async () => {
    await stopAll();
    await store.close();
    await close();
  });

  const make = (nodeId: string, processEveryMs = 50): Jobs => {
    const jobs = new Jobs({ db, clock: systemClock, log: pino({ level: 'silent' }), nodeId, processEveryMs, ...options });
    open.push(jobs);
    return jobs;
  };
  const stopAll = () => Promise.all(open.splice(0).map((jobs) => jobs.stop()));
  const left = async (): Promise<number> => (await store.repository.queryJobs({})).total;

  test('trap: a backlog with a lock limit refills by itself; what was due while no server was up runs in the order of its times', async () => {
    const ran: number[] = [];
    // with one look in four seconds alone this takes longer than the test may
    const jobs = make('node-1', 4_000);
    jobs.define<number>('bulk', async (n) => void ran.push(n));
    const begin = systemClock.now() - 100_000;
    await db.write(async () => {
      for (const n of [...Array(60).keys()].reverse()) await jobs.at('bulk', `k${n}`, begin + n, n);
    });
    // all are there before the first look
    const other = make('node-0');
    other.define('none', async () => undefined);
    await other.start();
    await until(async () => (await left()) === 60);
    await jobs.start();
    await until(() => ran.length === 60);
    expect(ran).toEqual([...Array(60).keys()]);
    await until(async () => (await left()) === 0);
  });

  test('two servers: each job is done once in effect', async () => {
    const ran: string[] = [];
    const nodes = ['node-1', 'node-2'].map((id) => {
      const jobs = make(id);
      jobs.define<number>('bulk', async (n) => void ran.push(`${n}`), { concurrency: 3 });
      return jobs;
    });
    await Promise.all(nodes.map((jobs) => jobs.start()));
    for (let n = 0; n < 100; n++) await nodes[n % 2]!.now('bulk', n);
    await until(() => new Set(ran).size === 100);
    await until(async () => (await left()) === 0);
    expect(ran).toHaveLength(100);
  });

  test('trap: a lock that has expired: a node died in the middle of a job, and the other takes it', async () => {
    const ran: unknown[] = [];
    const jobs = make('node-2');
    jobs.define('media', async (data) => void ran.push(data), { lockMs: 600 });
    await store.repository.saveJob({ name: 'media', type: 'normal', priority: 0, nextRunAt: new Date(), data: { value: 1 } }, {});
    const now = new Date();
    const taken = await store.repository.getNextJobToRun('media', now, new Date(0), now, { lastModifiedBy: 'dead' });
    expect(taken?.data).toEqual({ value: 1 });
    // Agenda writes this before it calls the handler
    await store.repository.saveJobState({ ...taken!, lastRunAt: now, nextRunAt: null }, { lastModifiedBy: 'dead' });
    await jobs.start();
    await until(() => ran.length === 1);
    await until(async () => (await left()) === 0);
    expect(ran).toEqual([1]);
  });

  test('trap: an interval in milliseconds really repeats', async () => {
    const jobs = make('node-1');
    let ran = 0;
    jobs.define('tick', async () => void ran++);
    await jobs.every('tick', 200);
    await jobs.start();
    await until(() => ran >= 3);
    expect(await left()).toBe(1);
  });

  test('a job that repeats does not pile up while no server is up', async () => {
    const minute = 60_000;
    const begun = systemClock.now();
    const due = new Date(begun - 10 * minute);
    await store.repository.saveJob(
      { name: 'tick', type: 'single', priority: 0, repeatInterval: minute, nextRunAt: due, lastRunAt: due, data: {} },
      {},
    );
    const jobs = make('node-1');
    let ran = 0;
    jobs.define('tick', async () => void ran++);
    await jobs.every('tick', minute);
    await jobs.start();
    const stored = async () => (await store.repository.queryJobs({ name: 'tick' })).jobs[0];
    await until(async () => ran > 0 && !(await stored())?.lockedAt);
    expect((await stored())?.nextRunAt?.getTime()).toBeGreaterThanOrEqual(begun + minute);
    expect(ran).toBe(1);
  });

  test('trap: the timer of half a lock that follows every job does not keep the process', async () => {
    const idle = timers();
    const ran: unknown[] = [];
    const jobs = make('node-1');
    jobs.define('send', async (data) => void ran.push(data), { lockMs: 2_000 });
    await jobs.start();
    await jobs.now('send', 1);
    await until(() => ran.length === 1);
    await stopAll();
    expect(timers()).toBeLessThanOrEqual(idle);
  });

  test('trap: the state of a job that is gone cannot be saved', async () => {
    const saved = await store.repository.saveJob({ name: 'a', type: 'normal', priority: 0, nextRunAt: new Date(), data: {} }, {});
    await store.repository.removeJobs({ id: saved._id! });
    await expect(store.repository.saveJobState({ ...saved, lastRunAt: new Date() }, {})).rejects.toThrow();
  });

  test('trap: single keeps a time that is set when the new one has come; unique finds by the key; insertOnly changes nothing', async () => {
    const { repository } = store;
    const base = { priority: 0, data: {} };
    const later = new Date(systemClock.now() + 60_000);
    await repository.saveJob({ ...base, name: 's', type: 'single', nextRunAt: later }, {});
    await repository.saveJob({ ...base, name: 's', type: 'single', nextRunAt: new Date(0) }, {});
    const keyed = (value: number, insertOnly: boolean) =>
      repository.saveJob(
        {
          name: 'u',
          type: 'normal',
          priority: 0,
          nextRunAt: later,
          data: { key: 'k', value },
          unique: { 'data.key': 'k' },
          ...(insertOnly ? { uniqueOpts: { insertOnly } } : {}),
        },
        {},
      );
    await keyed(1, true);
    await keyed(2, true);
    expect((await repository.queryJobs({ name: 'u' })).jobs.map((job) => job.data)).toEqual([{ key: 'k', value: 1 }]);
    await keyed(3, false);
    expect((await repository.queryJobs({ name: 'u' })).jobs.map((job) => job.data)).toEqual([{ key: 'k', value: 3 }]);
    expect((await repository.queryJobs({ name: 's' })).jobs.map((job) => job.nextRunAt)).toEqual([later]);
  });

  // by hand: JOBS_AT_ONCE=10000. The stand-in for MongoDB looks at every job for each appointment
  const many = Number(process.env.JOBS_AT_ONCE ?? (kind === 'SQL' ? 2_000 : 500));
  test(`${many} appointments that are due at once all run`, async () => {
    let ran = 0;
    const jobs = make('node-1');
    jobs.define('grace', async () => void ran++, { concurrency: 20 });
    const when = systemClock.now() - 1;
    await db.write(async () => {
      for (let i = 0; i < many; i++) await jobs.at('grace', `agent-${i}`, when, i);
    });
    const begun = performance.now();
    await jobs.start();
    await until(() => ran >= many);
    process.stderr.write(`jobs on ${kind}: ${Math.round((many / (performance.now() - begun)) * 1_000)}/s\n`);
    await until(async () => (await left()) === 0);
    expect(ran).toBe(many);
  }, 120_000);
});
