import { createHash } from 'node:crypto';
import type { InboundNotice } from '@parley/plugin';
import { isRecord, record } from '../json';
import { at, type Scope } from './scope';

/**
 * Something that is told but is no message: kept as it came and shown to the admin.
 *
 * @param key the duplicate key; left out: a digest of the surroundings and the content, the same for every redelivery
 */
export function notice(scope: Scope, kind: string, data: unknown, key?: string): InboundNotice {
  const seen = [scope.wabaId, scope.address, scope.entryAt, data];
  return {
    type: 'notice',
    ...(scope.address && { address: scope.address }),
    kind,
    key: key ?? createHash('sha256').update(canonical(seen)).digest('hex'),
    at: at(scope, record(data).timestamp),
    data,
    raw: data,
  };
}

/** The notice for an element that cannot be understood at all; nothing of it is lost. */
export const unreadable = (scope: Scope, data: unknown): InboundNotice => notice(scope, 'unreadable', data ?? null);

/** JSON with sorted keys: a redelivery may write them in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, entry: unknown) =>
    isRecord(entry) ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))) : entry,
  );
}
