import type { JobParameters, JobRepository } from 'agenda';
import type { JobData } from './job-definition';

/** What the queue is asked to keep or to drop; plain JSON, times in epoch ms. */
export type JobOrder =
  | { do: 'at'; name: string; key: string; when: number; value: unknown }
  | { do: 'now'; name: string; key?: string; when: number; value: unknown }
  | { do: 'every'; name: string; intervalMs: number; when: number }
  | { do: 'cancel'; name: string; key: string };

/** Carries an order out. A second time it changes nothing, except that an appointment which has been kept meanwhile is kept again. */
export const carryOut = async (repository: JobRepository, order: JobOrder, lastModifiedBy: string): Promise<void> => {
  const { name } = order;
  const save = async (job: Pick<JobParameters<JobData>, 'data'> & Partial<JobParameters<JobData>>, when: number): Promise<void> => {
    await repository.saveJob({ name, type: 'normal', priority: 0, nextRunAt: new Date(when), ...job }, { lastModifiedBy });
  };
  switch (order.do) {
    case 'at':
      // one that is running goes on; a save alone would move it
      await repository.removeJobs({ name, data: { key: order.key } });
      return save({ data: { key: order.key, value: order.value }, unique: { 'data.key': order.key } }, order.when);
    case 'now':
      if (order.key === undefined) return save({ data: { value: order.value } }, order.when);
      return save(
        { data: { key: order.key, value: order.value }, unique: { 'data.key': order.key }, uniqueOpts: { insertOnly: true } },
        order.when,
      );
    case 'every':
      return save({ type: 'single', repeatInterval: order.intervalMs, data: {} }, order.when);
    case 'cancel':
      await repository.removeJobs({ name, data: { key: order.key } });
  }
};
