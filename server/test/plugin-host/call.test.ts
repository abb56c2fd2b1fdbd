import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { definePlugin, Malformed, Rejected, Retry, type PluginContext } from '@parley/plugin';
import { z } from 'zod';
import type { PluginHost } from '../../src/plugin-host/plugin-host';
import type { LoadedPlugin } from '../../src/plugin-host/status';
import { Workshop } from './support';

let shop: Workshop;
let host: PluginHost;
let plugin: LoadedPlugin;
const started: PluginContext[] = [];
const never = () => new Promise<never>(() => undefined);

beforeEach(async () => {
  shop = new Workshop();
  const definition = definePlugin({
    settings: z.object({ greeting: z.string().default('hello') }),
    assignment: [{ id: 'any', label: 'Any', settings: z.object({}), pick: () => ({ pass: true, why: '' }) } as never],
    start: async (ctx) => void started.push(ctx),
  });
  host = shop.host([], { given: [{ manifest: { id: 'tried', prefix: 'tried', contract: '^1.0' }, definition, version: '2.1.0' }] });
  await host.load();
  await host.start();
  plugin = host.rules()[0]?.plugin as LoadedPlugin;
});
afterEach(() => shop.close());

const call = <T>(run: (ctx: PluginContext) => T | Promise<T>, name = 'pick') => host.call(plugin, { name, deadlineMs: 20 }, run);
const fail = () =>
  call(() => {
    throw new Error('out of order');
  }).catch((error: Error) => error);
const counted = async (metric: string, labels: Record<string, string>) =>
  (await shop.metrics.getMetricsAsJSON())
    .find((one) => one.name === metric)
    ?.values.find((value) => Object.entries(labels).every(([key, text]) => value.labels[key as never] === text))?.value;

describe('a call into a plugin', () => {
  it('gets what the plugin answers, now or later', async () => {
    expect(await call(() => 5)).toBe(5);
    expect(await call(async () => 6)).toBe(6);
  });

  it('is told who, for whom, and with which settings', async () => {
    const seen = await host.call(
      plugin,
      { name: 'look', deadlineMs: 20, organizationId: 'org_1', actor: { kind: 'agent', id: 'agent_1' } },
      (ctx) => ({
        plugin: ctx.plugin,
        org: ctx.organizationId,
        actor: ctx.actor,
        settings: ctx.settings,
        now: ctx.clock.now(),
        url: ctx.publicUrl,
        aborted: ctx.signal.aborted,
      }),
    );
    expect(seen).toEqual({
      plugin: { id: 'tried', version: '2.1.0' },
      org: 'org_1',
      actor: { kind: 'agent', id: 'agent_1' },
      settings: { greeting: 'hello' },
      now: shop.clock.now(),
      url: 'http://care.example',
      aborted: false,
    });
    expect(await call((ctx) => ctx.actor)).toEqual({ kind: 'plugin', id: 'tried' });
  });

  it('has a folder of its own, made on first use, and a log that names it', async () => {
    const folder = join(shop.root, 'data', 'plugins', 'tried');
    expect(existsSync(folder)).toBe(false);
    expect(await call((ctx) => ctx.dataDir)).toBe(folder);
    expect(existsSync(folder)).toBe(true);
    await call((ctx) => ctx.log.info({ count: 3 }, 'counted'));
    expect(shop.lines).toContainEqual(expect.objectContaining({ plugin: 'tried', count: 3, msg: 'counted' }));
  });

  it('ends at its deadline, and the plugin is told', async () => {
    let signal: AbortSignal | undefined;
    await expect(call((ctx) => ((signal = ctx.signal), never()))).rejects.toMatchObject({
      code: 'TIMEOUT',
      plugin: 'tried',
      call: 'pick',
      message: 'The plugin tried did not answer within 0.02 s.',
    });
    expect(signal?.aborted).toBe(true);
  });

  it('does not mind what a plugin answers after its deadline', async () => {
    let late: (error: Error) => void = () => undefined;
    await expect(call(() => new Promise((_, reject) => (late = reject)))).rejects.toMatchObject({ code: 'TIMEOUT' });
    late(new Error('too late'));
    expect(await call(() => 'next')).toBe('next');
  });

  it.each([
    [
      'at once',
      () => {
        throw new Error('maya wrote hello');
      },
    ],
    [
      'later',
      async () => {
        throw new Error('maya wrote hello');
      },
    ],
  ])('names what it threw %s as the cause, and keeps it out of the log', async (_, run) => {
    await expect(call(run)).rejects.toMatchObject({
      code: 'THREW',
      message: 'The plugin tried failed.',
      cause: new Error('maya wrote hello'),
    });
    expect(shop.lines).toContainEqual(expect.objectContaining({ plugin: 'tried', call: 'pick', code: 'THREW', errorType: 'Error' }));
    expect(JSON.stringify(shop.lines)).not.toContain('maya');
  });

  it.each([new Retry({ code: '1', message: 'busy' }), new Rejected({ code: '2', message: 'no' }), new Malformed('what?')])(
    'passes %s through as it is, and nothing is broken by it',
    async (answer) => {
      for (let i = 0; i < 8; i++) await expect(call(() => Promise.reject(answer))).rejects.toBe(answer);
      expect(host.statuses()[0]).toMatchObject({ state: 'READY' });
    },
  );

  it('counts calls, failures and their time', async () => {
    await call(() => 1);
    await fail();
    expect(await counted('parley_plugin_calls_total', { plugin: 'tried', name: 'pick' })).toBe(2);
    expect(await counted('parley_plugin_failures_total', { plugin: 'tried', name: 'pick', code: 'THREW' })).toBe(1);
    expect(await counted('parley_plugin_call_seconds', { plugin: 'tried', name: 'pick', le: '+Inf' })).toBe(2);
  });

  it('says that the core cannot send where nobody wired it', async () => {
    const send = (ctx: PluginContext) => ctx.core.sendText({ conversationId: 'c', text: 't', key: 'k' });
    await expect(call(send)).rejects.toMatchObject({
      cause: expect.objectContaining({ message: expect.stringMatching(/^ctx\.core\.sendText needs an organization/) }),
    });
    await expect(call((ctx) => send(ctx.inOrganization('org_1')))).rejects.toMatchObject({
      cause: new Error('ctx.core.sendText is not available to tried here'),
    });
  });

  it('gives the start a signal that lasts until the server stops', async () => {
    const ctx = started[started.length - 1] as PluginContext;
    expect(ctx.signal.aborted).toBe(false);
    await host.stop();
    expect(ctx.signal.aborted).toBe(true);
  });

  it('tells what is still running that the server stops', async () => {
    let signal: AbortSignal | undefined;
    const running = host.call(plugin, { name: 'long', deadlineMs: 60_000 }, (ctx) => {
      signal = ctx.signal;
      return new Promise<string>((resolve) => ctx.signal.addEventListener('abort', () => resolve('stopped')));
    });
    await host.stop();
    expect(signal?.aborted).toBe(true);
    expect(await running).toBe('stopped');
  });
});

