import { pino } from 'pino';
import { openTestDb } from '../../test/support/db';
import { systemClock } from '../lib/clock';
import type { Db } from '../lib/db';
import { Jobs } from './jobs.service';
import { SqlJobRepository } from './sql-job-repository';

/** Timers that would keep the process alive. */
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

let db: Db;
let close: () => Promise<void>;
let repository: SqlJobRepository;
let idle: number;

beforeAll(async () => {
  idle = timers();
  ({ db, close } = await openTestDb());
  repository = new SqlJobRepository(db, systemClock);
});
afterAll(() => close());
beforeEach(() => repository.purgeAllJobs());

const make = (processEveryMs: number): Jobs =>
  new Jobs({ db, clock: systemClock, log: pino({ level: 'silent' }), nodeId: 'node-1', processEveryMs });

/** A handler that counts, and a promise for its n-th call. */
const counter = (n: number): { handler: (data: unknown) => Promise<void>; done: Promise<void>; seen: unknown[] } => {
  const seen: unknown[] = [];
  let finish: () => void;
  const done = new Promise<void>((resolve) => (finish = resolve));
  return {
    seen,
    done,
    handler: async (data) => {
      seen.push(data);
      if (seen.length === n) finish();
    },
  };
};

describe('Agenda, running by the machine’s clock', () => {
  it('runs what is due, what becomes due, and what repeats', async () => {
    const jobs = make(50);
    const soon = counter(1);
    const tick = counter(3);
    jobs.define('soon', soon.handler, { lockMs: 2_000 });
    jobs.define('tick', tick.handler, { lockMs: 2_000 });
    await jobs.start();
    await jobs.every('tick', 60);
    await jobs.at('soon', 'a', systemClock.now() + 120, 'hello');
    await Promise.all([soon.done, tick.done]);
    await jobs.stop();
    expect(soon.seen).toEqual(['hello']);
    expect(await repository.getDistinctJobNames()).toEqual(['tick']);
  });

  it('works a backlog off without waiting for its next look, and wakes for a new job', async () => {
    const jobs = make(1_000);
    // two at a time: with a look a second alone this takes longer than the test may
    const bulk = counter(200);
    jobs.define('bulk', bulk.handler, { concurrency: 2, lockMs: 2_000 });
    for (let i = 0; i < 199; i++) await jobs.now('bulk', i);
    await jobs.start();
    await jobs.now('bulk', 199);
    await bulk.done;
    await jobs.stop();
    expect(new Set(bulk.seen).size).toBe(200);
    expect(await repository.getDistinctJobNames()).toEqual([]);
  });

  it('does not run jobs inside the transaction that made them, nor before it is committed', async () => {
    const jobs = make(1_000);
    const inside: boolean[] = [];
    const { handler, done } = counter(1);
    jobs.define(
      'media',
      async (data) => {
        inside.push(db.inWrite);
        await handler(data);
      },
      { lockMs: 2_000 },
    );
    await jobs.start();
    await db.write(async () => {
      await jobs.now('media', 1);
      await new Promise((resolve) => setImmediate(resolve));
      expect(inside).toEqual([]);
    });
    await done;
    await jobs.stop();
    expect(inside).toEqual([false]);
  });

  it('keeps the lock of a handler that takes long', async () => {
    const jobs = make(50);
    let runs = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const touched = counter(5);
    const save = repository.saveJobState.bind(repository);
    jest.spyOn(SqlJobRepository.prototype, 'saveJobState').mockImplementation(async (job, options) => {
      await save(job, options);
      await touched.handler(job._id);
    });
    jobs.define(
      'long',
      async () => {
        runs++;
        await held;
      },
      { lockMs: 2_000 },
    );
    await jobs.start();
    await jobs.now('long', 1);
    // its start and four signs of life: longer than a lock
    await touched.done;
    release();
    await jobs.stop();
    jest.restoreAllMocks();
    expect(runs).toBe(1);
    expect(await repository.getDistinctJobNames()).toEqual([]);
  });

  it('locks nothing before its time', async () => {
    const jobs = make(4_000);
    const first = counter(1);
    const probe = counter(1);
    jobs.define('alone', first.handler);
    jobs.define('probe', probe.handler);
    await jobs.at('alone', 'soon', systemClock.now() + 3_500, 'soon');
    await jobs.start();
    await jobs.now('probe', 1);
    await probe.done;
    await jobs.now('alone', 'now');
    await first.done;
    await jobs.stop();
    expect(first.seen[0]).toBe('now');
  });

  it('waits for what runs, gives back what does not, and leaves no timer', async () => {
    const jobs = make(1_000);
    const begun = counter(1);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let finished = false;
    jobs.define(
      'long',
      async () => {
        await begun.handler(0);
        await held;
        finished = true;
      },
      { lockMs: 2_000 },
    );
    jobs.define('later', async () => undefined, { lockMs: 2_000 });
    await jobs.at('later', 'a', systemClock.now() + 900, 1);
    await jobs.start();
    await jobs.now('long', 1);
    await begun.done;
    const stopping = jobs.stop();
    release();
    await stopping;
    expect(finished).toBe(true);
    expect(timers()).toBeLessThanOrEqual(idle);
    const { jobs: left } = await repository.queryJobs({});
    for (const job of left) expect(job.lockedAt).toBeUndefined();
  });
});
