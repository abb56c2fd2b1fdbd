import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Retry } from '@parley/plugin';
import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from './support/app';
import type { Client } from './support/client';
import { linePlugin, newScript, openLine, type Line } from './support/line';

const root = join(__dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const alerts = read('deploy/prometheus/alerts.yml');
const operate = read('docs/operate.md');
const script = newScript();
let server: TestApp;
let admin: Client;
let ana: Client;
let line: Line;

beforeAll(async () => {
  server = await startTestApp({ plugins: [linePlugin(script)] });
  const anaId = await server.agent('ana');
  admin = await server.signIn('admin');
  line = await openLine(server, admin, [anaId]);
  ana = await server.signIn('ana');
});
afterAll(() => server.close());

/** What Prometheus reads: a line's name with its labels → its value. */
const scrape = async (): Promise<Map<string, number>> => {
  // what was read from the database is told again for some seconds
  server.clock.advance(5_000);
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const rows = text.split('\n').filter((row) => row !== '' && !row.startsWith('#'));
  return new Map(rows.map((row) => [row.slice(0, row.lastIndexOf(' ')), Number(row.slice(row.lastIndexOf(' ') + 1))]));
};
/** Families, by their declared names. */
const families = async (): Promise<Set<string>> =>
  new Set([...(await (await fetch(`${server.url}/metrics`)).text()).matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1] ?? ''));
const named = (text: string): string[] => [
  ...new Set([...text.matchAll(/\b(?:parley|nodejs|process)_[a-z0-9_]+/g)].map((match) => match[0].replace(/_(bucket|sum|count)$/, ''))),
];

test('every figure that the dashboard, the alerts and the documentation name is on /metrics, and each of ours is documented', async () => {
  const there = await families();
  const missing = (text: string) => named(text).filter((name) => !there.has(name));
  expect(named(alerts).length).toBeGreaterThan(10);
  expect(missing(alerts)).toEqual([]);
  expect(missing(read('deploy/grafana/parley.json'))).toEqual([]);
  const documented = named(operate.slice(operate.indexOf('### Figures'), operate.indexOf('## Upgrades'))).filter((name) =>
    name.startsWith('parley_'),
  );
  expect(documented.filter((name) => !there.has(name))).toEqual([]);
  expect([...there].filter((name) => name.startsWith('parley_') && !documented.includes(name))).toEqual([]);
});

test('every alert says what to do and leads to its paragraph', () => {
  const anchors = new Set(
    [...operate.matchAll(/^#+ (.+)$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replace(/ /g, '-'),
    ),
  );
  const rules = alerts.split(/^ +- alert: /m).slice(1);
  expect(rules.length).toBeGreaterThan(15);
  for (const rule of rules) {
    expect(rule).toMatch(/summary: \S.*\.\n/);
    expect(rule).toMatch(/action: \S.*\.\n/);
    const [, anchor = ''] = /runbook_url: docs\/operate\.md#(\S+)/.exec(rule) ?? [];
    expect([rule.split('\n')[0], anchors.has(anchor)]).toEqual([rule.split('\n')[0], true]);
  }
});

const promtool = '/usr/bin/promtool';
(existsSync(promtool) ? test : test.skip)('Prometheus takes the rules', () => {
  expect(execFileSync(promtool, ['check', 'rules', 'deploy/prometheus/alerts.yml'], { cwd: root, encoding: 'utf8' })).toMatch(/SUCCESS/);
});

test('the figures follow what happens: webhooks, duplicates, dead letters, the queue, sends and sockets', async () => {
  const before = await scrape();
  const grown = (after: Map<string, number>, name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  const twice = line.message('4930001', 'hello', { providerId: 'twice' });
  expect([await line.post([twice]), await line.post([twice]), await line.post([twice], {})]).toEqual([200, 200, 401]);
  expect(await line.post([{ ...twice, providerId: 'lost', address: 'nobody' }])).toBe(200);
  server.clock.advance(60_000);
  const waited = await scrape();
  expect(grown(waited, 'parley_http_request_seconds_count{route="webhooks",status="200"}')).toBe(3);
  expect(grown(waited, 'parley_http_request_seconds_count{route="webhooks",status="401"}')).toBe(1);
  expect(grown(waited, 'parley_intake_group_webhooks_sum')).toBe(3);
  expect(grown(waited, 'parley_intake_duplicates_total')).toBe(1);
  expect(grown(waited, 'parley_events_total{type="message.received"}')).toBe(1);
  expect(waited.get('parley_dead_letters_open')).toBe(1);
  expect(waited.get('parley_conversations_waiting')).toBe(1);
  expect(waited.get('parley_conversations_longest_wait_seconds')).toBe(65);
  expect(waited.get('parley_database_up')).toBe(1);

  const log = await admin.events();
  await ana.connect();
  const { nodeId } = await log.until('conversation.assigned');
  script.send = () => {
    throw new Retry({ code: '131056', message: 'too fast' }, { afterMs: 3_600_000 });
  };
  await ana.ask('mutation($input: MessageSendInput!) { messageSend(input: $input) { errors { code } } }', {
    input: { conversationId: nodeId, clientMutationKey: randomUUID(), text: 'hello' },
  });
  await server.app.rooms.settled();
  server.clock.advance(20_000);
  const served = await scrape();
  expect(grown(served, 'parley_sends_total{outcome="retry",code="131056"}')).toBe(1);
  expect(served.get('parley_outbox_messages{state="waiting"}')).toBe(1);
  expect(served.get('parley_outbox_oldest_seconds')).toBe(25);
  expect(served.get('parley_conversations_waiting')).toBe(0);
  expect(grown(served, 'parley_sockets')).toBe(2);
  expect(served.get('parley_feed_lag_events')).toBe(0);
  expect(grown(served, 'parley_assignment_round_seconds_count')).toBeGreaterThan(0);
});