describe('the breaker', () => {
  it('opens after five failures in a row, says so, and lets one try after half a minute', async () => {
    for (let i = 0; i < 4; i++) await fail();
    await call(() => 'fine');
    for (let i = 0; i < 4; i++) await fail();
    expect(host.statuses()[0]).toMatchObject({ state: 'READY' });
    await fail();
    expect(host.statuses()[0]).toMatchObject({
      state: 'QUARANTINED',
      step: 'call',
      reason: 'pick failed 5 times in a row: Error: out of order',
      remedy: expect.stringMatching(/every 30 seconds/),
    });

    let asked = 0;
    await expect(call(() => ++asked)).rejects.toMatchObject({ code: 'BREAKER' });
    shop.clock.advance(29_999);
    await expect(call(() => ++asked)).rejects.toMatchObject({ code: 'BREAKER' });
    expect(asked).toBe(0);

    shop.clock.advance(1);
    await expect(fail()).resolves.toMatchObject({ code: 'THREW' });
    await expect(call(() => ++asked)).rejects.toMatchObject({ code: 'BREAKER' });
    shop.clock.advance(30_000);
    expect(await call(() => ++asked)).toBe(1);
    expect(host.statuses()[0]).toMatchObject({ state: 'READY', reason: null });
  });

  it('lets only one try at a time', async () => {
    for (let i = 0; i < 5; i++) await fail();
    shop.clock.advance(30_000);
    let answer: (text: string) => void = () => undefined;
    const trying = host.call(plugin, { name: 'pick', deadlineMs: 5_000 }, () => new Promise<string>((resolve) => (answer = resolve)));
    await expect(call(() => 'me too')).rejects.toMatchObject({ code: 'BREAKER' });
    answer('well again');
    expect(await trying).toBe('well again');
    expect(await call(() => 'me too')).toBe('me too');
  });

  it('tells of one that hangs from the first time on', async () => {
    await call(() => 1, 'receive');
    await call(never).catch(() => undefined);
    expect(host.statuses()[0]).toMatchObject({ state: 'DEGRADED', step: 'call', reason: 'pick failed once: no answer within 0.02 s' });
    await call(() => 1);
    expect(host.statuses()[0]).toMatchObject({ state: 'READY' });
  });

  it('shuts off one name only: the plugin is degraded while the rest of it works', async () => {
    await call(() => 1, 'receive');
    for (let i = 0; i < 5; i++) await fail();
    expect(host.statuses()[0]).toMatchObject({ state: 'DEGRADED', step: 'call' });
    expect(await call(() => 2, 'receive')).toBe(2);
  });
});
