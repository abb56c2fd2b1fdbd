import type { JobsQueryOptions, RemoveJobsOptions } from 'agenda';
import { candidates, dataPaths, type Paths } from './job-match';

/** Which rows are meant: a condition for the database, and what is left to look at in each row. */
export interface JobFilter {
  sql: string;
  params: unknown[];
  /** Null when the condition says it all. */
  paths: Paths | null;
}

type Options = Pick<
  JobsQueryOptions & RemoveJobsOptions,
  'id' | 'ids' | 'name' | 'names' | 'notNames' | 'data' | 'search' | 'includeDisabled'
>;

const among = (column: string, values: readonly string[], not = ''): [string, unknown[]] => [
  `${column} ${not}in (${values.map(() => '?').join(',')})`,
  [...values],
];

const conditions = (options: Options): [string, unknown[]][] => {
  const { id, ids, name, names, notNames, search, includeDisabled } = options;
  const found: [string, unknown[]][] = [];
  if (id) found.push(['id = ?', [String(id)]]);
  else if (ids?.length) found.push(among('id', ids.map(String)));
  if (search) found.push(["lower(name) like ? escape '!'", [`%${search.toLowerCase().replace(/[!%_]/g, '!$&')}%`]]);
  else if (name) found.push(['name = ?', [name]]);
  else if (names?.length) found.push(among('name', names));
  else if (notNames?.length) found.push(among('name', notNames, 'not '));
  if (includeDisabled === false) found.push(['disabled = 0', []]);
  return found;
};

/**
 * Turns the queue's options into a condition.
 * @returns null when they name no criterion at all, so that nothing is removed by accident
 */
export const jobFilter = (options: Options): JobFilter | null => {
  const all = conditions(options);
  const paths = options.data === undefined ? {} : dataPaths(options.data);
  const inRows = Object.keys(paths).length > 0 ? paths : null;
  if (inRows) {
    const { sql, params } = candidates(inRows);
    all.push([sql, params]);
  }
  if (all.length === 0) return null;
  return { sql: all.map(([sql]) => sql).join(' and '), params: all.flatMap(([, params]) => params), paths: inRows };
};
