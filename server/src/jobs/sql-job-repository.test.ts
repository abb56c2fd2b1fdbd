import { computeJobState, toJobId, type JobParameters, type JobRepository } from 'agenda';
import { openTestDb } from '../../test/support/db';
import { ManualClock } from '../lib/clock';
import type { Db } from '../lib/db';
import { PICK_DUE, PICK_STALE, SqlJobRepository } from './sql-job-repository';

const MINUTE = 60_000;

let db: Db;
let close: () => Promise<void>;
let clock: ManualClock;
let repository: JobRepository;

beforeAll(async () => ({ db, close } = await openTestDb()));
afterAll(() => close());
beforeEach(async () => {
  clock = new ManualClock();
  repository = new SqlJobRepository(db, clock);
  await repository.connect();
  await repository.purgeAllJobs();
});

const inMs = (ms: number): Date => new Date(clock.now() + ms);
const job = (name: string, more: Partial<JobParameters> = {}): JobParameters =>
  ({ name, type: 'normal', priority: 0, nextRunAt: inMs(0), data: {}, ...more }) as JobParameters;
const save = (name: string, more: Partial<JobParameters> = {}): Promise<JobParameters> =>
  repository.saveJob(job(name, more), { lastModifiedBy: 'node-1' });
const stored = async (saved: JobParameters): Promise<JobParameters | null> => repository.getJobById(String(saved._id));
const pick = (name: string, aheadMs = 0, lockMs = MINUTE): Promise<JobParameters | undefined> =>
  repository.getNextJobToRun(name, inMs(aheadMs), inMs(-lockMs), undefined, { lastModifiedBy: 'node-1' });
const names = async (options: Parameters<JobRepository['queryJobs']>[0]): Promise<string[]> =>
  (await repository.queryJobs(options)).jobs.map((found) => found.name);

