/**
 * The intake without its doors, in a process of its own: the server's own code and the same work by hand, in turn, on two databases that were
 * filled alike. Arguments: JSON of {@link SetsJob}; writes JSON of {@link SetsResult}.
 */
import 'reflect-metadata';
import type { InboundEvent } from '@parley/plugin';
import intakeService from '../../dist/channels/intake.service.js';
import entityList from '../../dist/entities.js';
import eventLog from '../../dist/events/event-log.js';
import type { Kernel } from '../../dist/kernel.js';
import clock from '../../dist/lib/clock.js';
import database from '../../dist/lib/db.js';
import ids from '../../dist/lib/ids.js';
import log from '../../dist/lib/log.js';
import { applyByHand, type Told } from '../baseline/hand.ts';
import { openStore } from '../baseline/stores.ts';
import { toldBy } from '../baseline/told.ts';
import { bodyOf, type RequestPlan } from '../load/requests.ts';
import type { Database } from '../run/database.ts';
import type { Organization } from '../run/organization.ts';
import { PHONE_NUMBER_ID } from '../run/account.ts';

type Side = { database: Pick<Database, 'kind' | 'url'>; organization: Organization };
export interface SetsJob {
  ours: Side;
  hand: Side;
  rounds: number;
  /** Messages of a round, in groups of so many. */
  messages: number;
  group: number;
  plan: RequestPlan;
}

/** Messages a second of each round. */
export interface SetsResult {
  ours: number[];
  hand: number[];
}

const job = JSON.parse(process.argv[2] ?? '{}') as SetsJob;
const db = await database.Db.connect(job.ours.database.url, { entities: entityList.entities as never, migrations: [], migrate: false });
const kernel = {
  db,
  clock: clock.systemClock,
  log: log.createLog('silent'),
  events: new eventLog.EventLog(db, clock.systemClock),
} as unknown as Kernel;
const intake = new intakeService.IntakeService(kernel);
const { orgId, connectionId, inboxId } = job.ours.organization;
const connection = { id: connectionId, orgId, serviceWindowMs: 86_400_000, inboxByAddress: new Map([[PHONE_NUMBER_ID, inboxId]]) };
const store = await openStore(job.hand.database);

const event = (told: Told): InboundEvent => ({
  type: 'message',
  address: PHONE_NUMBER_ID,
  at: told.at,
  raw: { text: told.text },
  providerId: told.providerId,
  sender: {
    identities: [
      { kind: 'bsuid', value: told.userId },
      { kind: 'wa_id', value: told.waId },
    ],
    name: told.name,
    phone: told.waId,
    replyTo: { kind: 'wa_id', value: told.waId },
  },
  kind: 'text',
  text: told.text,
});

const applyOurs = async (group: readonly Told[]): Promise<void> => {
  const units = group.map((told) => {
    const id = ids.newId('dlv');
    return { connection, delivery: { id, body: told.body }, deliveryId: id, arrivals: [{ event: event(told) }] };
  });
  const [error] = await intake.commit(units);
  if (error) throw error;
};

const perSecond = async (messages: readonly Told[], apply: (group: readonly Told[]) => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  for (let i = 0; i < messages.length; i += job.group) await apply(messages.slice(i, i + job.group));
  return (messages.length * 1000) / (performance.now() - startedAt);
};

const result: SetsResult = { ours: [], hand: [] };
// the first round warms both and does not count
for (let i = 0; i <= job.rounds; i++) {
  const plan = { ...job.plan, series: `${job.plan.series}r${i}` };
  const messages = Array.from({ length: job.messages }, (_, n) => toldBy(Buffer.from(bodyOf(plan, n)))).filter(
    (told): told is Told => told !== null,
  );
  const hand = (group: readonly Told[]): Promise<void> => applyByHand(store, job.hand.organization, Date.now(), group);
  // who begins takes turns: what the machine does meanwhile hits both
  const order = i % 2 === 0 ? (['ours', 'hand'] as const) : (['hand', 'ours'] as const);
  for (const side of order) {
    const rate = await perSecond(messages, side === 'ours' ? applyOurs : hand);
    if (i > 0) result[side].push(rate);
  }
}
await db.close();
await store.close();
process.stdout.write(JSON.stringify(result));
