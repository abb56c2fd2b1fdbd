import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { definePlugin, type PluginRoutes } from '@parley/plugin';
import express from 'express';
import { Workshop } from './support';

let shop: Workshop;
let server: Server;
let url: string;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await shop.close();
});

const serve = async (handle: PluginRoutes['handle'], more: Partial<PluginRoutes> = {}) => {
  shop = new Workshop();
  const host = shop.host([], {
    given: [{ manifest: { id: 'shop', prefix: 'shop', contract: '^1.0' }, definition: definePlugin({ routes: { handle, ...more } }) }],
  });
  await host.load();
  const app = express();
  app.use(host.routes);
  app.use((_, response) => void response.status(404).send('not ours'));
  server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return host;
};

describe("a plugin's own paths", () => {
  it('answers under /plugins/<id>, with path, query, headers and the raw body', async () => {
    const host = await serve(async (_, request) => ({
      status: 201,
      headers: { 'content-type': 'application/json', 'x-mine': 'yes' },
      body: JSON.stringify({ ...request, headers: request.headers['x-test'], body: request.body.toString('hex') }),
    }));
    await host.start();
    const reply = await fetch(`${url}/plugins/shop/orders/7?page=2&page=3`, {
      method: 'POST',
      headers: { 'X-Test': 'a' },
      body: Buffer.from([0, 255]),
    });
    expect([reply.status, reply.headers.get('x-mine')]).toEqual([201, 'yes']);
    expect(await reply.json()).toEqual({ method: 'POST', path: '/orders/7', query: { page: '2, 3' }, headers: 'a', body: '00ff' });
    expect((await (await fetch(`${url}/plugins/shop`)).json()) as object).toMatchObject({ path: '/', query: {} });
  });

  it('answers under a path that it mounts, and under no other', async () => {
    const host = await serve(async (_, request) => (request.path === '/unknown' ? null : { status: 200, body: request.path }), {
      mount: '/market',
    });
    await host.start();
    expect(await (await fetch(`${url}/market/stall`)).text()).toBe('/stall');
    for (const path of ['/marketplace', '/plugins/other/x', '/plugins/shopping', '/market/unknown'])
      expect(await (await fetch(url + path)).text()).toBe('not ours');
  });

  it('is refused when two mount the same path', async () => {
    await serve(async () => null);
    const routes = definePlugin({ routes: { mount: '/market', handle: async () => null } });
    const given = ['one', 'two'].map((id) => ({ manifest: { id, prefix: id, contract: '^1.0' }, definition: routes }));
    const host = shop.host([], { given });
    await host.load();
    expect(host.statuses()).toMatchObject([
      { state: 'READY' },
      { state: 'QUARANTINED', step: 'guard', reason: 'It was refused: its mount /market is taken' },
    ]);
  });

  it('refuses a body above its limit', async () => {
    const host = await serve(async (_, request) => ({ status: 200, body: String(request.body.length) }), { maxBodyBytes: 10 });
    await host.start();
    expect(await (await fetch(`${url}/plugins/shop/`, { method: 'POST', body: '0123456789' })).text()).toBe('10');
    const known = await fetch(`${url}/plugins/shop/`, { method: 'POST', body: '01234567890' });
    expect([known.status, await known.json()]).toEqual([
      413,
      { error: { code: 'BODY_TOO_LARGE', message: 'The body is larger than 10 bytes.' } },
    ]);
    const stream = new ReadableStream({ pull: (controller) => (controller.enqueue(Buffer.alloc(64)), controller.close()) });
    expect((await fetch(`${url}/plugins/shop/`, { method: 'POST', body: stream, duplex: 'half' } as RequestInit)).status).toBe(413);
  });

  it('says that the plugin is not available when it fails or has not started', async () => {
    const host = await serve(async () => {
      throw new Error('secret inside');
    });
    expect((await fetch(`${url}/plugins/shop/`)).status).toBe(503);
    await host.start();
    const reply = await fetch(`${url}/plugins/shop/`);
    expect([reply.status, await reply.json()]).toEqual([
      502,
      { error: { code: 'PLUGIN_UNAVAILABLE', message: 'The plugin shop failed.' } },
    ]);
  });

  it('streams what the plugin yields', async () => {
    const host = await serve(async () => ({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: (async function* () {
        yield Buffer.from('one ');
        yield Buffer.from('two');
      })(),
    }));
    await host.start();
    const reply = await fetch(`${url}/plugins/shop/feed`);
    expect([reply.headers.get('content-type'), await reply.text()]).toEqual(['text/event-stream', 'one two']);
  });

  it('reads a stream no faster than the client takes it, and ends it when the client leaves', async () => {
    let yielded = 0;
    let ended: () => void = () => undefined;
    const end = new Promise<void>((resolve) => (ended = resolve));
    const host = await serve(async () => ({
      status: 200,
      body: (async function* () {
        try {
          for (; ; yielded++) yield Buffer.alloc(1_000_000);
        } finally {
          ended();
        }
      })(),
    }));
    await host.start();
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) =>
      httpRequest(`${url}/plugins/shop/`, resolve).end(),
    );
    // one piece was taken, so that the stream runs; what lies in buffers is bounded
    await new Promise((done) => response.once('readable', done));
    await new Promise((done) => setImmediate(done));
    expect(yielded).toBeLessThan(100);
    response.destroy();
    await end;
  });

  it('aborts the signal of a stream that waits when the client leaves', async () => {
    let left: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (left = resolve));
    const host = await serve(async (ctx) => ({
      status: 200,
      body: (async function* () {
        yield Buffer.from('hello');
        await new Promise<void>((resolve) => ctx.signal.addEventListener('abort', () => resolve(), { once: true }));
        left();
      })(),
    }));
    await host.start();
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) =>
      httpRequest(`${url}/plugins/shop/`, resolve).end(),
    );
    await new Promise((done) => response.once('data', done));
    response.destroy();
    await gone;
  });
});