describe('saving', () => {
  it('keeps every field of a job', async () => {
    const full = job('full', {
      priority: 10,
      nextRunAt: inMs(5),
      data: { text: 'ü😀', list: [1, { a: null }], nested: { deep: true } },
      repeatInterval: 1234,
      repeatTimezone: 'Europe/Berlin',
      repeatAt: '3:00pm',
      startDate: inMs(1),
      endDate: inMs(2),
      skipDays: [0, 6],
      fork: true,
      disabled: true,
      lockedAt: inMs(3),
      lastRunAt: inMs(4),
      lastFinishedAt: inMs(6),
      failedAt: inMs(7),
      failCount: 2,
      failReason: 'because',
      progress: 50,
    });
    const saved = await repository.saveJob(full, { lastModifiedBy: 'node-1' });
    expect(await stored(saved)).toEqual({ ...full, _id: saved._id, lastModifiedBy: 'node-1' });
  });

  it('keeps data longer than 64 kB', async () => {
    const text = 'ä'.repeat(80_000);
    const saved = await save('long', { data: { text } as never });
    expect((await stored(saved))?.data).toEqual({ text });
  });

  it('updates a job by its id, and gives back one that is gone unchanged', async () => {
    const saved = await save('a', { data: { n: 1 } as never });
    const again = await repository.saveJob({ ...saved, data: { n: 2 }, priority: 5 }, undefined);
    expect(again).toMatchObject({ _id: saved._id, data: { n: 2 }, priority: 5 });
    await repository.removeJobs({ id: saved._id });
    expect(await repository.saveJob({ ...saved, data: { n: 3 } }, undefined)).toEqual({ ...saved, data: { n: 3 } });
    expect(await stored(saved)).toBeNull();
  });

  it('leaves what the queue writes while a job runs to the queue', async () => {
    const saved = await save('a');
    await repository.saveJobState({ ...saved, lockedAt: inMs(1), lastRunAt: inMs(1), failCount: 2 }, undefined);
    const { lockedAt: _, lastRunAt: __, failCount: ___, ...fields } = saved;
    await repository.saveJob({ ...fields, priority: 7 }, undefined);
    expect(await stored(saved)).toMatchObject({ lockedAt: inMs(1), lastRunAt: inMs(1), failCount: 2, priority: 7 });
  });

  it('keeps one job of type single; a time that has come does not move it, a later one does', async () => {
    const first = await save('tick', { type: 'single', nextRunAt: inMs(MINUTE), repeatInterval: 1000 });
    const again = await save('tick', { type: 'single', nextRunAt: inMs(0), repeatInterval: 2000 });
    expect(again).toMatchObject({ _id: first._id, nextRunAt: inMs(MINUTE), repeatInterval: 2000 });
    expect(await save('tick', { type: 'single', nextRunAt: inMs(2 * MINUTE) })).toMatchObject({
      _id: first._id,
      nextRunAt: inMs(2 * MINUTE),
    });
    await save('tick');
    expect((await repository.queryJobs({ name: 'tick' })).total).toBe(2);
  });

  it('makes one of many saves of a single or unique job at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, n) => save('tick', { type: 'single', data: { n } as never })));
    await Promise.all(Array.from({ length: 8 }, (_, n) => save('mail', { data: { to: 'x', n } as never, unique: { 'data.to': 'x' } })));
    expect((await repository.queryJobs({ name: 'tick' })).total).toBe(1);
    expect((await repository.queryJobs({ name: 'mail' })).total).toBe(1);
  });

  it('replaces a job that is unique by the same values, and no other', async () => {
    const unique = { 'data.to': 'x', 'data.deep.n': 1 };
    const first = await save('mail', { data: { to: 'x', deep: { n: 1 }, v: 1 } as never, unique });
    const other = await save('mail', { data: { to: 'y', deep: { n: 1 } } as never, unique: { ...unique, 'data.to': 'y' } });
    const again = await save('mail', { data: { to: 'x', deep: { n: 1 }, v: 2 } as never, unique, nextRunAt: inMs(MINUTE) });
    expect(again).toMatchObject({ _id: first._id, data: { v: 2 }, nextRunAt: inMs(MINUTE) });
    expect(other._id).not.toBe(first._id);
    expect(await save('sms', { data: { to: 'x', deep: { n: 1 } } as never, unique })).not.toMatchObject({ _id: first._id });
  });

  it('finds a match among jobs that were saved in another way', async () => {
    const loose = await save('mail', { data: { to: 'x', kind: 'a' } as never });
    expect(await save('mail', { data: { to: 'x', v: 1 } as never, unique: { 'data.to': 'x' } })).toMatchObject({ _id: loose._id });
    const byKind = await save('sms', { data: { to: 'x', kind: 'a' } as never, unique: { 'data.kind': 'a' } });
    expect(await save('sms', { data: { to: 'x', kind: 'b' } as never, unique: { 'data.to': 'x' } })).toMatchObject({ _id: byKind._id });
    await repository.saveJob({ ...byKind, data: { to: 'z' } }, undefined);
    expect(await save('sms', { data: { to: 'x' } as never, unique: { 'data.to': 'x' } })).not.toMatchObject({ _id: byKind._id });
  });

  it('inserts only, when asked to', async () => {
    const options = { unique: { 'data.to': 'x' }, uniqueOpts: { insertOnly: true } };
    const first = await save('mail', { data: { to: 'x', v: 1 } as never, ...options });
    expect(await save('mail', { data: { to: 'x', v: 2 } as never, nextRunAt: inMs(9), ...options })).toEqual(first);
  });

  it('refuses operators in a unique constraint', async () => {
    await expect(save('mail', { unique: { 'data.n': { $gt: 1 } } })).rejects.toThrow('takes plain values');
  });

  it('debounces: trailing puts off, until maxWait', async () => {
    const later = (v: number) =>
      save('index', { data: { id: 1, v } as never, unique: { 'data.id': 1 }, uniqueOpts: { debounce: { delay: 1000, maxWait: 2500 } } });
    const start = clock.now();
    expect(await later(1)).toMatchObject({ nextRunAt: inMs(1000), debounceStartedAt: inMs(0) });
    clock.advance(900);
    expect(await later(2)).toMatchObject({ nextRunAt: inMs(1000), debounceStartedAt: new Date(start), data: { v: 2 } });
    clock.advance(1600);
    const forced = await later(3);
    expect(forced).toMatchObject({ nextRunAt: inMs(0), data: { v: 3 } });
    expect(forced.debounceStartedAt).toBeUndefined();
    expect((await repository.queryJobs({ name: 'index' })).total).toBe(1);
  });

  it('debounces: leading runs at once and swallows what follows', async () => {
    const now = (v: number) =>
      save('index', {
        data: { id: 1, v } as never,
        unique: { 'data.id': 1 },
        uniqueOpts: { debounce: { delay: 1000, strategy: 'leading' } },
      });
    const first = await now(1);
    clock.advance(500);
    expect(await now(2)).toMatchObject({
      _id: first._id,
      nextRunAt: first.nextRunAt,
      debounceStartedAt: first.debounceStartedAt,
      data: { v: 2 },
    });
  });

  it('saves the state of a run and nothing else, and says when the job is gone', async () => {
    const saved = await save('a', { data: { v: 1 } as never });
    await repository.saveJobState(
      { ...saved, data: { v: 2 }, nextRunAt: null, lastRunAt: inMs(1), progress: 10 },
      { lastModifiedBy: 'node-2' },
    );
    expect(await stored(saved)).toMatchObject({
      data: { v: 1 },
      nextRunAt: null,
      lastRunAt: inMs(1),
      progress: 10,
      lastModifiedBy: 'node-2',
    });
    await repository.removeJobs({ id: saved._id });
    await expect(repository.saveJobState(saved, undefined)).rejects.toThrow('is gone');
  });
});

