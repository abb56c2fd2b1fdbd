import { systemClock, type Clock } from '../lib/clock';
import type { Db } from '../lib/db';
import type { Logger } from '../lib/log';
import { AgendaLoop } from './agenda-loop';
import { runDueJobs } from './due-runner';
import type { JobDefinition } from './job-definition';
import { carryOut, type JobOrder } from './job-order';
import type { JobOptions, JobQueue } from './job-queue';
import { JobRelay } from './job-relay';
import { openJobStore, type JobStore } from './job-store';

const LOCK_MS = 4_000;
const PROCESS_EVERY_MS = 1_000;
/** How often MongoDB is tried again, and what another server has left is looked for. */
const RELAY_EVERY_MS = 3_000;

/** What the queue stands on. */
export interface JobsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  /** This server among several. */
  nodeId: string;
  /** Jobs are kept there instead of in `db`. */
  mongodbUrl?: string;
  /** How often to look for jobs that another node has made, ms (1000). */
  processEveryMs?: number;
}

/**
 * The job queue: Agenda on the server's own database, or on MongoDB. Agenda knows the machine's time only; with another clock nothing runs by
 * itself, and {@link runDue} runs what is due by that clock.
 */
export class Jobs implements JobQueue {
  private readonly definitions = new Map<string, JobDefinition>();
  private readonly store: JobStore;
  private loop: AgendaLoop | undefined;
  private manual: Promise<unknown> = Promise.resolve();
  private readonly relay: JobRelay | undefined;
  private relaying: Promise<void> | undefined;
  private recorded = false;
  private timer: NodeJS.Timeout | undefined;
  private started = false;
  private stopped = false;
  /** The store has failed since the loop began. */
  private shaken = false;
  /** Loops that are on their way out. */
  private readonly ending = new Set<Promise<void>>();
  private away = false;

  constructor(private readonly options: JobsOptions) {
    this.store = openJobStore(options.db, options.clock, options.mongodbUrl);
    const { db, clock, nodeId } = options;
    if (!this.store.transactional) this.relay = new JobRelay({ db, clock, nodeId, tell: (order) => this.tell(order) });
  }

  define<T>(name: string, handler: (data: T) => Promise<void>, { concurrency = 1, lockMs = LOCK_MS, exhausted }: JobOptions<T> = {}): void {
    if (this.started) throw new Error(`define the job ${name} before the queue starts`);
    if (this.definitions.has(name)) throw new Error(`the job ${name} is defined twice`);
    this.definitions.set(name, {
      handler: handler as JobDefinition['handler'],
      concurrency,
      lockMs,
      ...(exhausted ? { exhausted: exhausted as NonNullable<JobDefinition['exhausted']> } : {}),
    });
  }

  at<T>(name: string, key: string, when: number, data: T): Promise<void> {
    this.definition(name);
    return this.submit({ do: 'at', name, key, when, value: data });
  }

  now<T>(name: string, data: T): Promise<void> {
    this.definition(name);
    return this.submit({ do: 'now', name, when: this.options.clock.now(), value: data });
  }

  every(name: string, intervalMs: number): Promise<void> {
    if (!Number.isSafeInteger(intervalMs) || intervalMs <= 0)
      throw new Error(`the job ${name}: give the interval in milliseconds, as a whole number above 0`);
    this.definition(name).everyMs = intervalMs;
    return this.submit({ do: 'every', name, intervalMs, when: this.options.clock.now() });
  }

  cancel(name: string, key: string): Promise<void> {
    return this.submit({ do: 'cancel', name, key });
  }

  /** Starts to run jobs, unless the clock is moved by hand. MongoDB may be away: it is tried again every few seconds. */
  async start(): Promise<void> {
    if (this.started) return;
    this.started = true;
    if (!this.relay) return this.run();
    await this.relayAll();
    if (this.options.clock === systemClock) this.timer = setInterval(() => void this.relayAll(), RELAY_EVERY_MS).unref();
  }

