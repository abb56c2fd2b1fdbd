import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { testContext, type TestContext } from '../src';
import { manifest, Visit, visits } from './visits';

const opened = (nodeId: string, organizationId = 'org_test') =>
  ({ id: 'evt_1', type: 'conversation.opened', organizationId, nodeId, at: 0, data: {} }) as const;
const DAY = 86_400_000;

describe('a context with a plugin', () => {
  let ctx: TestContext<{ step: number }>;
  const tell = (to: TestContext<{ step: number }>, nodeId: string) => visits.on?.['conversation.opened']?.(to, opened(nodeId));
  beforeEach(() => {
    ctx = testContext({ definition: visits, manifest, settings: { step: 2 } });
  });
  afterEach(() => ctx.close());

  test('has its tables, and notes what was emitted and enqueued', async () => {
    await tell(ctx, 'conv_1');
    await tell(ctx, 'conv_1');
    expect(await ctx.db.find(Visit)).toEqual([{ contactId: 'conv_1', organizationId: 'org_test', visits: 4 }]);
    expect(ctx.emitted).toEqual(
      [2, 4].map((count) => ({ organizationId: 'org_test', type: 'visits.counted', nodeId: 'conv_1', data: { visits: count } })),
    );
    // the second appointment took the place of the first
    expect(ctx.enqueued).toEqual([
      { organizationId: 'org_test', job: 'visits.forget', data: { contactId: 'conv_1' }, at: ctx.clock.now() + DAY, key: 'conv_1' },
    ]);
  });

  test('notes nothing of a transaction that was taken back', async () => {
    const work = ctx.db.transaction(async () => {
      await tell(ctx, 'conv_1');
      await ctx.core.sendText({ conversationId: 'conv_1', text: 'Hi', key: 'k' });
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect([ctx.emitted, ctx.enqueued, ctx.sent, await ctx.db.find(Visit)]).toEqual([[], [], [], []]);
  });

  test('shows another organization its own rows only', async () => {
    const other = ctx.of('org_other');
    await tell(ctx, 'conv_1');
    await tell(other, 'conv_2');
    expect(await other.db.find(Visit)).toMatchObject([{ contactId: 'conv_2', organizationId: 'org_other' }]);
    expect(other.emitted).toBe(ctx.emitted);
    expect(ctx.emitted.map(({ organizationId }) => organizationId)).toEqual(['org_test', 'org_other']);
  });

  test('gives settings their defaults and refuses those that do not fit', () => {
    expect(testContext({ definition: visits, manifest }).settings).toEqual({ step: 1 });
    expect(() => testContext({ definition: visits, manifest, settings: { step: 'two' } })).toThrow(/step/);
  });

  test.each<[string, (to: TestContext) => Promise<unknown>, RegExp]>([
    [
      'an event of somebody else',
      (to) => to.emit('message.sent' as never, { nodeId: 'conv_1' }),
      /message\.sent does not start with visits\./,
    ],
    [
      'a job that the plugin does not have',
      (to) => to.enqueue('visits.nothing' as never, {} as never),
      /visits\.nothing is not one of the jobs/,
    ],
    ['the API, when the test gave no answer', (to) => to.core.graphql('{ viewer { id } }'), /give testContext\(\{ graphql \}\)/],
  ])('refuses %s', async (_what, call, said) => {
    await expect(call(ctx as unknown as TestContext)).rejects.toThrow(said);
  });
});

test('a context outside of an organization sends, emits and asks nothing', async () => {
  const ctx = testContext({ organizationId: null });
  expect(ctx.organizationId).toBeUndefined();
  await expect(ctx.core.sendText({ conversationId: 'c', text: 't', key: 'k' })).rejects.toThrow(/needs an organization/);
  await expect(ctx.emit('test.thing' as never, { nodeId: 'c' })).rejects.toThrow(/needs an organization/);
  expect(ctx.inOrganization('org_a').organizationId).toBe('org_a');
});

test('a text with the same key is sent once; what was logged is kept', async () => {
  const ctx = testContext();
  const first = await ctx.core.sendText({ conversationId: 'c', text: 'Hi', key: 'k' });
  expect(await ctx.core.sendText({ conversationId: 'c', text: 'Hi', key: 'k' })).toEqual(first);
  expect(ctx.sent).toEqual([{ organizationId: 'org_test', conversationId: 'c', text: 'Hi', key: 'k' }]);
  ctx.log.warn({ conversationId: 'c' }, 'slow');
  expect(ctx.logged).toEqual([{ level: 'warn', fields: { conversationId: 'c' }, message: 'slow' }]);
});

test('services are those that the test gives; the API answers what the test says; the signal aborts when it is told to', async () => {
  const ctx = testContext({
    services: { 'points.of': async () => 7 } as never,
    graphql: (document, variables) => ({ document, ...variables }),
  });
  await expect((ctx.service as (name: string) => (input: unknown) => Promise<unknown>)('points.of')({})).resolves.toBe(7);
  expect((ctx.service as (name: string) => unknown)('points.spend')).toBeNull();
  expect(await ctx.core.graphql('{ a }', { b: 1 })).toEqual({ document: '{ a }', b: 1 });
  expect(ctx.signal.aborted).toBe(false);
  ctx.abort();
  expect(ctx.signal.aborted).toBe(true);
});

test('its folder is made on first use and removed at the end', async () => {
  const ctx = testContext();
  const { dataDir } = ctx;
  expect(existsSync(dataDir)).toBe(true);
  await ctx.close();
  expect(existsSync(dirname(dataDir))).toBe(false);
});
