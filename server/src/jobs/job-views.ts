import { computeJobState, type JobsOverview, type JobsQueryOptions, type JobsResult, type JobsSort, type JobWithState } from 'agenda';
import type { EntityManager } from 'typeorm';
import { decode, type JobRecord } from './job-codec';
import { jobFilter } from './job-filter';
import { matches } from './job-match';

/** What a job may be sorted by, as both databases read it; in `doc` times are epoch ms. */
const SORTS: Record<keyof JobsSort, string> = {
  nextRunAt: 'nextRunAt',
  lastRunAt: "json_extract(doc, '$.lastRunAt') + 0",
  lastFinishedAt: "json_extract(doc, '$.lastFinishedAt') + 0",
  priority: '-sortRank',
  name: 'name',
  data: "json_extract(doc, '$.data')",
};
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const orderBy = (sort: JobsSort | undefined): string => {
  const asked = (Object.keys(SORTS) as (keyof JobsSort)[])
    .filter((key) => sort?.[key] !== undefined)
    .map((key) => `${SORTS[key]} ${sort?.[key] === 'asc' ? 'asc' : 'desc'}`);
  return [...(asked.length > 0 ? asked : ['nextRunAt desc', `${SORTS.lastRunAt} desc`]), 'id'].join(', ');
};

/** Jobs with their state. A filter on state or data is decided row by row, the others by the database, which then also cuts the page. */
export const queryJobs = async (manager: EntityManager, options: JobsQueryOptions, now: Date): Promise<JobsResult> => {
  const { state, skip = 0, limit = 0 } = options;
  const filter = jobFilter(options);
  const where = filter ? ` where ${filter.sql}` : '';
  const params = filter?.params ?? [];
  const inRows = state !== undefined || filter?.paths;
  const page = inRows ? [NO_LIMIT, 0] : [limit > 0 ? limit : NO_LIMIT, skip];
  const rows = (await manager.query(`select * from job${where} order by ${orderBy(options.sort)} limit ? offset ?`, [
    ...params,
    ...page,
  ])) as JobRecord[];
  const jobs = rows.map(decode).map((job): JobWithState => ({ ...job, state: computeJobState(job, now) }));
  if (!inRows) {
    const [{ total }] = (await manager.query(`select count(*) as total from job${where}`, params)) as [{ total: number | string }];
    return { jobs, total: Number(total) };
  }
  const found = jobs.filter(
    (job) =>
      (!filter?.paths || matches(job, filter.paths)) &&
      (state === undefined || (state === 'paused' ? job.disabled === true : job.state === state)),
  );
  return { jobs: found.slice(skip, limit > 0 ? skip + limit : undefined), total: found.length };
};

/** `computeJobState` as the database reads it, so that a long table need not be loaded to be counted. */
const STATE = `case
  when lockedAt is not null then 'running'
  when json_extract(doc, '$.failedAt') is not null
    and json_extract(doc, '$.failedAt') + 0 >= coalesce(json_extract(doc, '$.lastFinishedAt') + 0, 0) then 'failed'
  when json_extract(doc, '$.repeatInterval') is not null then 'repeating'
  when nextRunAt > ? then 'scheduled'
  when nextRunAt <= ? then 'queued'
  else 'completed' end`;

/** How many jobs of each name are in which state. Paused ones are counted besides. */
export const jobsOverview = async (manager: EntityManager, now: number): Promise<JobsOverview[]> => {
  const rows = (await manager.query(
    `select name, disabled, state, count(*) as n from (select name, disabled, ${STATE} as state from job) as j group by name, disabled, state order by name`,
    [now, now],
  )) as { name: string; disabled: number; state: Exclude<keyof JobsOverview, 'name'>; n: number | string }[];
  const found = new Map<string, JobsOverview>();
  for (const { name, disabled, state, n } of rows) {
    const overview = found.get(name) ?? {
      name,
      total: 0,
      running: 0,
      scheduled: 0,
      queued: 0,
      completed: 0,
      failed: 0,
      repeating: 0,
      paused: 0,
    };
    overview.total += Number(n);
    overview[state] += Number(n);
    if (Number(disabled)) overview.paused += Number(n);
    found.set(name, overview);
  }
  return [...found.values()];
};
