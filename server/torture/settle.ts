import { pause } from './chance';
import type { World } from './world';

/** How long it may take until nothing moves any more. */
const MOST_MS = 180_000;
const EVERY_MS = 500;
/** So often in a row nothing may have moved. */
const STILL = 8;

/**
 * Waits until everything has arrived and nothing follows from it any more.
 *
 * @returns why it did not come to rest, or null
 */
export const settle = async (world: World): Promise<string | null> => {
  const began = Date.now();
  let still = 0;
  let last = '';
  let reason = 'it did not begin';
  while (Date.now() - began < MOST_MS) {
    const { waiting } = await world.simulator.engine.webhooks.settle(true);
    const [outbox] = await world.query<{ n: number | string }>("select count(*) as n from outbox where state in ('READY','SENDING')");
    const [log] = await world.query<{ seq: number | string }>('select seq from event_counter');
    const unsent = Number(outbox?.n ?? 0);
    const free = await freePlaces(world);
    const [queue] = await world.query<{ n: number | string }>(
      "select count(*) as n from conversation where status = 'QUEUED' and assigneeId is null",
    );
    const queued = Number(queue?.n ?? 0);
    reason =
      waiting > 0
        ? `${waiting} webhooks wait at the provider`
        : unsent > 0
          ? `${unsent} messages wait in the outbox`
          : queued > 0 && free > 0
            ? `${queued} conversations wait though ${free} places are free`
            : '';
    const now = `${log?.seq}`;
    still = reason === '' && now === last ? still + 1 : 0;
    last = now;
    if (still >= STILL) return null;
    await pause(EVERY_MS);
  }
  return reason || 'the log goes on and on';
};

/** Places that agents who are online still have. */
export const freePlaces = async (world: World): Promise<number> => {
  const rows = await world.query<{ free: number | string | null }>(
    "select sum(case when capacity > held then capacity - held else 0 end) as free from agent where state = 'ACTIVE' and presence = 'ONLINE'",
  );
  return Number(rows[0]?.free ?? 0);
};
