import { AsyncLocalStorage } from 'node:async_hooks';
import Database from 'better-sqlite3';
import { DataSource, type DataSourceOptions, type EntityManager, type EntitySchema, type MixedList } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import { ConfigError } from './config';
import { MigrationFailed, runMigrations, undoLast } from './migrate';

export type Dialect = 'sqlite' | 'mysql';
type EntityList = MixedList<string | (new () => object) | EntitySchema>;
type MigrationList = (new () => MigrationInterface)[];

/** What the database is made of. */
export interface DbModel {
  entities: EntityList;
  migrations: MigrationList;
  /** False: what is there is opened as it is, and nothing is made. */
  migrate?: boolean;
}

const LONG: Record<string, 'mediumtext' | 'longblob'> = { text: 'mediumtext', blob: 'longblob' };

interface SqliteHandle {
  readonly inTransaction: boolean;
  pragma(text: string): unknown;
  exec(sql: string): unknown;
}

/** Errors that say nothing about what was written: try again, or tell the caller to. */
const RACES = /^(ER_(LOCK_DEADLOCK|LOCK_WAIT_TIMEOUT|CHECKREAD|DUP_ENTRY|XA_RBDEADLOCK)|SQLITE_(BUSY|LOCKED))/;
/** The engine, its disk, its memory or the way to it; a code that it begins with is enough. */
const OUTAGES = new RegExp(
  `^(${[
    'SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|PROTOCOL|NOMEM|PERM|AUTH|INTERRUPT)',
    'ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EIO$|ENOSPC|EROFS|EDQUOT|EMFILE|ENFILE',
    'PROTOCOL_|POOL_|HANDSHAKE_',
    'ER_(SERVER_SHUTDOWN|NORMAL_SHUTDOWN|SHUTDOWN_COMPLETE|CON_COUNT_ERROR|TOO_MANY_USER_CONNECTIONS|USER_LIMIT_REACHED|NEW_ABORTING_CONNECTION)',
    'ER_(ABORTING_CONNECTION|FORCING_CLOSE|CONNECTION_KILLED|QUERY_INTERRUPTED|QUERY_TIMEOUT|STATEMENT_TIMEOUT|HOST_IS_BLOCKED)',
    'ER_(DISK_FULL|RECORD_FILE_FULL|LOCK_TABLE_FULL|OUT_OF_RESOURCES|OUTOFMEMORY|OUT_OF_SORTMEMORY|ENGINE_OUT_OF_MEMORY)',
    'ER_(CANT_LOCK|CANT_OPEN_FILE|CANT_CREATE_FILE|ERROR_ON_(READ|WRITE|CLOSE|RENAME)|ERROR_DURING_(COMMIT|ROLLBACK)|GET_ERRNO|TABLE_IN_RECOVERY)',
    'ER_(OPTION_PREVENTS_STATEMENT|OPEN_AS_READONLY|READ_ONLY_MODE|CANT_EXECUTE_IN_READ_ONLY_TRANSACTION|INNODB_READ_ONLY|LOCK_ABORTED)',
    'ER_NET_(READ|WRITE|ERROR_ON_WRITE|FCNTL)',
    'ER_(ACCESS_DENIED_ERROR|DBACCESS_DENIED_ERROR|CRASHED_ON_USAGE|NOT_KEYFILE|SERVER_OFFLINE_MODE)',
  ].join('|')})`,
);
/** What drivers say in words only. */
const OUTAGE_WORDS = /not established|(pool|connection|database)( connection)? is (closed|not open)|closed state/i;

/** The database driver's own code of an error that TypeORM wrapped, or undefined. */
export const driverCode = (error: unknown): string | undefined => {
  const e = error as { code?: string; driverError?: { code?: string } } | null;
  return e?.driverError?.code ?? e?.code;
};

/** Somebody else was faster: the same unit of work may succeed when it is run again. */
export const isRace = (error: unknown): boolean =>
  RACES.test(driverCode(error) ?? '') || /UNIQUE constraint failed/.test(String((error as Error)?.message));

/** The database is not able to work now: nobody's fault, nothing to do with the content. */
export const isOutage = (error: unknown): boolean => {
  const code = driverCode(error) ?? '';
  return (
    OUTAGES.test(code) ||
    Boolean((error as { fatal?: boolean; driverError?: { fatal?: boolean } })?.driverError?.fatal) ||
    OUTAGE_WORDS.test(String((error as Error)?.message))
  );
};

/**
 * The database as units of work. TypeORM's SQLite driver keeps one connection and one query runner for each DataSource, so that
 * transactions which overlap become savepoints of each other and acknowledged rows vanish when one rolls back. Therefore:
 *
 * - `write(fn)`: one transaction; on SQLite one at a time on the only writing connection;
 * - `read`: a second, read-only connection that sees committed data only; inside `write` it is the transaction itself.
 *
 * On MySQL and MariaDB both use the pool.
 */
