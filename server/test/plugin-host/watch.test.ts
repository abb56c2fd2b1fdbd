import { setImmediate as turn } from 'node:timers/promises';
import { definePlugin } from '@parley/plugin';
import { MOST_UNENDED, type LoadedPlugin } from '../../src/plugin-host/status';
import { startTestApp } from '../support/app';
import { Workshop } from './support';

/** What the host notices of plugins that do not throw and harm all the same. */
let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
});
afterEach(() => shop.close());

const block = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await turn();
};
const start = async (seriousMs?: number) => {
  const host = shop.host([], {
    given: [
      { manifest: { id: 'one', prefix: 'one', contract: '^1.0' }, definition: {} },
      { manifest: { id: 'two', prefix: 'two', contract: '^1.0' }, definition: {} },
    ],
    ...(seriousMs === undefined ? {} : { seriousMs }),
  });
  await host.load();
  await host.start();
  return { host, one: host.plugin('one') as LoadedPlugin, two: host.plugin('two') as LoadedPlugin };
};
const held = () => shop.lines.filter(({ msg }) => msg === 'plugin held the event loop');
const stats = (plugin: LoadedPlugin) => Object.fromEntries(plugin.stats.list());

describe('one that holds the event loop', () => {
  it('is named when it does so at once', async () => {
    const { host, one } = await start(200);
    await host.call(one, { name: 'pick', deadlineMs: 5_000 }, () => block(300));
    expect(held()).toMatchObject([{ plugin: 'one', call: 'pick', ms: expect.any(Number) }]);
    expect(stats(one).pick?.blockedMs).toBeGreaterThanOrEqual(300);
    expect(host.statuses()[0]).toMatchObject({
      state: 'DEGRADED',
      step: 'call',
      reason: expect.stringMatching(/^pick held the whole server for 0\.[3-9] s/),
      remedy: expect.stringMatching(/small pieces/),
    });
    shop.clock.advance(10 * 60_000);
    expect(host.statuses()[0]).toMatchObject({ state: 'READY' });
  });

  it('is named when it does so after it has waited for something', async () => {
    const { host, one } = await start(200);
    await host.call(one, { name: 'pick', deadlineMs: 5_000 }, async () => {
      await turn();
      block(300);
    });
    await until(() => held().length > 0);
    expect(held()).toMatchObject([{ plugin: 'one', call: 'pick' }]);
    expect(stats(one).pick?.blockedMs).toBeGreaterThan(100);
    expect(host.statuses()).toMatchObject([{ state: 'DEGRADED' }, { state: 'READY' }]);
  });

  it('is among those named when several were at work', async () => {
    const { host, one, two } = await start(200);
    const waiting = host.call(two, { name: 'slow', deadlineMs: 5_000 }, async () => turn());
    await host.call(one, { name: 'pick', deadlineMs: 5_000 }, async () => {
      await turn();
      block(300);
    });
    await waiting;
    const told = () => shop.lines.filter(({ suspects }) => suspects !== undefined);
    await until(() => told().length > 0);
    expect(told()[0]).toMatchObject({ suspects: expect.arrayContaining(['one: pick', 'two: slow']) });
    expect(host.statuses()).toMatchObject([{ state: 'READY' }, { state: 'READY' }]);
  });
});

describe('one that leaks', () => {
  it('is not called any more when too many of its calls never end, until they do', async () => {
    const { host, one } = await start();
    const ends: (() => void)[] = [];
    const call = () =>
      host.call(one, { name: 'on.message.received', deadlineMs: 1 }, () => new Promise<void>((resolve) => ends.push(resolve)));
    while (ends.length < MOST_UNENDED) {
      await Promise.all(Array.from({ length: 4 }, () => call().catch(() => undefined)));
      // one that answers in between keeps the breaker from it
      await host.call(one, { name: 'on.message.received', deadlineMs: 5_000 }, async () => undefined).catch(() => undefined);
    }
    expect(one.unended).toBe(MOST_UNENDED);
    await expect(host.call(one, { name: 'pick', deadlineMs: 5_000 }, () => 1)).rejects.toMatchObject({
      code: 'BREAKER',
      message: 'Too many calls of the plugin one never ended.',
    });
    expect(host.statuses()[0]).toMatchObject({
      state: 'QUARANTINED',
      step: 'call',
      reason: expect.stringMatching(/^200 of its calls were given up and never ended/),
      remedy: expect.stringMatching(/ctx\.signal/),
    });
    expect(shop.lines).toContainEqual(expect.objectContaining({ plugin: 'one', unended: MOST_UNENDED }));
    ends[0]?.();
    await turn();
    expect(await host.call(one, { name: 'pick', deadlineMs: 5_000 }, () => 1)).toBe(1);
  });
});

describe('health', () => {
  it('is asked every minute; one that is not well is degraded until it is', async () => {
    const answers: { ok: boolean; reason?: string }[] = [{ ok: false, reason: 'the provider refuses the token' }, { ok: true }];
    const app = await startTestApp({
      plugins: [
        {
          manifest: { id: 'sick', prefix: 'sick', contract: '^1.0' },
          definition: definePlugin({ health: async () => (answers.shift() ?? { ok: true }) as { ok: true } }),
        },
      ],
    });
    const admin = await app.signIn('admin');
    const ask = async () => (await admin.ask('{ plugins { state reason remedy health { ok reason checkedAt } } }')).plugins[0];
    expect(await ask()).toMatchObject({ state: 'READY', health: null });
    await app.app.rooms.jobs.runDue();
    expect(await ask()).toMatchObject({
      state: 'DEGRADED',
      reason: 'It says that it is not well: the provider refuses the token',
      remedy: expect.stringMatching(/\w/),
      health: { ok: false, reason: 'the provider refuses the token', checkedAt: new Date(app.clock.now()).toISOString() },
    });
    app.clock.advance(60_000);
    await app.app.rooms.jobs.runDue();
    expect(await ask()).toMatchObject({ state: 'READY', health: { ok: true, reason: null } });
    await app.close();
  });
});
