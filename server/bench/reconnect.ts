/**
 * `node server/bench/reconnect.ts [sockets] [seconds] [missed]`: so many workbenches lose their server and come back within so many
 * seconds (5,000 in 30 unless told otherwise), each from its cursor, while messages go on. Prints how long each took from its first byte
 * until it had caught up. Needs the built server; SQLite in a temporary folder.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- Node runs this file as it is, without a build */
require('reflect-metadata');
const { mkdtempSync, rmSync } = require('node:fs') as typeof import('node:fs');
const { tmpdir } = require('node:os') as typeof import('node:os');
const { join } = require('node:path') as typeof import('node:path');
const { startApp } = require('../dist/app.js') as typeof import('../src/app');
const { readConfig } = require('../dist/lib/config.js') as typeof import('../src/lib/config');
const { createLog } = require('../dist/lib/log.js') as typeof import('../src/lib/log');
const { AgentRow } = require('../dist/people/agent.entity.js') as typeof import('../src/people/agent.entity');
const { SessionRow } = require('../dist/people/session.entity.js') as typeof import('../src/people/session.entity');
const { sha256 } = require('../dist/lib/secrets.js') as typeof import('../src/lib/secrets');
const { WebSocket } = require('ws') as typeof import('ws');

const [sockets = 5000, seconds = 30, missed = 100] = process.argv.slice(2).map(Number);
const AGENTS_IN_ONE_INSERT = 200;
const QUERY = 'subscription($after: ID) { events(after: $after) { id type nodeId node { __typename id } } }';

/** One screen: connects, subscribes from the cursor, and is done when it has seen the last event that it missed. */
const comeBack = (url: string, token: string, after: string, last: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const socket = new WebSocket(url, 'graphql-transport-ws');
    let position = Number(after.slice(4));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { token } })));
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as { type: string; payload?: { data?: { events: { id: string } }; errors?: unknown } };
      if (frame.type === 'ping') socket.send('{"type":"pong"}');
      if (frame.type === 'connection_ack')
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY, variables: { after } } }));
      if (frame.type !== 'next') return;
      const seq = Number(frame.payload?.data?.events.id.slice(4));
      if (seq !== position + 1) return reject(new Error(`after ${position} came ${seq}`));
      position = seq;
      if (seq === last) resolve(performance.now() - started);
    });
    socket.on('close', (code) => reject(new Error(`closed with ${code} at ${position}`)));
    socket.on('error', reject);
  });

const main = async (): Promise<void> => {
  const dir = mkdtempSync(join(tmpdir(), 'parley-reconnect-'));
  const env = {
    DATABASE_URL: `sqlite:${join(dir, 'parley.db')}`,
    DATA_DIR: dir,
    PORT: '0',
    DEMO: '0',
    LOG_LEVEL: 'error',
    SECRET_KEY: 'x'.repeat(32),
  };
  const config = readConfig(env, dir);
  const app = await startApp({ config, operator: { plugins: [] }, log: createLog('error', false), root: dir });
  const { db, events, clock } = app.kernel;
  const { organization, roles } = await db.write((manager) =>
    app.rooms.organizations.create(manager, { account: '424242', name: 'Bench' }),
  );
  const orgId = organization.id;
  const team = await app.rooms.people.createTeam(orgId, null, { name: 'Service', roleId: roles.service?.id ?? '' });
  const model = await app.rooms.people.createAgent(orgId, null, {
    name: 'Agent',
    username: 'agent',
    password: 'correct horse battery',
    teamId: team.id,
  });
  const now = clock.now();
  const people = Array.from({ length: sockets }, (_, i) => ({ agent: `agent_${String(i).padStart(26, '0')}`, token: `token-${i}` }));
  for (let i = 0; i < sockets; i += AGENTS_IN_ONE_INSERT) {
    const part = people.slice(i, i + AGENTS_IN_ONE_INSERT);
    await db.write(async (manager) => {
      await manager.insert(
        AgentRow,
        part.map(({ agent }) => ({ ...model, id: agent, username: agent, email: null, disconnectedAt: now })),
      );
      await manager.insert(
        SessionRow,
        part.map(({ agent, token }) => ({
          id: `sess_${agent}`,
          orgId,
          agentId: agent,
          tokenHash: sha256(token),
          app: 'workbench',
          createdAt: now,
          lastSeenAt: now - 60_000,
        })),
      );
    });
  }
  const cursor = await events.latest(orgId);
  const happened = { orgId, type: 'thing.happened', nodeId: model.id, audience: { all: true as const } };
  await db.write((manager) =>
    events.append(
      manager,
      Array.from({ length: missed }, () => happened),
    ),
  );
  const last = await events.latest(orgId);

  const url = `${app.kernel.config.publicUrl.replace('http', 'ws')}/graphql`;
  const began = performance.now();
  const results = await Promise.allSettled(
    people.map(async ({ token }, i) => {
      await new Promise((resolve) => setTimeout(resolve, (i / sockets) * seconds * 1000));
      return comeBack(url, token, `evt_${cursor}`, last);
    }),
  );
  const all = (performance.now() - began) / 1000;
  const times = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])).sort((a, b) => a - b);
  const at = (share: number): string => `${Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN)} ms`;
  const failed = results.find((result) => result.status === 'rejected');
  process.stdout.write(
    `${times.length} of ${sockets} sockets caught up on ${missed} events, begun within ${seconds} s, all done after ${all.toFixed(1)} s\n` +
      `from connecting to caught up: half within ${at(0.5)}, 95 % within ${at(0.95)}, 99 % within ${at(0.99)}, the slowest ${at(1)}\n` +
      `memory of server and screens together: ${Math.round(process.memoryUsage().rss / 1e6)} MB\n` +
      (failed ? `first failure: ${String(failed.reason)}\n` : ''),
  );
  rmSync(dir, { recursive: true, force: true });
  process.exit(times.length === sockets ? 0 : 1);
};

void main();