export class Db {
  private tail: Promise<unknown> = Promise.resolve();
  private readonly open = new AsyncLocalStorage<{ manager: EntityManager; after: (() => void)[] }>();
  private closed = false;
  private outage: (error: unknown) => void = () => undefined;

  private constructor(
    readonly dialect: Dialect,
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {}

  /**
   * Opens the database and brings its tables up to date, unless the model says not to.
   *
   * @throws ConfigError when a migration fails; the database is left as it was, and the sentence says so where it is not
   * @param url `sqlite:<file>`, `mysql://…` or `mariadb://…`
   */
  static async connect(url: string, model: DbModel): Promise<Db> {
    if (/^(mysql|mariadb):/.test(url)) return Db.connectMysql(url, model);
    const file = url.replace(/^sqlite:(\/\/)?/, '');
    if (file === ':memory:' || file === '')
      throw new Error('DATABASE_URL: write sqlite:<file>; a database in memory cannot be shared by two connections');
    const base = { type: 'better-sqlite3' as const, database: file, driver: Database, statementCacheSize: 512 };
    const writer = await new DataSource({
      ...base,
      ...model,
      enableWAL: true,
      prepareDatabase: (db: SqliteHandle) => pragmas(db, ['synchronous = FULL', 'cache_size = -64000', 'wal_autocheckpoint = 4000']),
    } as DataSourceOptions).initialize();
    await migrate(writer, model);
    const reader = await new DataSource({
      ...base,
      entities: model.entities,
      prepareDatabase: (db: SqliteHandle) => pragmas(db, ['cache_size = -32000', 'query_only = ON']),
    } as DataSourceOptions).initialize();
    return new Db('sqlite', writer, reader);
  }

  private static async connectMysql(url: string, model: DbModel): Promise<Db> {
    const address = url.replace(/^mariadb:/, 'mysql:');
    const options = {
      url: address,
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      supportBigNumbers: true,
      poolSize: 10,
      extra: { connectTimeout: 5000 },
    };
    const probe = await new DataSource({ ...options, type: 'mysql', entities: [] } as DataSourceOptions).initialize();
    const [{ version }] = (await probe.query('select version() as version')) as [{ version: string }];
    const [{ tables }] = (await probe.query(
      'select count(*) as tables from information_schema.tables where table_schema = database()',
    )) as [{ tables: number }];
    if (Number(tables) === 0 && model.migrate !== false)
      await probe.query(`alter database \`${new URL(address).pathname.slice(1)}\` character set utf8mb4 collate utf8mb4_bin`);
    await probe.destroy();
    // as 'mysql', every nullable column of a MariaDB drifts for ever
    const type = /mariadb/i.test(version) ? 'mariadb' : 'mysql';
    const ds = await new DataSource({
      ...options,
      ...model,
      type,
    } as DataSourceOptions).initialize();
    await migrate(ds, model);
    // entities say `text` and `blob`; on MySQL those end at 64 kB, so the migrations make the longer kinds
    for (const column of ds.entityMetadatas.flatMap((m) => m.columns)) column.type = LONG[String(column.type)] ?? column.type;
    return new Db('mysql', ds, ds);
  }

  /** Committed data; inside {@link write} the transaction's own view. */
  get read(): EntityManager {
    return this.open.getStore()?.manager ?? this.reader.manager;
  }

  /**
   * Runs one transaction. A nested call joins it. No network call belongs in here. A lost race (deadlock, duplicate key of another
   * node) is retried when `retries` says that `fn` may run again.
   */
  async write<T>(fn: (manager: EntityManager) => Promise<T>, retries = 0): Promise<T> {
    const open = this.open.getStore();
    if (open) return fn(open.manager);
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.transaction(fn);
      } catch (error) {
        if (attempt >= retries || !isRace(error)) throw error;
      }
    }
  }

  /** Runs `fn` on one server at a time, for what is not one transaction. On SQLite there is one server only. */
  exclusively<T>(name: string, fn: () => Promise<T>): Promise<T> {
    return this.dialect === 'sqlite' ? fn() : underLock(this.writer, name, fn);
  }

  /**
   * One view of committed data for as long as `fn` runs, while others go on writing. On SQLite it takes the only reading connection:
   * for a program of its own, not for the server.
   */
  async snapshot<T>(fn: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.reader.createQueryRunner();
    try {
      if (this.dialect === 'mysql') {
        await runner.query('set transaction isolation level repeatable read');
        await runner.query('start transaction with consistent snapshot, read only');
      } else await runner.query('begin');
      return await fn(runner.manager);
    } finally {
      await runner.query('rollback').catch(() => undefined);
      await runner.release();
    }
  }

  /** Calls `fn` once the open transaction has committed; at once when none is open. */
  afterCommit(fn: () => void): void {
    const open = this.open.getStore();
    if (open) open.after.push(fn);
    else fn();
  }

  /** Is a transaction open around the caller? */
  get inWrite(): boolean {
    return this.open.getStore() !== undefined;
  }

  private async transaction<T>(fn: (manager: EntityManager) => Promise<T>): Promise<T> {
    const after: (() => void)[] = [];
    const run = () => {
      if (this.closed) throw new Error('the database is closed');
      // READ COMMITTED: no gap locks; unique keys decide between nodes
      const work = (manager: EntityManager) => this.open.run({ manager, after }, () => fn(manager));
      return this.dialect === 'sqlite' ? this.writer.transaction(work) : this.writer.transaction('READ COMMITTED', work);
    };
    let result: Promise<T>;
    if (this.dialect === 'sqlite') {
      result = this.tail.then(run, run);
      this.tail = result.catch(() => this.settleSqlite());
    } else result = run();
    const value = await result.catch((error: unknown) => {
      if (isOutage(error)) this.outage(error);
      throw error;
    });
    for (const call of after) {
      try {
        call();
      } catch (error) {
        // it is committed: whoever asked for it must not hear that it failed
        process.emitWarning(`after a commit: ${(error as Error).stack ?? String(error)}`);
      }
    }
    return value;
  }

  /** A full disk or an I/O error makes SQLite take a transaction back by itself. TypeORM then believes it open still, for ever. */
  private async settleSqlite(): Promise<void> {
    const runner = this.writer.createQueryRunner();
    if (!runner.isTransactionActive) return;
    const { databaseConnection: handle } = this.writer.driver as unknown as { databaseConnection: SqliteHandle };
    if (!handle.inTransaction) handle.exec('begin');
    await runner.rollbackTransaction().catch(() => undefined);
  }

  /** Names who is told when a transaction failed because the database cannot work: see `isOutage`. */
  onOutage(listener: (error: unknown) => void): void {
    this.outage = listener;
  }

  /** The statements that would bring the tables to the entities; empty when they agree. */
  async drift(): Promise<string[]> {
    const log = await this.writer.driver.createSchemaBuilder().log();
    return log.upQueries.map((q) => q.query);
  }

  /**
   * Takes back the migration that ran last, with what its tables and columns hold. No server may run.
   *
   * @returns its name; null: none has run
   */
  undoLast(): Promise<string | null> {
    return undoLast(this.writer);
  }

  /** Answers when both connections work. */
  async ping(): Promise<void> {
    await this.reader.query('select 1');
    if (this.writer !== this.reader) await this.writer.query('select 1');
  }

  async close(): Promise<void> {
    await this.tail;
    this.closed = true;
    await this.writer.destroy();
    if (this.reader !== this.writer) await this.reader.destroy();
  }
}

