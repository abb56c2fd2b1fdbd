import { setTimeout as pause } from 'node:timers/promises';
import { judge, shown, type Bench, type Line } from '../bench.ts';
import { Subscriber } from '../load/subscriber.ts';
import { makeDatabase, openSql, type Sql } from '../run/database.ts';
import { graphql, makeOrganization, signIn } from '../run/organization.ts';
import { startParley } from '../run/parley.ts';
import { addOpenConversations, addStaff } from '../run/seed.ts';
import { spread } from '../stats.ts';

const AGENTS = 1_000;
const CAPACITY = 10;
const WAITING = 10_000;
const DRAINING_MS = 120_000;
/** The first closes warm the path. */
const WARMING = 5;
/** Between two closes: fifty a second would be a busy hour of a thousand agents. */
const PAUSE_MS = 20;

/**
 * A thousand agents with ten places each and twice as many conversations as they have places: how long until every place is taken, and then,
 * with 10,000 that still wait, how long from a place that gets free until somebody has it.
 */
export const routing: Bench = async (context) => {
  const database = await makeDatabase('sqlite', undefined);
  try {
    const organization = await makeOrganization(database);
    const sql = await openSql(database);
    await addStaff(sql, organization, { count: AGENTS, role: 'service', capacity: CAPACITY });
    const watcher = await addStaff(sql, organization, { count: 1, role: 'supervisor', capacity: 0 });
    await addOpenConversations(sql, organization, AGENTS * CAPACITY + WAITING, []);
    const server = await startParley(database);
    const beganAt = performance.now() - server.readyMs;
    try {
      await full(sql);
      const lines = [await drainLine(sql, performance.now() - beganAt)];
      context.say(lines[0]?.measured ?? '');
      const times = await freedPlaces(server.port, watcher.tokens[0] ?? '', sql, context.quick ? 40 : 300);
      const { p50, p99, max } = spread(times);
      lines.push({
        what: 'a close is asked for: until a conversation that waits has the place',
        measured: `p50 ${shown(p50)}, p99 ${shown(p99)}, longest ${shown(max)} ms, ${times.length} times`,
        figures: { p50, p99, max },
        budget: { base: 'p99 ≤ 20 ms', stretch: '5 ms', verdict: judge(p99, 20, 5, 'less') },
      });
      return lines;
    } finally {
      await server.stop();
      await sql.close();
    }
  } finally {
    await database.drop();
  }
};

/** Waits until every place is taken. */
const full = async (sql: Sql): Promise<void> => {
  const end = performance.now() + DRAINING_MS;
  while (performance.now() < end) {
    const [row] = await sql.all<{ held: number }>('select sum(held) as held from agent');
    if (Number(row?.held) === AGENTS * CAPACITY) return;
    await pause(50);
  }
  throw new Error('the queue was not drained');
};

/** From the log: when the first and the last were given out. */
const drainLine = async (sql: Sql, sinceStartMs: number): Promise<Line> => {
  const [row] = await sql.all<{ n: number; first: number; last: number }>(
    "select count(*) as n, min(occurredAt) as first, max(occurredAt) as last from event where type = 'conversation.assigned'",
  );
  const ms = Number(row?.last) - Number(row?.first);
  const perSecond = (Number(row?.n) * 1000) / ms;
  return {
    what: `${shown(AGENTS * CAPACITY)} conversations to ${shown(AGENTS)} agents, ${shown(WAITING)} more wait`,
    measured: `${shown(ms / 1000)} s, ${shown(perSecond)} a second; ${shown(sinceStartMs / 1000)} s from the start of the server`,
    figures: { drainMs: ms, perSecond },
  };
};

/**
 * Closes conversations one after the other. Each time counts from the moment the close was asked for until a subscriber's socket was told who
 * has the freed place: the close itself, its answer's commit and the feed are in it.
 */
const freedPlaces = async (port: number, token: string, sql: Sql, count: number): Promise<number[]> => {
  const held = await sql.all<{ id: string }>(
    `select id from conversation where status = 'ACTIVE' order by id desc limit ${count + WARMING}`,
  );
  const admin = await signIn(port);
  const socket = await Subscriber.open(port, token);
  const times: number[] = [];
  let assigned: (at: number) => void = () => undefined;
  socket.subscribe('subscription { events { id type nodeId } }', (bytes) => {
    if (bytes.includes('"conversation.assigned"')) assigned(performance.now());
  });
  await pause(500);
  for (const { id } of held) {
    const given = new Promise<number>((resolve, reject) => {
      assigned = resolve;
      setTimeout(() => reject(new Error('nobody was given the place within 30 s')), 30_000).unref();
    });
    const askedAt = performance.now();
    await graphql(port, admin, 'mutation ($id: ID!) { conversationClose(input: { conversationId: $id }) { errors { message } } }', { id });
    times.push((await given) - askedAt);
    await pause(PAUSE_MS);
  }
  socket.close();
  return times.slice(WARMING);
};
