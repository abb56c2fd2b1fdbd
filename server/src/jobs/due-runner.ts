import type { JobParameters, JobRepository } from 'agenda';
import type { Clock } from '../lib/clock';
import type { Logger } from '../lib/log';
import { jobFailures } from '../lib/metrics';
import { perform, retryDelay, type JobData, type JobDefinition } from './job-definition';

const MOST = 1_000;

/**
 * Runs what is due by the injected clock, one job after the other, until nothing is: the queue for a clock that is moved by hand. It writes the
 * states that Agenda writes.
 *
 * @returns how many jobs ran
 * @throws {Error} when it does not come to an end
 */
export const runDueJobs = async (
  repository: JobRepository,
  definitions: ReadonlyMap<string, JobDefinition>,
  clock: Clock,
  nodeId: string,
  log: Logger,
): Promise<number> => {
  const by = { lastModifiedBy: nodeId };

  const runOne = async (job: JobParameters, definition: JobDefinition): Promise<void> => {
    const state: JobParameters = {
      ...job,
      lastRunAt: new Date(clock.now()),
      nextRunAt: job.repeatInterval ? new Date(clock.now() + Number(job.repeatInterval)) : null,
    };
    await repository.saveJobState(state, by);
    try {
      await perform(definition, job.data as JobData | undefined, job.failCount);
      state.failCount = 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const failCount = (job.failCount ?? 0) + 1;
      const delay = retryDelay(failCount, definition.everyMs);
      Object.assign(
        state,
        { failCount, failReason: reason, failedAt: new Date(clock.now()) },
        delay === null ? {} : { nextRunAt: new Date(clock.now() + delay) },
      );
      jobFailures.inc({ job: job.name });
      log.warn({ job: job.name, attempt: failCount, reason }, 'job failed');
    }
    // the job may be gone: cancelled, or replaced by its own handler
    await repository.saveJobState({ ...state, lockedAt: undefined, lastFinishedAt: new Date(clock.now()) }, by).catch(() => undefined);
    if (!state.nextRunAt && !state.failCount && job._id) await repository.removeJobs({ id: job._id });
  };

  for (let count = 0; ;) {
    const before = count;
    for (const [name, definition] of definitions) {
      for (;;) {
        const now = clock.now();
        const job = await repository.getNextJobToRun(name, new Date(now), new Date(now - definition.lockMs), new Date(now), by);
        if (!job) break;
        if (++count > MOST) throw new Error(`the jobs do not come to an end: ${name} is due again and again at the same time`);
        await runOne(job, definition);
      }
    }
    if (count === before) return count;
  }
};