  /** Waits for the running jobs (10 s at most), gives the others back and closes the store. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.relaying;
    await this.loop?.stop();
    await Promise.all(this.ending);
    await this.manual;
    await this.store.close();
  }

  /** Why jobs do not run now, as a sentence; null when they do. */
  health(): Promise<string | null> {
    return this.store.ping().then(
      () => null,
      (error: Error) =>
        error.message.startsWith('MONGODB_URL') ? error.message : `the job queue cannot reach its store: ${error.message}`,
    );
  }

  /**
   * Runs what is due by the injected clock and waits for it; for tests that move the clock.
   * @returns how many jobs ran
   */
  async runDue(): Promise<number> {
    const { db, clock, nodeId, log } = this.options;
    if (db.inWrite) throw new Error('runDue() belongs outside of db.write');
    await this.store.connect();
    await this.relay?.drain();
    const run = this.manual.then(() => runDueJobs(this.store.repository, this.definitions, clock, nodeId, log));
    this.manual = run.catch(() => undefined);
    return run;
  }

  private definition(name: string): JobDefinition {
    const definition = this.definitions.get(name);
    if (!definition) throw new Error(`the job ${name} is not defined`);
    return definition;
  }

  private async run(): Promise<void> {
    await this.store.connect();
    if (this.loop || this.stopped || this.options.clock !== systemClock) return;
    const { nodeId, log, processEveryMs = PROCESS_EVERY_MS } = this.options;
    const loop = new AgendaLoop(this.store, this.definitions, { nodeId, log, processEveryMs, onError: () => (this.shaken = true) });
    await loop.start();
    this.loop = loop;
  }

  /**
   * Carried out in the open transaction where the store can be part of it, else recorded there and relayed after the commit. Waking the loop
   * always waits for the commit: it would otherwise look from inside the transaction, and its jobs would run there.
   */
  private async submit(order: JobOrder): Promise<void> {
    const { db, nodeId } = this.options;
    if (this.relay) {
      await this.relay.record(order);
      db.afterCommit(() => void (this.started && this.relayAll()));
      return;
    }
    await db.write(() => carryOut(this.store.repository, order, nodeId), 3);
    db.afterCommit(() => this.wake(order));
  }

  private wake(order: JobOrder): void {
    if (order.do !== 'cancel') this.loop?.wake(order.name, order.when);
  }

  private async tell(order: JobOrder): Promise<void> {
    await carryOut(this.store.repository, order, this.options.nodeId);
    this.wake(order);
  }

  /** Connects, tells MongoDB what is recorded and runs its jobs; one at a time, and never an error: MongoDB may be away. */
  private relayAll(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.recorded = true;
    this.relaying ??= this.relayOnce()
      .then(
        () => {
          if (this.away) this.options.log.info('job queue: MongoDB is back');
          this.away = false;
        },
        (error: Error) => {
          if (!this.away) this.options.log.error({ reason: error.message }, 'job queue: MongoDB is away, jobs wait in the database');
          this.away = true;
          this.shaken = true;
        },
      )
      .finally(() => (this.relaying = undefined));
    return this.relaying;
  }

  private async relayOnce(): Promise<void> {
    while (this.recorded) {
      this.recorded = false;
      await this.run();
      await this.store.ping();
      if (this.shaken) await this.renew();
      await this.relay?.drain();
    }
  }

  /**
   * A new loop for one whose store failed in the middle of a job: that job may hold its place for ever. Locks keep the two from doing the same
   * while the old one ends.
   */
  private async renew(): Promise<void> {
    const old = this.loop;
    this.shaken = false;
    if (!old || this.stopped) return;
    this.loop = undefined;
    await this.run();
    const ending: Promise<void> = old
      .stop()
      .catch((error: Error) => this.options.log.warn({ reason: error.message }, 'job queue: a loop did not end in order'))
      .finally(() => this.ending.delete(ending));
    this.ending.add(ending);
  }
}
