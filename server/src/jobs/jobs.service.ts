import type { JobParameters } from 'agenda';
import { systemClock, type Clock } from '../lib/clock';
import type { Db } from '../lib/db';
import type { Logger } from '../lib/log';
import { AgendaLoop } from './agenda-loop';
import { runDueJobs } from './due-runner';
import type { JobData, JobDefinition } from './job-definition';
import type { JobOptions, JobQueue } from './job-queue';
import { openJobStore, type JobStore } from './job-store';

const LOCK_MS = 4_000;
const PROCESS_EVERY_MS = 1_000;

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

  constructor(private readonly options: JobsOptions) {
    this.store = openJobStore(options.db, options.clock, options.mongodbUrl);
  }

  define<T>(name: string, handler: (data: T) => Promise<void>, { concurrency = 1, lockMs = LOCK_MS, exhausted }: JobOptions<T> = {}): void {
    if (this.loop) throw new Error(`define the job ${name} before the queue starts`);
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
    return this.inOrAfterWrite(
      async () => {
        await this.remove(name, key);
        await this.save({
          name,
          type: 'normal',
          priority: 0,
          nextRunAt: new Date(when),
          data: { key, value: data },
          unique: { 'data.key': key },
        });
      },
      () => this.loop?.wake(name, when),
    );
  }

  now<T>(name: string, data: T): Promise<void> {
    this.definition(name);
    const when = this.options.clock.now();
    return this.inOrAfterWrite(
      () => this.save({ name, type: 'normal', priority: 0, nextRunAt: new Date(when), data: { value: data } }),
      () => this.loop?.wake(name, when),
    );
  }

  every(name: string, intervalMs: number): Promise<void> {
    if (!Number.isSafeInteger(intervalMs) || intervalMs <= 0)
      throw new Error(`the job ${name}: give the interval in milliseconds, as a whole number above 0`);
    this.definition(name).everyMs = intervalMs;
    const when = this.options.clock.now();
    const job: JobParameters = { name, type: 'single', priority: 0, nextRunAt: new Date(when), repeatInterval: intervalMs, data: {} };
    return this.inOrAfterWrite(
      () => this.save(job),
      () => this.loop?.wake(name, when),
    );
  }

  cancel(name: string, key: string): Promise<void> {
    return this.inOrAfterWrite(() => this.remove(name, key));
  }

  /** Starts to run jobs, unless the clock is moved by hand. */
  async start(): Promise<void> {
    await this.store.connect();
    if (this.loop || this.options.clock !== systemClock) return;
    const { nodeId, log, processEveryMs = PROCESS_EVERY_MS } = this.options;
    this.loop = new AgendaLoop(this.store, this.definitions, { nodeId, log, processEveryMs });
    await this.loop.start();
  }

  /** Waits for the running jobs (10 s at most), gives the others back and closes the store. */
  async stop(): Promise<void> {
    await this.loop?.stop();
    await this.manual;
    await this.store.close();
  }

  /**
   * Runs what is due by the injected clock and waits for it; for tests that move the clock.
   * @returns how many jobs ran
   */
  async runDue(): Promise<number> {
    const { db, clock, nodeId, log } = this.options;
    if (db.inWrite) throw new Error('runDue() belongs outside of db.write');
    await this.store.connect();
    const run = this.manual.then(() => runDueJobs(this.store.repository, this.definitions, clock, nodeId, log));
    this.manual = run.catch(() => undefined);
    return run;
  }

  private definition(name: string): JobDefinition {
    const definition = this.definitions.get(name);
    if (!definition) throw new Error(`the job ${name} is not defined`);
    return definition;
  }

  private async save(job: JobParameters): Promise<void> {
    await this.store.repository.saveJob(job as JobParameters<JobData>, { lastModifiedBy: this.options.nodeId });
  }

  private async remove(name: string, key: string): Promise<void> {
    await this.store.repository.removeJobs({ name, data: { key } });
  }

  /**
   * In the open transaction where the store can be part of it, else after its commit. Waking the loop always waits for the commit: it would
   * otherwise look from inside the transaction, and its jobs would run there.
   */
  private async inOrAfterWrite(work: () => Promise<void>, wake?: () => void): Promise<void> {
    const { db, log } = this.options;
    if (this.store.transactional) {
      await db.write(work, 3);
      db.afterCommit(() => wake?.());
      return;
    }
    const late = async () => {
      await this.store.connect();
      await work();
      wake?.();
    };
    if (!db.inWrite) return late();
    db.afterCommit(() => void late().catch((error: Error) => log.error({ reason: error.message }, 'job queue: a job was not saved')));
  }
}
