import { join } from 'node:path';
import { start, type Running } from '../run/process.ts';
import type { Scene } from './scene.ts';

/** Starts a yardstick on the database of a scene, see baseline/server.ts. */
export const startBaseline = (kind: 'bare' | 'batched' | 'hand', { database, organization }: Scene): Promise<Running> =>
  start(
    [join(import.meta.dirname, '../baseline/server.ts')],
    {
      BASELINE: kind,
      NODE_ENV: 'production',
      DATABASE: JSON.stringify({ kind: database.kind, url: database.url }),
      ORGANIZATION: JSON.stringify(organization),
    },
    'ready',
  );
