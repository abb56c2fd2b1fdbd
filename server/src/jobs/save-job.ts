import type { JobParameters, JobRepositoryOptions } from 'agenda';
import type { EntityManager } from 'typeorm';
import { newId } from '../lib/ids';
import { COLUMNS, RUN_FIELDS, decode, encode, type JobContent, type JobRecord } from './job-codec';
import { SINGLE_KEY, assertPlain, candidates, matches, uniqueKey, type Paths } from './job-match';

const INSERT = `insert into job(id, ${COLUMNS.join(', ')}, uniqueKey) values (?, ${COLUMNS.map(() => '?').join(', ')}, ?)`;
const UPDATE = `update job set ${COLUMNS.map((column) => `${column} = ?`).join(', ')}, uniqueKey = ? where id = ?`;

/** Saves jobs inside one transaction: what the queue promises for ids, `single`, `unique`, `insertOnly` and debounce. */
export class JobSaver {
  constructor(
    private readonly manager: EntityManager,
    /** ` for update` where the database knows it */
    private readonly lock: string,
    private readonly now: number,
    private readonly options: JobRepositoryOptions | undefined,
  ) {}

  async save(job: JobParameters): Promise<JobParameters> {
    const { _id, unique, uniqueOpts, ...content } = job;
    if (_id) {
      const [row] = await this.select('id = ? and name = ?', [_id, content.name]);
      return row ? this.update(row, content) : job;
    }
    if (content.type === 'single') return this.saveSingle(content);
    if (unique) return this.saveUnique(content, unique, uniqueOpts);
    return this.insert(content, null);
  }

  /** One job of its name; a time that has come already does not move the one that is set. */
  private async saveSingle(content: JobContent): Promise<JobParameters> {
    const [row] = await this.select('name = ? and uniqueKey = ?', [content.name, SINGLE_KEY]);
    if (!row) return this.insert(content, SINGLE_KEY);
    const past = content.nextRunAt && content.nextRunAt.getTime() <= this.now;
    return this.update(row, past ? { ...content, nextRunAt: decode(row).nextRunAt } : content);
  }

  private async saveUnique(content: JobContent, unique: Paths, opts: JobParameters['uniqueOpts']): Promise<JobParameters> {
    assertPlain(unique);
    const row = await this.find(content.name, unique);
    const debounce = opts?.debounce;
    if (!debounce) {
      if (!row) return this.insert(content, uniqueKey(content, unique));
      return opts?.insertOnly ? decode(row) : this.update(row, content, unique);
    }
    const now = new Date(this.now);
    const later = new Date(this.now + debounce.delay);
    const leading = debounce.strategy === 'leading';
    if (!row) {
      const first = { ...content, debounceStartedAt: now, ...(leading ? {} : { nextRunAt: later }) };
      return this.insert(first, uniqueKey(first, unique));
    }
    const stored = decode(row);
    const since = stored.debounceStartedAt ?? now;
    if (leading) return this.update(row, { ...content, nextRunAt: stored.nextRunAt, debounceStartedAt: since }, unique);
    const waitedOut = Boolean(debounce.maxWait) && this.now - since.getTime() >= (debounce.maxWait ?? 0);
    const { debounceStartedAt: _, ...rest } = content;
    return this.update(row, waitedOut ? { ...rest, nextRunAt: now } : { ...rest, nextRunAt: later, debounceStartedAt: since }, unique);
  }

  private async find(name: string, unique: Paths): Promise<JobRecord | undefined> {
    const { sql, params } = candidates(unique);
    const rows = await this.select(`name = ? and ${sql}`, [name, ...params]);
    return rows.find((row) => matches(decode(row), unique));
  }

  private select(where: string, params: unknown[]): Promise<JobRecord[]> {
    return this.manager.query(`select * from job where ${where} order by id${this.lock}`, params) as Promise<JobRecord[]>;
  }

  private async insert(content: JobContent, key: string | null): Promise<JobParameters> {
    const id = newId('job', this.now);
    await this.manager.query(INSERT, [id, ...encode(content, this.options?.lastModifiedBy), key]);
    return this.read(id);
  }

  private async update(row: JobRecord, content: JobContent, unique?: Paths): Promise<JobParameters> {
    const stored = decode(row) as unknown as Record<string, unknown>;
    const kept = Object.fromEntries(RUN_FIELDS.filter((field) => content[field] === undefined).map((field) => [field, stored[field]]));
    const next = { ...content, ...kept };
    // a change of the data may end what the job was unique by: without a key it is found by looking at it
    const key =
      row.uniqueKey === SINGLE_KEY
        ? SINGLE_KEY
        : unique
          ? uniqueKey(next, unique)
          : matches({ data: stored.data }, { data: next.data })
            ? row.uniqueKey
            : null;
    await this.manager.query(UPDATE, [...encode(next, this.options?.lastModifiedBy), key, row.id]);
    return this.read(row.id);
  }

  private async read(id: string): Promise<JobParameters> {
    const [row] = await this.select('id = ?', [id]);
    return decode(row as JobRecord);
  }
}
