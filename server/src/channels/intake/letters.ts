import type { InboundEvent } from '@parley/plugin';
import type { EntityManager } from 'typeorm';
import { newId } from '../../lib/ids';
import type { Sets } from '../../lib/sets';
import { DeadLetterRow } from '../dead-letter.entity';
import { cut, digest, eventKey, safeJson } from './keys';
import { tableOf } from './table';
import type { Arrival, Unit } from './unit';
import { updateIn } from './write';

export type LetterKind = 'UNROUTED' | 'FAILED' | 'UNREADABLE';

/** An event that could not be applied, and why. */
export interface Failure {
  unit: Unit;
  arrival: Arrival;
  kind: LetterKind;
  reason: string;
}

export const UNROUTED = 'No inbox of this connection has this address. Create the inbox: the event is then applied by itself.';

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.length <= 190 ? value : null);

const letterOf = (
  now: number,
  unit: Unit,
  event: InboundEvent | null,
  kind: LetterKind,
  reason: string,
  dedupeKey: string,
): DeadLetterRow =>
  Object.assign(new DeadLetterRow(), {
    id: newId('dead', now),
    orgId: unit.connection.orgId,
    connectionId: unit.connection.id,
    deliveryId: unit.deliveryId,
    kind,
    address: textOf((event as { address?: unknown } | null)?.address),
    dedupeKey,
    event: event === null ? null : safeJson(event),
    reason: cut(reason, 2_000),
    receivedAt: now,
    replayedAt: null,
  });

/** Keeps what could not be applied: a new letter, once for the same event, or a new reason on the letter that it came out of. */
export const writeLetters = async (
  manager: EntityManager,
  sets: Sets,
  now: number,
  failures: readonly Failure[],
  unreadable: readonly Unit[] = [],
): Promise<void> => {
  const fresh = failures.filter((f) => f.arrival.letterId === undefined);
  const rows = [
    ...fresh.map((f) => letterOf(now, f.unit, f.arrival.event, f.kind, f.reason, eventKey(f.arrival.event))),
    ...unreadable.map((unit) => letterOf(now, unit, null, 'UNREADABLE', unit.unreadable ?? '', digest(unit.delivery?.body ?? ''))),
  ];
  const table = tableOf(manager, DeadLetterRow);
  await sets.insertNew(table.name, table.columns, rows.map(table.write), 'dedupeKey,connectionId');
  for (const failure of failures) {
    if (failure.arrival.letterId === undefined) continue;
    await manager.query('update dead_letter set kind = ?, reason = ? where id = ?', [
      failure.kind,
      cut(failure.reason, 2_000),
      failure.arrival.letterId,
    ]);
  }
};

/** The letters whose events have now been applied. */
export const settleLetters = (manager: EntityManager, now: number, letterIds: readonly string[]): Promise<void> =>
  updateIn(manager, `update dead_letter set replayedAt = ${Math.floor(now)} where replayedAt is null and id`, [...letterIds].sort());