describe('picking', () => {
  it('takes the earliest, then the most urgent, and each once', async () => {
    const late = await save('a', { nextRunAt: inMs(-1), priority: 20 });
    const early = await save('a', { nextRunAt: inMs(-5) });
    const urgent = await save('a', { nextRunAt: inMs(-5), priority: 10 });
    await save('a', { nextRunAt: inMs(1) });
    await save('b', { nextRunAt: inMs(-9) });
    expect([(await pick('a'))?._id, (await pick('a'))?._id, (await pick('a'))?._id, await pick('a')]).toEqual([
      urgent._id,
      early._id,
      late._id,
      undefined,
    ]);
  });

  it('takes what becomes due before the next look, and marks who took it', async () => {
    const saved = await save('a', { nextRunAt: inMs(500) });
    expect(await pick('a', 499)).toBeUndefined();
    expect(await pick('a', 500)).toMatchObject({ _id: saved._id, lockedAt: inMs(0), lastModifiedBy: 'node-1' });
    expect(await stored(saved)).toMatchObject({ lockedAt: inMs(0), lastModifiedBy: 'node-1' });
  });

  it('takes a job again whose lock is too old, also one that began its only run', async () => {
    const saved = await save('a');
    await pick('a');
    await repository.saveJobState({ ...saved, nextRunAt: null, lockedAt: inMs(0) }, undefined);
    clock.advance(MINUTE - 1);
    expect(await pick('a')).toBeUndefined();
    clock.advance(1);
    expect(await pick('a')).toMatchObject({ _id: saved._id, lockedAt: inMs(0) });
  });

  it('gives a job to one of many who look at the same time', async () => {
    await Promise.all(Array.from({ length: 5 }, () => save('a')));
    const taken = await Promise.all(Array.from({ length: 12 }, () => pick('a')));
    const ids = taken.flatMap((found) => (found ? [found._id] : []));
    // who comes second may find nothing at that moment, but nobody gets what another has
    expect(new Set(ids).size).toBe(ids.length);
    for (let found = await pick('a'); found; found = await pick('a')) ids.push(found._id);
    expect(new Set(ids).size).toBe(5);
    expect(ids).toHaveLength(5);
  });

  it('reads along the index', async () => {
    for (const sql of [PICK_DUE, PICK_STALE]) {
      const plan = await db.read.query(`explain ${db.dialect === 'sqlite' ? 'query plan ' : ''}${sql}`, ['a', clock.now()]);
      expect(JSON.stringify(plan)).toContain('ix_job_pick');
      expect(JSON.stringify(plan)).not.toMatch(/TEMP B-TREE|filesort/i);
    }
  });

  it('locks a job only as it was seen', async () => {
    const saved = await save('a');
    expect(await repository.lockJob({ ...saved, nextRunAt: inMs(1) }, undefined)).toBeUndefined();
    expect(await repository.lockJob(saved, { lastModifiedBy: 'node-2' })).toMatchObject({
      _id: saved._id,
      lockedAt: inMs(0),
      lastModifiedBy: 'node-2',
    });
    expect(await repository.lockJob(saved, undefined)).toBeUndefined();
    const { _id, ...unsaved } = saved;
    expect(await repository.lockJob(unsaved, undefined)).toBeUndefined();
  });

  it('unlocks one that has not begun, and any by id', async () => {
    const waiting = await save('a', { lockedAt: inMs(0) });
    const running = await save('a', { lockedAt: inMs(0), nextRunAt: null });
    await repository.unlockJob(waiting);
    await repository.unlockJob(running);
    expect((await stored(waiting))?.lockedAt).toBeUndefined();
    expect((await stored(running))?.lockedAt).toEqual(inMs(0));
    await repository.unlockJobs([toJobId(String(running._id))]);
    expect((await stored(running))?.lockedAt).toBeUndefined();
    await repository.unlockJobs([]);
  });

  it('leaves disabled jobs alone until they are enabled', async () => {
    await save('a');
    await save('b');
    expect(await repository.disableJobs({ name: 'a' })).toBe(1);
    expect(await repository.disableJobs({ name: 'a' })).toBe(0);
    expect(await pick('a')).toBeUndefined();
    expect(await repository.enableJobs({ names: ['a', 'b'] })).toBe(1);
    expect(await pick('a')).toMatchObject({ name: 'a' });
    expect(await repository.disableJobs({})).toBe(0);
    expect(await repository.enableJobs({})).toBe(0);
  });
});

