import type { AgendaBackend, JobRepository } from 'agenda';
import type { Clock } from '../lib/clock';
import type { Db } from '../lib/db';
import { SqlJobRepository } from './sql-job-repository';

/** Where jobs are kept. */
export interface JobStore {
  readonly name: string;
  readonly repository: JobRepository;
  /** True when a save belongs to the open `db.write`; else it is made after the commit. */
  readonly transactional: boolean;
  /** Connects once; later calls answer at once. */
  connect(): Promise<void>;
  close(): Promise<void>;
}

const openMongo = (address: string): JobStore => {
  let backend: AgendaBackend | undefined;
  let connecting: Promise<void> | undefined;
  const connect = async () => {
    const { MongoBackend } = await import('@agendajs/mongo-backend');
    const made = new MongoBackend({ address });
    await made.connect();
    backend = made;
  };
  return {
    name: 'MongoDB',
    transactional: false,
    get repository() {
      if (!backend) throw new Error('the jobs are not connected yet');
      return backend.repository;
    },
    connect: () => {
      connecting ??= connect().catch((error: unknown) => {
        connecting = undefined;
        throw new Error(`MONGODB_URL: the job queue cannot reach MongoDB: ${(error as Error).message}`, { cause: error });
      });
      return connecting;
    },
    close: async () => {
      await backend?.disconnect();
      backend = connecting = undefined;
    },
  };
};

/**
 * The store of the jobs: MongoDB when its address is given, else the server's own database.
 */
export const openJobStore = (db: Db, clock: Clock, mongodbUrl?: string): JobStore =>
  mongodbUrl
    ? openMongo(mongodbUrl)
    : { name: 'SQL', repository: new SqlJobRepository(db, clock), transactional: true, connect: async () => {}, close: async () => {} };
