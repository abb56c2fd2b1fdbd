import { pino } from 'pino';
import { openTestDb } from '../../test/support/db';
import { ManualClock } from '../lib/clock';
import type { Db } from '../lib/db';
import { Jobs } from './jobs.service';
import { SqlJobRepository } from './sql-job-repository';

const MINUTE = 60_000;
const log = pino({ level: 'silent' });

let db: Db;
let close: () => Promise<void>;
let clock: ManualClock;
let jobs: Jobs;
let ran: unknown[];

beforeAll(async () => ({ db, close } = await openTestDb()));
afterAll(() => close());
beforeEach(async () => {
  clock = new ManualClock();
  await new SqlJobRepository(db, clock).purgeAllJobs();
  jobs = new Jobs({ db, clock, log, nodeId: 'node-1' });
  ran = [];
});
afterEach(() => jobs.stop());

const record = async (data: unknown): Promise<void> => void ran.push(data);

describe('appointments, by a clock that is moved by hand', () => {
  it('runs a job once its time has come, and once', async () => {
    jobs.define('grace', record);
    await jobs.start();
    await jobs.at('grace', 'agent-1', clock.now() + MINUTE, { n: 1 });
    clock.advance(MINUTE - 1);
    expect(await jobs.runDue()).toBe(0);
    clock.advance(1);
    expect(await jobs.runDue()).toBe(1);
    expect(ran).toEqual([{ n: 1 }]);
    expect(await jobs.runDue()).toBe(0);
    expect(await new SqlJobRepository(db, clock).queryJobs({})).toMatchObject({ total: 0 });
  });

  it('replaces an earlier appointment of the same key, and no other', async () => {
    jobs.define('grace', record);
    await jobs.at('grace', 'agent-1', clock.now() + MINUTE, 'first');
    await jobs.at('grace', 'agent-1', clock.now() + 2 * MINUTE, 'second');
    await jobs.at('grace', 'agent-2', clock.now() + MINUTE, 'other');
    clock.advance(MINUTE);
    await jobs.runDue();
    expect(ran).toEqual(['other']);
    clock.advance(MINUTE);
    await jobs.runDue();
    expect(ran).toEqual(['other', 'second']);
  });

  it('takes an appointment back', async () => {
    jobs.define('grace', record);
    await jobs.at('grace', 'agent-1', clock.now(), 1);
    await jobs.at('grace', 'agent-2', clock.now(), 2);
    await jobs.cancel('grace', 'agent-1');
    await jobs.cancel('grace', 'nobody');
    await jobs.runDue();
    expect(ran).toEqual([2]);
  });

  it('keeps the appointment that a handler makes for itself', async () => {
    jobs.define<number>('retry', async (n) => {
      ran.push(n);
      if (n < 3) await jobs.at('retry', 'message-1', clock.now() + MINUTE, n + 1);
    });
    await jobs.at('retry', 'message-1', clock.now(), 1);
    for (let i = 0; i < 4; i++) {
      await jobs.runDue();
      clock.advance(MINUTE);
    }
    expect(ran).toEqual([1, 2, 3]);
  });

  it('makes an appointment with the transaction, or not at all', async () => {
    jobs.define('grace', record);
    const failing = db.write(async () => {
      await jobs.at('grace', 'agent-1', clock.now(), 'lost');
      await jobs.now('grace', 'lost too');
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await db.write(() => jobs.at('grace', 'agent-2', clock.now(), 'kept'));
    await jobs.runDue();
    expect(ran).toEqual(['kept']);
  });

  it('makes one appointment of many at the same time', async () => {
    jobs.define('grace', record);
    await Promise.all(Array.from({ length: 8 }, (_, n) => jobs.at('grace', 'agent-1', clock.now(), n)));
    expect(await jobs.runDue()).toBe(1);
  });

  it('runs each call of now() once', async () => {
    jobs.define('media', record);
    await jobs.now('media', 1);
    await jobs.now('media', 1);
    await jobs.runDue();
    expect(ran).toEqual([1, 1]);
  });

  it('repeats a job, from its first run on, also after a restart', async () => {
    jobs.define('sweep', record);
    await jobs.every('sweep', MINUTE);
    expect(await jobs.runDue()).toBe(1);
    clock.advance(MINUTE - 1);
    const restarted = new Jobs({ db, clock, log, nodeId: 'node-2' });
    restarted.define('sweep', record);
    await restarted.every('sweep', MINUTE);
    expect(await restarted.runDue()).toBe(0);
    clock.advance(1);
    expect(await restarted.runDue()).toBe(1);
    clock.advance(10 * MINUTE);
    expect(await restarted.runDue()).toBe(1);
    await restarted.stop();
  });

  it('tries a job that failed again, ever later, and keeps the one that never works', async () => {
    jobs.define('send', async () => {
      ran.push(1);
      throw new Error('not today');
    });
    await jobs.now('send', 1);
    await jobs.runDue();
    const waits = [5, 10, 20, 40, 80, 160, 320, 600, 600, 600];
    for (const [i, seconds] of waits.entries()) {
      clock.advance(seconds * 1000 - 1);
      expect(await jobs.runDue()).toBe(0);
      clock.advance(1);
      expect(await jobs.runDue()).toBe(1);
      expect(ran).toHaveLength(i + 2);
    }
    clock.advance(1_000 * MINUTE);
    expect(await jobs.runDue()).toBe(0);
    const { jobs: kept } = await new SqlJobRepository(db, clock).queryJobs({ state: 'failed' });
    expect(kept).toMatchObject([{ name: 'send', failCount: 11, failReason: 'not today', nextRunAt: null }]);
  });

  it('does not put a job that repeats off beyond its next time', async () => {
    jobs.define('sweep', async () => {
      ran.push(1);
      throw new Error('no');
    });
    await jobs.every('sweep', 1_000);
    await jobs.runDue();
    clock.advance(1_000);
    expect(await jobs.runDue()).toBe(1);
  });

  it('runs a job again that a dead node had begun', async () => {
    jobs.define('media', record, { lockMs: 10_000 });
    await jobs.now('media', 1);
    await new SqlJobRepository(db, clock).getNextJobToRun('media', new Date(clock.now()), new Date(0), undefined, {
      lastModifiedBy: 'dead',
    });
    clock.advance(9_999);
    expect(await jobs.runDue()).toBe(0);
    clock.advance(1);
    expect(await jobs.runDue()).toBe(1);
    expect(ran).toEqual([1]);
  });

  it('says what is wrong', async () => {
    expect(() => jobs.every('sweep', 1_000)).toThrow('the job sweep is not defined');
    jobs.define('sweep', record);
    expect(() => jobs.define('sweep', record)).toThrow('defined twice');
    expect(() => jobs.every('sweep', 0.5)).toThrow('whole number');
    expect(() => jobs.at('nothing', 'key', 0, 0)).toThrow('not defined');
    await expect(db.write(() => jobs.runDue())).rejects.toThrow('outside of db.write');
    jobs.define('loop', () => jobs.now('loop', 1));
    await jobs.now('loop', 1);
    await expect(jobs.runDue()).rejects.toThrow('do not come to an end');
  });
});
