import { Gauge } from 'prom-client';
import type { Kernel } from '../kernel';
import { metrics } from '../lib/metrics';

/** What was read is told again for so long, in ms: however many ask, the database is asked once. */
const FRESH_MS = 5_000;
/** A database that is slower than this is reported as down, and nobody waits for it. In ms. */
const PATIENCE_MS = 2_000;

const registers = [metrics];
const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
const databaseUp = gauge('parley_database_up', 'Whether the database answered when these figures were read.');
const deadLetters = gauge('parley_dead_letters_open', 'Events that could not be applied and wait for somebody to replay them.');
const outbox = new Gauge({
  name: 'parley_outbox_messages',
  help: 'Messages on their way out, by state.',
  labelNames: ['state'],
  registers,
});
const outboxAge = gauge('parley_outbox_oldest_seconds', 'How long the oldest message waits to be sent.');
const waiting = gauge('parley_conversations_waiting', 'Conversations in the queue.');
const longest = gauge('parley_conversations_longest_wait_seconds', 'How long the conversation waits that waits longest.');
const jobsDue = gauge('parley_jobs_due', 'Jobs of the embedded queue whose time has come.');
const jobsLate = gauge('parley_jobs_oldest_due_seconds', 'How long the oldest of them is due.');
const failures = gauge('parley_plugin_failures_open', 'Events and jobs that a plugin failed on for good and that wait for somebody.');
const mediaPending = gauge('parley_media_pending', 'Files of customers that have not been fetched yet.');
const lag = gauge(
  'parley_feed_lag_events',
  'Entries of the log that this server has not told its sockets yet, in the organization that is furthest behind.',
);

const STATES = { READY: 'waiting', SENDING: 'sending', UNCERTAIN: 'uncertain' } as const;

type Figure = Record<'count' | 'oldest', number | string | null>;

/** Reads the figures that lie in the database when somebody asks for them. All servers of an installation tell the same. */
export class DatabaseGauges {
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | null = null;

  constructor(private readonly kernel: Pick<Kernel, 'db' | 'clock' | 'events'>) {}

  /** Brings the gauges up to date; never throws, never waits long. */
  async refresh(): Promise<void> {
    const now = this.kernel.clock.now();
    if (now - this.readAt < FRESH_MS) return;
    this.reading ??= this.read(now).finally(() => (this.reading = null));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
    });
    await Promise.race([this.reading, late])
      .then(
        () => databaseUp.set(1),
        () => databaseUp.set(0),
      )
      .finally(() => clearTimeout(timer));
  }

  private async read(now: number): Promise<void> {
    const since = (at: Figure['oldest']): number => (at === null ? 0 : Math.max(0, (now - Number(at)) / 1000));
    const one = async (sql: string, parameters: unknown[] = []): Promise<Figure> =>
      (await this.rows<Figure>(sql, parameters))[0] ?? { count: 0, oldest: null };

    const letters = await one('select count(*) as count from dead_letter where replayedAt is null');
    deadLetters.set(Number(letters.count));

    const states = await this.rows<Figure & { state: keyof typeof STATES }>(
      "select state, count(*) as count, min(createdAt) as oldest from outbox where state in ('READY', 'SENDING', 'UNCERTAIN') group by state",
    );
    for (const [state, label] of Object.entries(STATES))
      outbox.set({ state: label }, Number(states.find((row) => row.state === state)?.count ?? 0));
    outboxAge.set(since(states.find(({ state }) => state === 'READY')?.oldest ?? null));

    const queue = await one("select count(*) as count, min(queuedAt) as oldest from conversation where status = 'QUEUED'");
    waiting.set(Number(queue.count));
    longest.set(since(queue.oldest));

    const due = await one('select count(*) as count, min(nextRunAt) as oldest from job where disabled = 0 and nextRunAt <= ?', [now]);
    jobsDue.set(Number(due.count));
    jobsLate.set(since(due.oldest));

    failures.set(Number((await one('select count(*) as count from plugin_failure')).count));
    mediaPending.set(Number((await one("select count(*) as count from attachment where state = 'PENDING'")).count));

    const counters = await this.rows<{ orgId: string; seq: number | string }>('select orgId, seq from event_counter');
    const told = counters.map(({ orgId, seq }) => ({ seq: Number(seq), told: this.kernel.events.toldTo(orgId) }));
    // before its first entry of an organization a server has told nothing, and owes nothing
    lag.set(Math.max(0, ...told.filter((one) => one.told > 0).map((one) => one.seq - one.told)));
    this.readAt = now;
  }

  private async rows<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return (await this.kernel.db.read.query(sql, parameters)) as T[];
  }
}