/** How long a server waits for another one that migrates, in seconds. */
const LOCK_SECONDS = 300;

const underLock = async <T>(ds: DataSource, name: string, fn: () => Promise<T>): Promise<T> => {
  const runner = ds.createQueryRunner();
  try {
    const [{ got }] = (await runner.query("select get_lock(left(concat('parley ', ?, ' ', database()), 64), ?) as got", [
      name,
      LOCK_SECONDS,
    ])) as [{ got: number | string | null }];
    if (Number(got) !== 1) throw new Error(`another server has held the lock "${name}" for ${LOCK_SECONDS} seconds`);
    return await fn();
  } finally {
    await runner.query("select release_lock(left(concat('parley ', ?, ' ', database()), 64))", [name]).catch(() => undefined);
    await runner.release();
  }
};

const migrate = async (ds: DataSource, model: DbModel): Promise<void> => {
  if (model.migrate === false) return;
  try {
    await runMigrations(ds);
  } catch (error) {
    await ds.destroy();
    if (isOutage(error)) throw error;
    const left =
      error instanceof MigrationFailed && !error.clean
        ? 'What was begun is half there, because this database cannot take tables back: restore the backup, then start the version that ran before'
        : `The ${error instanceof MigrationFailed ? 'database' : 'file'} is as it was, and the version that ran before still works with it. Start that one again`;
    throw new ConfigError(`The database could not be brought up to date: ${(error as Error).message}. ${left}, and tell who makes Parley.`);
  }
};

const pragmas = (db: SqliteHandle, texts: string[]): void => {
  for (const text of ['busy_timeout = 5000', 'temp_store = MEMORY', ...texts]) db.pragma(text);
};
