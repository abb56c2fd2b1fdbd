import { join } from 'node:path';

/** A server that the servers stand on, on loopback. */
export interface Service {
  url: string;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts again on the same port. */
  restart(): Promise<void>;
}

/** What the run stands on; absent: it does without. */
export interface Services {
  mariadb?: Service;
  redis?: Service;
  mongo?: Service;
}

const TOOLS = join(__dirname, '../../tools/services');

/** A server that is there already: used as it is, never taken away. */
const given = (url: string | undefined): Service | null => {
  const leave = async (): Promise<void> => undefined;
  return url ? { url, stop: leave, kill: leave, restart: leave } : null;
};

const startOne = async (name: string): Promise<Service> =>
  ((await import(join(TOOLS, `${name}.mjs`))) as { start(): Promise<Service> }).start();

/** Starts what a run on MariaDB stands on. Without something that speaks MongoDB's protocol jobs stay in the database, and the run says so. */
export const startServices = async (say: (line: string) => void): Promise<Services> => {
  const { TEST_DATABASE_URL, TEST_REDIS_URL, TEST_MONGODB_URL } = process.env;
  const mariadb = given(TEST_DATABASE_URL) ?? (await startOne('mariadb'));
  const redis = given(TEST_REDIS_URL) ?? (await startOne('redis'));
  try {
    return { mariadb, redis, mongo: given(TEST_MONGODB_URL) ?? (await startOne('mongo')) };
  } catch (error) {
    say(`no MongoDB: jobs stay in the database (${(error as Error).message.split('\n')[0]})`);
    return { mariadb, redis };
  }
};

export const stopServices = async (services: Services): Promise<void> => {
  await Promise.all(Object.values(services).map((service: Service) => service.stop()));
};
