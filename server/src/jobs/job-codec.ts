import { toJobId, type JobParameters } from 'agenda';

/** A row of the table `job` as the drivers give it. */
export interface JobRecord {
  id: string;
  name: string;
  type: string;
  sortRank: number;
  nextRunAt: number | string | null;
  lockedAt: number | string | null;
  disabled: number;
  doc: string;
  lastModifiedBy: string | null;
  uniqueKey: string | null;
}

/** A job's content: all but its id and how it was made unique. */
export type JobContent = Omit<JobParameters, '_id' | 'unique' | 'uniqueOpts'>;

/** What the queue itself writes while it runs a job; a save by anybody else leaves it as it is. */
export const RUN_FIELDS = ['lockedAt', 'lastRunAt', 'lastFinishedAt', 'failedAt', 'failCount', 'failReason', 'progress'] as const;

const DOC_DATES = ['lastRunAt', 'lastFinishedAt', 'failedAt', 'startDate', 'endDate', 'debounceStartedAt'] as const;
const ms = (date: Date | null | undefined): number | null => (date ? new Date(date).getTime() : null);
const date = (value: number | string | null): Date | null => (value === null ? null : new Date(Number(value)));

/** The columns of a job, in the order of {@link COLUMNS}. Dates become epoch ms. */
export const encode = (job: JobContent, lastModifiedBy: string | undefined): unknown[] => {
  const { name, type, priority, nextRunAt, lockedAt, disabled, lastModifiedBy: _, ...rest } = job;
  const doc: Record<string, unknown> = { ...rest };
  for (const field of DOC_DATES) if (doc[field]) doc[field] = ms(rest[field]);
  for (const [field, value] of Object.entries(doc)) if (value === null && field !== 'data') delete doc[field];
  return [name, type, 0 - priority, ms(nextRunAt), ms(lockedAt), disabled ? 1 : 0, JSON.stringify(doc), lastModifiedBy ?? null];
};

export const COLUMNS = ['name', 'type', 'sortRank', 'nextRunAt', 'lockedAt', 'disabled', 'doc', 'lastModifiedBy'];

/** The job that a row holds. */
export const decode = (row: JobRecord): JobParameters & { _id: NonNullable<JobParameters['_id']> } => {
  const doc = JSON.parse(row.doc) as Record<string, unknown>;
  for (const field of DOC_DATES) if (typeof doc[field] === 'number') doc[field] = new Date(doc[field]);
  const lockedAt = date(row.lockedAt);
  return {
    data: undefined,
    ...doc,
    _id: toJobId(row.id),
    name: row.name,
    type: row.type as JobParameters['type'],
    priority: 0 - Number(row.sortRank),
    nextRunAt: date(row.nextRunAt),
    ...(lockedAt ? { lockedAt } : {}),
    ...(Number(row.disabled) ? { disabled: true } : {}),
    ...(row.lastModifiedBy ? { lastModifiedBy: row.lastModifiedBy } : {}),
  };
};