describe('removing', () => {
  it('removes by id, name, what is not named, and data; never without a criterion', async () => {
    const one = await save('a', { data: { to: 'x', deep: { n: 1, m: 2 } } as never });
    const two = await save('a', { data: { to: 'y', tags: ['p', 'q'] } as never });
    await save('b', { data: 'plain' as never });
    await save('c');
    await save('d');
    expect(await repository.removeJobs({})).toBe(0);
    expect(await repository.removeJobs({ data: {} })).toBe(0);
    expect(await repository.removeJobs({ name: 'a', data: { deep: { n: 2 } } })).toBe(0);
    expect(await repository.removeJobs({ name: 'a', data: { deep: { n: 1 } } })).toBe(1);
    expect(await stored(one)).toBeNull();
    expect(await repository.removeJobs({ data: { tags: 'q' } })).toBe(1);
    expect(await stored(two)).toBeNull();
    expect(await repository.removeJobs({ data: 'plain' })).toBe(1);
    expect(await repository.removeJobs({ notNames: ['c'] })).toBe(1);
    expect(await repository.getDistinctJobNames()).toEqual(['c']);
    const more = await save('c');
    expect(await repository.removeJobs({ ids: [toJobId(String(more._id)), toJobId('nobody')] })).toBe(1);
    expect(await repository.removeJobs({ names: ['c', 'd'] })).toBe(1);
  });

  it('removes unique jobs by their data', async () => {
    for (const key of ['k1', 'k2']) await save('a', { data: { key, value: 1 } as never, unique: { 'data.key': key } });
    expect(await repository.removeJobs({ name: 'a', data: { key: 'k1' } })).toBe(1);
    expect(await repository.removeJobs({ name: 'a', data: { value: 1 } })).toBe(1);
  });

  it('removes everything when told so', async () => {
    await save('a');
    await save('b');
    expect(await repository.purgeAllJobs()).toBe(2);
    expect(await repository.getDistinctJobNames()).toEqual([]);
  });
});

