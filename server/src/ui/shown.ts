import type { UiBuild } from '@parley/plugin';
import { buildPath } from './build-store';
import type { UiBuildRow } from './ui-build.entity';
import { ENTRY } from './ui-package';

/** A build as the API shows it. */
export const shown = (row: UiBuildRow): UiBuild => ({
  id: row.id,
  remote: row.remote,
  version: row.version,
  digest: row.digest,
  contract: row.contract,
  entry: `${buildPath(row)}/${ENTRY}`,
  active: row.active,
  origin: row.origin,
  publishedAt: row.publishedAt,
  activatedAt: row.activatedAt,
  problem: row.problem,
});
