import { setTimeout as pause } from 'node:timers/promises';
import { judge, shown, type Bench, type Line } from '../bench.ts';
import { storm } from '../load/storm.ts';
import { makeDatabase, openSql, type Database, type Kind } from '../run/database.ts';
import { organizationOn } from '../run/organization.ts';
import { startParley } from '../run/parley.ts';
import { seedStorm, type StormPlan } from '../run/storm-seed.ts';
import { spread, type Spread } from '../stats.ts';

/** What a storm showed. */
export interface StormReport extends Spread {
  /** From the first that connected until all had caught up, seconds. */
  allSeconds: number;
  /** Entries of the log that the storm itself made: presence that changed. */
  made: number;
  /** The server's resident memory at most, MB. */
  rssMb: number;
  failures: string[];
}

/** How long the log must stand still before it counts as settled. */
const STILL_MS = 2_000;

/**
 * A crowd comes back at once. Everybody must get what they missed and what happens meanwhile, each event once and in order: whatever else they get is
 * a failure, and so is who has not the last event in the end.
 */
export const reconnectStorm = async (
  kind: Kind,
  mariadb: string | undefined,
  plan: StormPlan & { seconds: number },
): Promise<StormReport> => {
  const database = await makeDatabase(kind, mariadb);
  try {
    const organization = await organizationOn(database);
    const sql = await openSql(database);
    const screens = shuffled(await seedStorm(sql, organization, plan));
    const before = await logged(database);
    await sql.close();
    const server = await startParley(database);
    let rssMb = server.rss();
    const looking = setInterval(() => (rssMb = Math.max(rssMb, server.rss())), 500);
    try {
      const patienceMs = Math.max(120_000, 6_000 * plan.seconds);
      let ends = before;
      const { times, allMs, failures, positions } = await storm(
        server.port,
        screens,
        { withinMs: 1000 * plan.seconds, patienceMs },
        async () => void (ends = await atRest(database)),
      );
      for (const [i, { orgId }] of screens.entries()) {
        const end = ends.get(orgId);
        const position = positions[i];
        if (position !== null && position !== end) failures.push(`stands at event ${position} of ${end}`);
      }
      const made = [...ends].reduce((sum, [orgId, seq]) => sum + seq - (before.get(orgId) ?? 0), 0);
      return { ...spread(times), allSeconds: allMs / 1000, made, rssMb, failures };
    } finally {
      clearInterval(looking);
      await server.stop();
    }
  } finally {
    await database.drop();
  }
};

/** How far the log of each organization is. */
const logged = async (database: Database): Promise<Map<string, number>> => {
  const sql = await openSql(database);
  try {
    const rows = await sql.all<{ orgId: string; seq: number | string }>('select orgId, seq from event_counter');
    return new Map(rows.map(({ orgId, seq }) => [orgId, Number(seq)]));
  } finally {
    await sql.close();
  }
};

/** Waits until nothing has been appended for a while. @returns where the logs end */
const atRest = async (database: Database): Promise<Map<string, number>> => {
  const text = (ends: Map<string, number>): string => JSON.stringify([...ends]);
  for (let ends = await logged(database); ;) {
    await pause(STILL_MS);
    const now = await logged(database);
    if (text(now) === text(ends)) return now;
    ends = now;
  }
};

/** The same order each time, in which neighbours are of different organizations. */
const shuffled = <T>(list: readonly T[]): T[] =>
  list
    .map((one, i) => ({ one, at: (i * 7919) % (list.length || 1) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);

/** What {@link reconnectStorm} showed, as a line of the report. */
export const stormLine = (
  what: string,
  sockets: number,
  { count, p50, p99, max, allSeconds, made, rssMb, failures }: StormReport,
): Line => ({
  what,
  measured: `${count} caught up after ${shown(allSeconds)} s; from connecting to caught up p50 ${shown(p50)}, p99 ${shown(p99)}, at most ${shown(max)} ms`,
  figures: { caughtUp: count, p50, p99, max, allSeconds, made, rssMb },
  budget: {
    base: 'all catch up, each event once',
    stretch: 'p99 ≤ 1 s',
    verdict: failures.length > 0 || count < sockets ? 'missed' : judge(p99, Infinity, 1000, 'less'),
  },
  note: `${made} changes of presence; server ${shown(rssMb)} MB${failures[0] === undefined ? '' : `; ${failures.length} failed, one of them: ${failures[0]}`}`,
});

/** A crowd of workbenches comes back after a restart of ours, and after they were away for long. */
export const reconnect: Bench = async ({ quick, say }) => {
  const [sockets, seconds] = quick ? [1000, 6] : [5000, 30];
  const lines: Line[] = [];
  for (const [away, name] of [
    ['restart', 'whose server was started anew'],
    ['long', 'who were Offline'],
  ] as const) {
    const report = await reconnectStorm('sqlite', undefined, { sockets, seconds, organizations: 10, missed: 20, away });
    lines.push(stormLine(`${sockets} workbenches ${name}, back within ${seconds} s`, sockets, report));
    say(`${name}: ${report.count} of ${sockets}, p99 ${shown(report.p99)} ms`);
  }
  return lines;
};
