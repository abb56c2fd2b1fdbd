import type { JobRepository } from 'agenda';
import type { Clock } from '../lib/clock';
import type { Db } from '../lib/db';
import { SqlJobRepository } from './sql-job-repository';

/** Where jobs are kept. */
export interface JobStore {
  readonly name: string;
  readonly repository: JobRepository;
  /** True when a save belongs to the open `db.write`; else it is recorded there and relayed after the commit. */
  readonly transactional: boolean;
  /** Connects once; later calls answer at once. */
  connect(): Promise<void>;
  /** @throws {Error} when the store does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A call that MongoDB does not answer fails well before a relay's lease ends. */
const MONGO_OPTIONS = { serverSelectionTimeoutMS: 2_000, connectTimeoutMS: 2_000, socketTimeoutMS: 8_000 };

const openMongo = (address: string): JobStore => {
  const open = async () => {
    const { MongoBackend, MongoJobRepository } = await import('@agendajs/mongo-backend');
    const made = new MongoBackend({ address, options: MONGO_OPTIONS });
    await made.connect();
    // an appointment is found by its key
    const { repository } = made;
    if (!(repository instanceof MongoJobRepository)) throw new Error('the backend is not the one that was asked for');
    const mongo = repository.getDb();
    await mongo.collection('agendaJobs').createIndex({ name: 1, 'data.key': 1 }, { name: 'parleyKey' });
    return { repository, ping: () => mongo.command({ ping: 1 }), close: () => made.disconnect() };
  };
  let backend: Awaited<ReturnType<typeof open>> | undefined;
  let connecting: Promise<void> | undefined;
  const opened = () => {
    if (!backend) throw new Error('the jobs are not connected yet');
    return backend;
  };
  const connect = () => {
    connecting ??= open().then(
      (made) => void (backend = made),
      (error: unknown) => {
        connecting = undefined;
        throw new Error(`MONGODB_URL: the job queue cannot reach MongoDB: ${(error as Error).message}`, { cause: error });
      },
    );
    return connecting;
  };
  return {
    name: 'MongoDB',
    transactional: false,
    get repository() {
      return opened().repository;
    },
    connect,
    ping: async () => {
      await connect();
      await opened().ping();
    },
    close: async () => {
      await connecting?.catch(() => undefined);
      await backend?.close();
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
    : {
        name: 'SQL',
        repository: new SqlJobRepository(db, clock),
        transactional: true,
        connect: async () => {},
        ping: () => db.ping(),
        close: async () => {},
      };
