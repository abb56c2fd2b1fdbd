import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PluginContext, RouteReply } from '@parley/plugin';
import plugin, { DEFAULT_NUMBER } from '../src';
import type { SimulatorSettings } from '../src';
import { settingsSchema } from '../src/settings';
import type { Any } from './harness';
import { NUMBER, Receiver, openScene } from './harness';

describe('what outlives a restart', () => {
  it('chats, files, subscriptions and webhooks that were not delivered', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'simulator-'));
    try {
      const customers = [{ name: 'Priya Raman', phone: '919855500142' }, ...settingsSchema.parse({}).customers];
      const first = await openScene({ dataDir, customers });
      await first.api('POST', '/customers/maya/messages', { type: 'image' });
      await first.settle();
      first.receiver.answer = () => 503;
      await first.api('POST', '/customers/maya/messages', { type: 'text', text: 'still there?' });
      await first.settle();
      const before = (await first.api('GET', '/customers/maya/messages')).body;
      await first.simulator.close();

      const second = await openScene({ dataDir, customers, subscribed: false });
      expect((await second.api('GET', '/customers/maya/messages')).body).toEqual(before);
      expect((await second.api('GET', '/customers')).body).toHaveLength(9);
      expect((await second.graph('GET', `/${before[0].body.id}`)).body).toMatchObject({ mime_type: 'image/png' });
      first.receiver.answer = () => 200;
      const arrived = first.receiver.arrived.length;
      expect(await second.settle(true)).toMatchObject({ delivered: 1, waiting: 0 });
      expect(first.receiver.arrived).toHaveLength(arrived + 1);
      expect(first.receiver.items.at(-1)).toMatchObject({ id: before[1].id, text: { body: 'still there?' } });
      await second.close();
      await first.receiver.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

describe('the plugin', () => {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  let dataDir: string;
  let stop: () => Promise<void> | void;
  let ctx: PluginContext<SimulatorSettings>;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'simulator-'));
    const settings = plugin.settings!.parse({ seed: 1 });
    ctx = {
      plugin: { id: 'simulator', version: '0.1.0' },
      actor: { kind: 'plugin', id: 'simulator' },
      settings,
      db: undefined as never,
      core: { sendText: () => Promise.reject(new Error('not used')), graphql: () => Promise.reject(new Error('not used')) },
      emit: () => Promise.reject(new Error('not used')),
      enqueue: () => Promise.reject(new Error('not used')),
      service: () => null,
      inOrganization: () => ctx,
      log,
      clock: { now: () => Date.UTC(2026, 10, 20) },
      signal: new AbortController().signal,
      publicUrl: 'http://care.example',
      dataDir,
    };
    stop = (await plugin.start!(ctx)) as () => Promise<void>;
  });
  afterEach(async () => {
    await stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const route = (method: string, path: string, body = '', headers: Record<string, string> = {}): Promise<RouteReply | null> =>
    plugin.routes!.handle(ctx, {
      method,
      path,
      headers: { host: 'care.example', ...headers },
      query: {},
      body: Buffer.from(body),
    });

  it('takes its own path and answers Graph, control and unknown requests', async () => {
    expect(plugin.routes!.mount).toBe('/simulator');
    expect((await route('GET', `/graph/v25.0/${NUMBER}`, '', { authorization: `Bearer ${DEFAULT_NUMBER.accessToken}` }))!.status).toBe(200);
    expect((await route('GET', `/graph/v25.0/${NUMBER}`))!.status).toBe(401);
    expect(JSON.parse(String((await route('GET', '/api/state'))!.body))).toMatchObject({ workbenchUrl: 'http://care.example/workbench/' });
    expect((await route('GET', '/api/nonsense'))!.status).toBe(404);
    expect(await route('GET', '/static/none.js')).toBeNull();
    expect(await route('GET', '/static/../../package.json')).toBeNull();
    expect(await route('POST', '/')).toBeNull();
  });

  it('streams what changes, gathered, and stops when the reader leaves', async () => {
    const stream = (await route('GET', '/api/events'))!;
    expect(stream.headers!['content-type']).toContain('text/event-stream');
    const frames = (stream.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await frames.next();
    await route('POST', '/api/customers/maya/messages', JSON.stringify({ type: 'text', text: 'Hi' }));
    await route('PUT', '/api/faults', JSON.stringify({ copies: 2 }));
    await route('PUT', '/api/faults', JSON.stringify({ copies: 3 }));
    const changes: Any[] = JSON.parse(
      Buffer.from((await frames.next()).value)
        .toString()
        .replace(/^data: /, ''),
    );
    expect(changes.filter(({ type }) => type === 'faults')).toMatchObject([{ faults: { copies: 3 } }]);
    expect(changes.find(({ type }) => type === 'message')).toMatchObject({ customerId: 'maya', message: { body: { body: 'Hi' } } });
    expect((await frames.return!()).done).toBe(true);
  });

  it('breaks an answer off when it is to be lost', async () => {
    const receiver = await new Receiver().open();
    const auth = { authorization: `Bearer ${DEFAULT_NUMBER.accessToken}` };
    await route('POST', '/api/customers/maya/messages', JSON.stringify({ type: 'text', text: 'Hi' }));
    await route('PUT', '/api/faults', JSON.stringify({ loseSendAnswer: 1 }));
    const message = { messaging_product: 'whatsapp', to: '2348035550142', type: 'text', text: { body: 'taken' } };
    const reply = (await route('POST', `/graph/v25.0/${NUMBER}/messages`, JSON.stringify(message), auth))!;
    await expect((reply.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().next()).rejects.toThrow('on purpose');
    expect(JSON.parse(String((await route('GET', '/api/customers/maya/messages'))!.body))).toHaveLength(2);
    await receiver.close();
  });
});
