import type { InboundEvent } from '@parley/plugin';
import { DataSource } from 'typeorm';
import { IntakeService } from '../../src/channels/intake.service';
import { GroupCommit, QueueFull } from '../../src/channels/group';
import { Harness } from './support/harness';
import { text } from './support/parrot';

let h: Harness;
beforeAll(async () => {
  h = await Harness.open();
});
afterAll(() => h.close());

/** Counts the statements that reach the database while `run` runs. */
const statements = async (run: () => Promise<unknown>): Promise<string[]> => {
  const seen: string[] = [];
  const { dataSource } = await h.kernel.db.write(async (manager) => manager);
  const ds = dataSource as DataSource & { logger: { logQuery(sql: string): void } };
  const before = ds.logger;
  ds.logger = Object.assign(Object.create(before) as typeof before, { logQuery: (sql: string) => void seen.push(sql) });
  try {
    await run();
  } finally {
    ds.logger = before;
  }
  return seen;
};

test('a group takes the same statements whatever its size, and 10,000 messages take few', async () => {
  const connection = await h.inboxes.connection(h.connectionId);
  if (!connection) throw new Error('no connection');
  const intake = new IntakeService(h.kernel);
  const unit = (id: string, events: InboundEvent[]) => ({
    connection,
    delivery: { id, body: Buffer.from('x') },
    deliveryId: id,
    arrivals: events.map((event) => ({ event })),
  });
  let n = 0;
  const group = (size: number, fresh: boolean) =>
    Array.from({ length: size }, () => {
      n++;
      return unit(`dlv_${n}`, [text(fresh ? `new${n}` : `old${n % 64}`, `p${n}`)]);
    });
  await intake.commit(group(64, false));

  const counts = new Map<number, number>();
  for (const size of [1, 4, 16, 64]) counts.set(size, (await statements(() => intake.commit(group(size, false)))).length);
  expect(new Set(counts.values()).size).toBe(1);
  expect(counts.get(64)).toBeLessThanOrEqual(13);
  const first = await statements(() => intake.commit(group(64, true)));
  expect(first.length).toBeLessThanOrEqual(16);

  const all = await statements(async () => {
    for (let i = 0; i < 10_000 / 128; i++) await intake.commit(group(128, false));
  });
  // two cuts of 64 a table
  expect(all.length / Math.ceil(10_000 / 128)).toBeLessThanOrEqual(17);
  // and the caches of statements keep hitting
  expect(new Set(all).size).toBeLessThanOrEqual(20);
  expect(await h.count('message')).toBe(n);
  expect(await h.count('conversation', 'unread <> messageSeq')).toBe(0);
}, 120_000);

describe('the group', () => {
  const limits = { items: 128, weight: 2_000, waiting: 5, waitingBytes: 100 };

  test('whatever arrives while a commit runs is the next group', async () => {
    const groups: number[][] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((ready) => (release = ready));
    const group = new GroupCommit<number>(
      async (items) => {
        groups.push(items);
        if (groups.length === 1) await gate;
        return [];
      },
      { ...limits, waiting: 100 },
    );
    const first = group.add(1, 1, 1);
    await new Promise((ready) => setImmediate(ready));
    await new Promise((ready) => setImmediate(ready));
    const rest = [2, 3, 4].map((i) => group.add(i, 1, 1));
    release();
    await Promise.all([first, ...rest]);
    expect(groups).toEqual([[1], [2, 3, 4]]);
  });

  test('a group ends at its weight, and one item that is heavier goes alone', async () => {
    const groups: number[][] = [];
    const group = new GroupCommit<number>(async (items) => (groups.push(items), []), { ...limits, weight: 10 });
    await Promise.all(
      [
        [1, 6],
        [2, 4],
        [3, 1],
        [4, 99],
        [5, 1],
      ].map(([item, weight]) => group.add(item as number, weight as number, 1)),
    );
    expect(groups).toEqual([[1, 2], [3], [4], [5]]);
  });

  test('above its bounds it refuses at once, in items and in bytes', async () => {
    const group = new GroupCommit<number>(async () => [], limits);
    const five = [1, 2, 3, 4, 5].map((i) => group.add(i, 1, 1));
    await expect(group.add(6, 1, 1)).rejects.toBeInstanceOf(QueueFull);
    await Promise.all(five);
    const big = group.add(7, 1, 90);
    await expect(group.add(8, 1, 90)).rejects.toBeInstanceOf(QueueFull);
    await big;
  });

  test('an item whose result is an error is refused alone; a failed commit refuses all', async () => {
    const group = new GroupCommit<string>(async (items) => {
      if (items.includes('outage')) throw new Error('outage');
      return items.map((item) => (item === 'bad' ? new Error('bad') : undefined));
    }, limits);
    const results = await Promise.allSettled(['a', 'bad', 'c'].map((item) => group.add(item, 1, 1)));
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await Promise.allSettled(['a', 'outage'].map((item) => group.add(item, 1, 1)))).map((r) => r.status)).toEqual([
      'rejected',
      'rejected',
    ]);
    await group.add('works again', 1, 1);
  });
});
