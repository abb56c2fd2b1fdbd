import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startApp, type App } from '../../src/app';
import { createLog } from '../../src/lib/log';
import { freePort } from '../cli/support';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';

const HAPROXY = '/usr/sbin/haproxy';
const root = join(__dirname, '../../..');
/** Two servers share a database server; a file belongs to one. */
const possible = process.env.TEST_DATABASE_URL !== undefined && existsSync(HAPROXY);

jest.setTimeout(60_000);

(possible ? describe : describe.skip)('two servers behind the balancer of deploy/', () => {
  let first: TestApp;
  let second: App;
  let balancer: ChildProcess;
  let url: string;
  let admin: Client;
  let line: Line;
  const portOf = (app: App) => app.kernel.config.port;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    first = await startTestApp({ plugins: [linePlugin()] });
    admin = await first.signIn('admin');
    line = await openLine(first, admin);
    const { config } = first.app.kernel;
    const log = createLog('silent', false);
    const operator = { plugins: [] };
    second = await startApp({ config: { ...config, port: 0 }, operator, log, root, clock: first.clock, plugins: [linePlugin()] });
    const env = { BIND: `127.0.0.1:${port}`, SERVER_1: `127.0.0.1:${portOf(first.app)}`, SERVER_2: `127.0.0.1:${portOf(second)}` };
    balancer = spawn(HAPROXY, ['-f', join(root, 'deploy/haproxy.cfg'), '-db'], { env, stdio: 'ignore' });
    while (
      !(await fetch(`${url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      ))
    )
      await new Promise((resolve) => setTimeout(resolve, 50));
  });
  afterAll(async () => {
    const gone = new Promise((resolve) => balancer.once('exit', resolve));
    balancer.kill('SIGTERM');
    await gone;
    // the flood's own test stops the other one
    await first.close();
  });

  test('figures are not for outside', async () => {
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  test('I1 I9 one server goes in the middle of a flood: no webhook is lost, and a screen resumes at the other with every event', async () => {
    const acknowledged: string[] = [];
    let refused = 0;
    let flooding = true;
    const flood = Promise.all(
      Array.from({ length: 4 }, async (_, one) => {
        for (let n = 0; flooding; n++) {
          const providerId = `in-${one}-${n}`;
          const body = JSON.stringify([line.message(`49${one}`, 'hello', { providerId })]);
          const headers = { 'content-type': 'application/json', 'x-line-secret': 'line secret' };
          const send = () =>
            fetch(url + line.webhookPath, { method: 'POST', headers, body }).then(
              ({ status }) => status,
              () => 0,
            );
          // a provider sends again what was not acknowledged
          while ((await send()) !== 200) refused++;
          acknowledged.push(providerId);
        }
      }),
    );
    const more = async (count: number) => {
      const until = acknowledged.length + count;
      while (flooding && acknowledged.length < until) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    let watching = true;
    /** A screen: it resumes from the last event that it has, as often as its socket ends. */
    const screen = () => {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { token: admin.token },
        retryAttempts: 0,
      });
      const seen: number[] = [];
      const state = { seen, resumed: 0, done: Promise.resolve(), client };
      const subscribe = () =>
        new Promise<void>((resolve) => {
          client.subscribe<{ events: { id: string } }>(
            {
              query: 'subscription($after: ID) { events(after: $after) { id } }',
              variables: { after: `evt_${seen[seen.length - 1] ?? 0}` },
            },
            {
              next: ({ data }) => void seen.push(Number(data?.events.id.slice(4))),
              // its way back takes a while, in which much happens
              error: () => void more(30).then(resolve),
              complete: () => resolve(),
            },
          );
        });
      state.done = (async () => {
        for (; watching; state.resumed++) await subscribe();
      })();
      return state;
    };
    const screens = Array.from({ length: 4 }, screen);
    while (acknowledged.length < 100 || screens.some(({ seen }) => seen.length < 50))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await second.stop();
    await more(100);
    flooding = false;
    await flood;
    const rows = (await first.app.kernel.db.read.query('select providerId from message')) as { providerId: string }[];
    const known = rows.map((row) => row.providerId);
    expect(acknowledged.filter((id) => !known.includes(id))).toEqual([]);
    expect(new Set(known).size).toBe(known.length);
    // what the balancer could not place was at most what ran at that moment
    expect(refused).toBeLessThan(20);
    const latest = await first.app.kernel.events.latest(first.organizationId);
    const behind = () => screens.some(({ seen }) => (seen[seen.length - 1] ?? 0) < latest);
    while (behind()) await new Promise((resolve) => setTimeout(resolve, 20));
    watching = false;
    expect(screens.some(({ resumed }) => resumed > 0)).toBe(true);
    for (const { client, done } of screens) await Promise.all([client.dispose(), done]);
    // an admin of everything is told everything, once, in order
    for (const { seen } of screens) expect(seen).toEqual(Array.from({ length: latest }, (_, i) => i + 1));
  });
});
