import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { start, type Running } from './process.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const SITE = join(import.meta.dirname, '../site');

/** What `npm start` calls Node with: `exec node <flags> server/dist/main.js`. */
const [, , ...FLAGS] = (
  JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { scripts: { start: string } }
).scripts.start.split(' ');
const MAIN = join(REPOSITORY, FLAGS.pop() ?? '');

/** How a server is started. */
export interface ParleyOptions {
  /** Folder of `parley.config.ts`; the bench's own unless told. */
  root?: string;
}

/**
 * Starts the server as `npm start` does, built and in production, on a database. BENCH_NODE_ARGS holds more flags for Node, a profiler's for
 * instance.
 */
export const startParley = (database: Database, { root = SITE }: ParleyOptions = {}): Promise<Running> =>
  start(
    [...FLAGS, ...(process.env.BENCH_NODE_ARGS?.split(' ') ?? []), MAIN],
    {
      NODE_ENV: 'production',
      PARLEY_ROOT: root,
      DATA_DIR: database.folder,
      DATABASE_URL: database.url,
      HOST: '127.0.0.1',
      DEMO: '0',
      LOG_LEVEL: 'warn',
      SECRET_KEY: 'a key that only ever seals the settings of a bench',
    },
    'Parley is ready.',
  );
