import { setTimeout as pause } from 'node:timers/promises';
import { Agenda, InMemoryNotificationChannel, toJobId, type Job, type JobRepository } from 'agenda';
import { systemClock } from '../lib/clock';
import { crashPoint } from '../lib/crash-point';
import type { Logger } from '../lib/log';
import { jobFailures } from '../lib/metrics';
import { perform, retryDelay, type JobData, type JobDefinition } from './job-definition';
import type { JobStore } from './job-store';

/** How long a stop waits for the jobs that run. */
const DRAIN_MS = 10_000;
/** How long a stop waits for Agenda's timers; only a lock longer than usual leaves one behind. */
const TIMERS_MS = 2_100;

/** Agenda asks for what becomes due before its next look as well; it gets what is due. */
const onTime = (repository: JobRepository): JobRepository => {
  const getNextJobToRun: JobRepository['getNextJobToRun'] = (name, _scan, deadline, now, options) =>
    repository.getNextJobToRun(name, new Date(systemClock.now()), deadline, now, options);
  return Object.assign(Object.create(repository) as JobRepository, { getNextJobToRun });
};

/**
 * Agenda, running: it looks for due jobs every `processEveryMs` and whenever it is woken. What it needs to behave:
 *
 * - As many locks as may run at once, and none before its time: a job that waits locked may lose its lock (a machine that sleeps is enough),
 *   and Agenda then never gives its place back.
 * - With that limit a finished job does not make Agenda look for the next one; `complete` does, one turn later, when its place is free.
 * - Its own removal of finished jobs would hold that place; jobs are removed here.
 * - Locks are short and renewed while a handler runs, because a timer of half the lock's life follows every job and cannot be cleared:
 *   {@link stop} waits for the last one.
 */
export class AgendaLoop {
  private readonly agenda: Agenda;
  private readonly channel = new InMemoryNotificationChannel();
  private readonly running = new Set<Job>();
  private readonly refills = new Map<string, NodeJS.Immediate>();
  private readonly removals = new Set<Promise<unknown>>();
  private timersEnd = 0;
  private stopped = false;

  constructor(
    private readonly store: JobStore,
    private readonly definitions: ReadonlyMap<string, JobDefinition>,
    private readonly options: { nodeId: string; processEveryMs: number; log: Logger; onError?: () => void },
  ) {
    const { nodeId, processEveryMs } = options;
    this.agenda = new Agenda({
      name: nodeId,
      backend: {
        name: store.name,
        repository: onTime(store.repository),
        ownsConnection: false,
        connect: () => store.connect(),
        disconnect: async () => {},
      },
      notificationChannel: this.channel,
      processEvery: processEveryMs,
      maxConcurrency: [...definitions.values()].reduce((sum, { concurrency }) => sum + concurrency, 1),
      removeOnComplete: false,
    });
    for (const [name, definition] of definitions)
      this.agenda.define<JobData>(name, (job: Job<JobData>) => this.perform(job, definition), {
        concurrency: definition.concurrency,
        lockLimit: definition.concurrency,
        lockLifetime: definition.lockMs,
        backoff: ({ attempt }) => retryDelay(attempt, definition.everyMs),
      });
    this.agenda.on('start', (job: Job) => this.started(job));
    this.agenda.on('complete', (job: Job) => this.completed(job));
    this.agenda.on('fail', (error: Error, job: Job) => {
      jobFailures.inc({ job: job.attrs.name });
      options.log.warn({ job: job.attrs.name, attempt: job.attrs.failCount, reason: error.message }, 'job failed');
    });
    this.agenda.on('error', (error: Error) => {
      if (this.stopped) return;
      options.log.warn({ reason: error.message }, 'job queue: error');
      options.onError?.();
    });
  }

  start(): Promise<void> {
    return this.agenda.start();
  }

  /** Looks for a job of this name now, if it is due before the next look. */
  wake(name: string, when: number): void {
    if (this.stopped || this.channel.state !== 'connected') return;
    const notification = { jobId: toJobId(''), jobName: name, nextRunAt: new Date(when), priority: 0, timestamp: new Date(when) };
    this.channel.publish(notification).catch((error: Error) => this.options.log.warn({ reason: error.message }, 'job queue: error'));
  }

  /** Lets the running jobs end, gives back those that have not begun, and leaves no timer behind. */
  async stop(): Promise<void> {
    const { lockedJobs } = await this.agenda.getRunningStats(true);
    await this.agenda.drain({ timeout: DRAIN_MS, closeConnection: false });
    this.stopped = true;
    for (const refill of this.refills.values()) clearImmediate(refill);
    await Promise.all(this.removals);
    const busy = new Set([...this.running].map((job) => String(job.attrs._id)));
    const waiting = (lockedJobs as Job['attrs'][]).filter((job) => !busy.has(String(job._id)));
    if (waiting.length > 0) await this.store.repository.unlockJobs(waiting.map((job) => String(job._id)));
    const left = this.timersEnd - performance.now();
    if (left > 0) await pause(Math.min(left, TIMERS_MS) + 5);
  }

  private async perform(job: Job<JobData>, definition: JobDefinition): Promise<void> {
    let touching = Promise.resolve();
    const touch = setInterval(() => {
      touching = job.touch().catch(() => clearInterval(touch));
    }, definition.lockMs / 3);
    try {
      await perform(definition, job.attrs.data, job.attrs.failCount);
      crashPoint('jobs.handled');
    } catch (error) {
      throw error instanceof Error ? error : new Error(String(error));
    } finally {
      clearInterval(touch);
      // a sign of life that is written after the end would lock the job for good
      await touching;
    }
  }

  private started(job: Job): void {
    this.running.add(job);
    const lockMs = this.definitions.get(job.attrs.name)?.lockMs ?? 0;
    this.timersEnd = Math.max(this.timersEnd, performance.now() + Math.max(this.options.processEveryMs, lockMs) / 2);
  }

  private completed(job: Job): void {
    const { _id, name, nextRunAt, failCount } = job.attrs;
    this.running.delete(job);
    if (_id && !nextRunAt && !failCount) {
      const removal = this.store.repository
        .removeJobs({ id: _id })
        .catch((error: Error) => this.options.log.warn({ job: name, reason: error.message }, 'job queue: a finished job was not removed'));
      this.removals.add(removal);
      void removal.finally(() => this.removals.delete(removal));
    }
    if (this.refills.has(name)) return;
    const refill = setImmediate(() => {
      this.refills.delete(name);
      this.wake(name, 0);
    });
    this.refills.set(name, refill);
  }
}
