import type { EntityManager } from 'typeorm';
import type { EventLog, NewEvent } from '../../events/event-log';
import type { Dialect } from '../../lib/db';
import { Sets } from '../../lib/sets';
import type { InboxRow } from '../../inboxes/inbox.entity';
import { messageEvent } from '../../messages/message-events';
import { undoReaction } from '../../messages/reaction.service';
import { faultOf } from './check';
import { decide } from './decide';
import { Draft } from './draft';
import { settleLetters, UNROUTED, writeLetters, type Failure } from './letters';
import { load } from './load';
import type { Arrival, Placed, Unit } from './unit';
import { write } from './write';

const DELIVERY = ['id', 'connectionId', 'receivedAt', 'body'];

/**
 * Applies a group of units inside an open transaction, as sets: load, decide in memory, write, and the log last. About ten statements
 * whatever the size; doing it again changes nothing but the raw deliveries.
 *
 * @returns how many of its messages were there already
 */
export const applyUnits = async (
  manager: EntityManager,
  dialect: Dialect,
  events: EventLog,
  now: number,
  units: readonly Unit[],
): Promise<{ duplicates: number }> => {
  const sets = new Sets(manager, dialect);
  const failures: Failure[] = [];
  const placed: Placed[] = [];
  const settled: string[] = [];
  const fail = (unit: Unit, arrival: Arrival, kind: Failure['kind'], reason: string): void =>
    void failures.push({ unit, arrival, kind, reason });

  const sound = units.flatMap((unit) =>
    unit.arrivals.flatMap((arrival) => {
      const fault = faultOf(arrival.event);
      if (fault !== null) fail(unit, arrival, 'FAILED', `The channel gave an event that cannot be applied: ${fault}.`);
      return fault === null ? [{ unit, arrival }] : [];
    }),
  );
  const inboxOf = await inboxes(sets, sound);
  for (const { unit, arrival } of sound) {
    const inboxId = inboxOf(unit, arrival);
    const { event, letterId } = arrival;
    if (inboxId === null && event.type !== 'notice') {
      fail(unit, arrival, 'UNROUTED', UNROUTED);
      continue;
    }
    placed.push({
      event,
      inboxId,
      orgId: unit.connection.orgId,
      connectionId: unit.connection.id,
      windowMs: unit.connection.serviceWindowMs,
      hasBot: inboxId !== null && unit.connection.inboxesWithBot?.has(inboxId) === true,
    });
    if (letterId) settled.push(letterId);
  }

  const draft = new Draft(now);
  await load(manager, sets, placed, draft);
  decide(draft, placed);
  await sets.insert(
    'delivery',
    DELIVERY,
    units.flatMap((u) => (u.delivery ? [[u.delivery.id, u.connection.id, now, u.delivery.body]] : [])),
  );
  await write(manager, sets, draft);
  await writeLetters(
    manager,
    sets,
    now,
    failures,
    units.filter((unit) => unit.unreadable !== undefined),
  );
  await settleLetters(manager, now, settled);
  await events.append(manager, [...draft.events(), ...(await undone(manager, draft))]);
  return { duplicates: draft.duplicates };
};

/** Takes back reactions of ours that the provider refused. */
const undone = async (manager: EntityManager, draft: Draft): Promise<NewEvent[]> => {
  const told: NewEvent[] = [];
  for (const reaction of draft.failedReactions) {
    const target = await undoReaction(manager, reaction);
    if (target) told.push(await messageEvent(manager, 'message.updated', target, { data: { reactionFailed: reaction.errorCode } }));
  }
  return told;
};

/** Finds the inbox of an address. What the cache does not know is asked of the table: another server may have just made the inbox. */
const inboxes = async (
  sets: Sets,
  items: readonly { unit: Unit; arrival: Arrival }[],
): Promise<(unit: Unit, arrival: Arrival) => string | null> => {
  const cached = (unit: Unit, { event }: Arrival): string | undefined =>
    event.address === undefined ? undefined : unit.connection.inboxByAddress.get(event.address);
  const unknown = items.filter(({ unit, arrival }) => arrival.event.address !== undefined && cached(unit, arrival) === undefined);
  const rows = await sets.selectIn<Pick<InboxRow, 'id' | 'connectionId' | 'address'>>(
    'select id, connectionId, address from inbox where connectionId',
    [...new Set(unknown.map(({ unit }) => unit.connection.id))].sort(),
  );
  const found = new Map(rows.map((row) => [`${row.connectionId}|${row.address}`, row.id]));
  return (unit, arrival) => cached(unit, arrival) ?? found.get(`${unit.connection.id}|${arrival.event.address ?? ''}`) ?? null;
};
