import type {
  JobId,
  JobParameters,
  JobRepository,
  JobRepositoryOptions,
  JobsOverview,
  JobsQueryOptions,
  JobsResult,
  RemoveJobsOptions,
} from 'agenda';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../lib/clock';
import type { Db } from '../lib/db';
import { execute } from '../lib/sets';
import { COLUMNS, decode, encode, type JobRecord } from './job-codec';
import { jobFilter, type JobFilter } from './job-filter';
import { matches } from './job-match';
import { jobsOverview, queryJobs } from './job-views';
import { JobSaver } from './save-job';

/** The next job that is due, and the next one whose lock is too old: two statements, because one with `or` does not run along the index. */
export const PICK_DUE =
  'select * from job where name = ? and disabled = 0 and lockedAt is null and nextRunAt <= ? order by nextRunAt, sortRank limit 1';
export const PICK_STALE = 'select * from job where name = ? and disabled = 0 and lockedAt <= ? order by lockedAt limit 1';

const RETRIES = 3;
const CHUNK = 500;

/**
 * Agenda's storage on SQLite, MariaDB and MySQL. Its times are those of the injected clock. A call inside an open `db.write` belongs to
 * that transaction.
 */
export class SqlJobRepository implements JobRepository {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  async connect(): Promise<void> {
    await this.db.ping();
  }

  queryJobs(options: JobsQueryOptions = {}): Promise<JobsResult> {
    return queryJobs(this.db.read, options, new Date(this.clock.now()));
  }

  getJobsOverview(): Promise<JobsOverview[]> {
    return jobsOverview(this.db.read, this.clock.now());
  }

  async getDistinctJobNames(): Promise<string[]> {
    const rows = (await this.db.read.query('select distinct name from job order by name')) as { name: string }[];
    return rows.map((row) => row.name);
  }

  async getJobById(id: string): Promise<JobParameters | null> {
    const [row] = (await this.db.read.query('select * from job where id = ?', [id])) as JobRecord[];
    return row ? decode(row) : null;
  }

  async getQueueSize(): Promise<number> {
    const [{ n }] = (await this.db.read.query('select count(*) as n from job where nextRunAt < ?', [this.clock.now()])) as [
      { n: number | string },
    ];
    return Number(n);
  }

  removeJobs(options: RemoveJobsOptions): Promise<number> {
    return this.change(options, 'delete from job', '');
  }

  disableJobs(options: RemoveJobsOptions): Promise<number> {
    return this.change(options, 'update job set disabled = 1', ' and disabled = 0');
  }

  enableJobs(options: RemoveJobsOptions): Promise<number> {
    return this.change(options, 'update job set disabled = 0', ' and disabled = 1');
  }

  purgeAllJobs(): Promise<number> {
    return this.db.write((manager) => execute(manager, 'delete from job'));
  }

  saveJob<DATA = unknown>(job: JobParameters<DATA>, options: JobRepositoryOptions | undefined): Promise<JobParameters<DATA>> {
    const save = (manager: EntityManager) => new JobSaver(manager, this.lock(), this.clock.now(), options).save(job as JobParameters);
    return this.db.write(save, RETRIES) as Promise<JobParameters<DATA>>;
  }

  /** @throws {Error} when the job is gone */
  async saveJobState(job: JobParameters, options: JobRepositoryOptions | undefined): Promise<void> {
    await this.db.write(async (manager) => {
      const [row] = job._id
        ? ((await manager.query(`select * from job where id = ? and name = ?${this.lock()}`, [job._id, job.name])) as JobRecord[])
        : [];
      if (!row) throw new Error(`the job ${job._id ?? ''} (${job.name}) is gone`);
      const { nextRunAt, lockedAt, lastRunAt, lastFinishedAt, failedAt, failCount, failReason, progress } = job;
      const { _id, ...stored } = decode(row);
      const next = { ...stored, nextRunAt, lockedAt, lastRunAt, lastFinishedAt, failedAt, failCount, failReason, progress };
      await manager.query(`update job set ${COLUMNS.map((column) => `${column} = ?`).join(', ')} where id = ?`, [
        ...encode(next as JobParameters, options?.lastModifiedBy),
        _id,
      ]);
    }, RETRIES);
  }

