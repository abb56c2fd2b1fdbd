import { join } from 'node:path';
import type { Database } from './database.ts';
import { start, type Running } from './process.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const SITE = join(import.meta.dirname, '../site');

/** How a server is started. */
export interface ParleyOptions {
  /** Folder of `parley.config.ts`; the bench's own unless told. */
  root?: string;
  /** For Node itself, before the program. */
  nodeArgs?: readonly string[];
}

/** Starts the server as an operator would, built and in production, on a database. */
export const startParley = (database: Database, { root = SITE, nodeArgs = [] }: ParleyOptions = {}): Promise<Running> =>
  start(
    [...(process.env.BENCH_NODE_ARGS?.split(' ') ?? []), ...nodeArgs, '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', MAIN],
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