describe('looking', () => {
  it('filters, sorts and pages', async () => {
    await save('Alpha', { nextRunAt: inMs(3), priority: 1, data: { n: 1 } as never, lastRunAt: inMs(-1) });
    await save('beta', { nextRunAt: inMs(1), priority: 3, data: { n: 2 } as never, lastRunAt: inMs(-3) });
    await save('gamma_x', { nextRunAt: inMs(2), priority: 2, data: { n: 1 } as never, disabled: true });
    expect(await names({})).toEqual(['Alpha', 'gamma_x', 'beta']);
    expect(await names({ sort: { priority: 'desc' } })).toEqual(['beta', 'gamma_x', 'Alpha']);
    expect(await names({ sort: { name: 'asc' } })).toEqual(['Alpha', 'beta', 'gamma_x']);
    expect(await names({ sort: { lastRunAt: 'asc' } })).toEqual(['gamma_x', 'beta', 'Alpha']);
    expect(await names({ search: 'ALP' })).toEqual(['Alpha']);
    expect(await names({ search: '_' })).toEqual(['gamma_x']);
    expect(await names({ names: ['beta', 'gamma_x'], includeDisabled: false })).toEqual(['beta']);
    expect(await names({ data: { n: 1 } })).toEqual(['Alpha', 'gamma_x']);
    expect(await names({ state: 'paused' })).toEqual(['gamma_x']);
    expect(await names({ id: 'nobody' })).toEqual([]);
    expect(await repository.queryJobs({ skip: 1, limit: 1 })).toMatchObject({ total: 3, jobs: [{ name: 'gamma_x', state: 'scheduled' }] });
    expect(await repository.queryJobs({ state: 'scheduled', skip: 1, limit: 5 })).toMatchObject({
      total: 3,
      jobs: [{ name: 'gamma_x' }, { name: 'beta' }],
    });
  });

  it('counts states as Agenda computes them', async () => {
    const states: Partial<JobParameters>[] = [
      { lockedAt: inMs(0) },
      { failedAt: inMs(-2), lastFinishedAt: inMs(-2), nextRunAt: null },
      { failedAt: inMs(-2), nextRunAt: null },
      { failedAt: inMs(-2), lastFinishedAt: inMs(-1), nextRunAt: null },
      { repeatInterval: 1000 },
      { nextRunAt: inMs(1) },
      { nextRunAt: inMs(0) },
      { nextRunAt: null },
      { nextRunAt: inMs(1), disabled: true },
    ];
    for (const state of states) await save('a', state);
    await save('b');
    const expected = {
      name: 'a',
      total: states.length,
      running: 0,
      scheduled: 0,
      queued: 0,
      completed: 0,
      failed: 0,
      repeating: 0,
      paused: 1,
    };
    for (const state of states) expected[computeJobState(job('a', state), inMs(0))]++;
    expect(expected).toMatchObject({ running: 1, failed: 2, repeating: 1, scheduled: 2, queued: 1, completed: 2 });
    const overview = await repository.getJobsOverview();
    expect(overview[0]).toEqual(expected);
    expect(overview[1]).toMatchObject({ name: 'b', total: 1, queued: 1 });
    for (const state of ['running', 'failed', 'repeating', 'scheduled', 'queued', 'completed', 'paused'] as const)
      expect((await repository.queryJobs({ name: 'a', state })).total).toBe(expected[state]);
  });

  it('tells how many are due', async () => {
    await save('a', { nextRunAt: inMs(-1) });
    await save('a', { nextRunAt: inMs(0) });
    await save('a', { nextRunAt: null });
    expect(await repository.getQueueSize()).toBe(1);
  });

  it('answers null for a job that is not there', async () => {
    expect(await repository.getJobById('nobody')).toBeNull();
  });
});