  lockJob(job: JobParameters, options: JobRepositoryOptions | undefined): Promise<JobParameters | undefined> {
    if (!job._id) return Promise.resolve(undefined);
    const due = job.nextRunAt ? 'nextRunAt = ?' : 'nextRunAt is null';
    const params = [job._id, job.name, ...(job.nextRunAt ? [job.nextRunAt.getTime()] : [])];
    return this.take(
      `select * from job where id = ? and name = ? and lockedAt is null and disabled = 0 and ${due}`,
      params,
      this.clock.now(),
      options,
    );
  }

  /** Gives a job back that has not begun. */
  async unlockJob(job: JobParameters): Promise<void> {
    if (job._id)
      await this.db.write((manager) => manager.query('update job set lockedAt = null where id = ? and nextRunAt is not null', [job._id]));
  }

  async unlockJobs(jobIds: (JobId | string)[]): Promise<void> {
    await this.db.write((manager) => byIds(manager, 'update job set lockedAt = null', jobIds.map(String)));
  }

  async getNextJobToRun(
    jobName: string,
    nextScanAt: Date,
    lockDeadline: Date,
    now: Date | undefined,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    const at = now?.getTime() ?? this.clock.now();
    for (const [sql, until] of [
      [PICK_DUE, nextScanAt],
      [PICK_STALE, lockDeadline],
    ] as const) {
      const params = [jobName, until.getTime()];
      // most looks find nothing: a read does not wait for the writers
      const [found] = (await this.db.read.query(sql, params)) as JobRecord[];
      const job = found && (await this.take(sql, params, at, options));
      if (job) return job;
    }
    return undefined;
  }

  private lock(skip = false): string {
    return this.db.dialect === 'mysql' ? ` for update${skip ? ' skip locked' : ''}` : '';
  }

  /** Locks the job that `sql` finds; of several nodes one gets it, the others get another or none. */
  private take(sql: string, params: unknown[], at: number, options: JobRepositoryOptions | undefined): Promise<JobParameters | undefined> {
    return this.db.write(async (manager) => {
      const [row] = (await manager.query(`${sql}${this.lock(true)}`, params)) as JobRecord[];
      if (!row) return undefined;
      const lastModifiedBy = options?.lastModifiedBy ?? null;
      await manager.query('update job set lockedAt = ?, lastModifiedBy = ? where id = ?', [at, lastModifiedBy, row.id]);
      return decode({ ...row, lockedAt: at, lastModifiedBy });
    }, RETRIES);
  }

  private async change(options: RemoveJobsOptions, statement: string, only: string): Promise<number> {
    const filter = jobFilter(options);
    if (!filter) return 0;
    return this.db.write(async (manager) => {
      if (!filter.paths) return execute(manager, `${statement} where ${filter.sql}${only}`, filter.params);
      return byIds(manager, statement, await this.idsOf(manager, filter, only));
    }, RETRIES);
  }

  private async idsOf(manager: EntityManager, { sql, params, paths }: JobFilter, only: string): Promise<string[]> {
    const rows = (await manager.query(`select * from job where ${sql}${only} order by id${this.lock()}`, params)) as JobRecord[];
    return rows.filter((row) => matches(decode(row), paths ?? {})).map((row) => row.id);
  }
}

const byIds = async (manager: EntityManager, statement: string, ids: string[]): Promise<number> => {
  let n = 0;
  for (let i = 0; i < ids.length; i += CHUNK) {
    const part = ids.slice(i, i + CHUNK);
    n += await execute(manager, `${statement} where id in (${part.map(() => '?').join(',')})`, part);
  }
  return n;
};
