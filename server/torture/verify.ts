import type { Journal } from './journal';
import { replayLog } from './verify-log';
import { verifyRealtime } from './verify-realtime';
import { verifySends } from './verify-sends';
import { verifySecrecy } from './verify-secrecy';
import type { Checks } from './verdict';
import { freePlaces } from './settle';
import type { World } from './world';

interface MessageRecord {
  id: string;
  providerId: string;
  conversationId: string;
  seq: number | string;
  text: string | null;
  contactId: string;
  inboxId: string;
  orgId: string;
  openedAt: number | string;
}

/** Holds what is in the database against what the run knows to be true. */
export const verifyAll = async (world: World, journal: Journal, checks: Checks): Promise<void> => {
  await verifyIntake(world, journal, checks);
  await verifyConversations(world, journal, checks);
  await replayLog(world, checks);
  await verifySends(world, journal, checks);
  await verifyRealtime(world, journal, checks);
  await verifySecrecy(world, journal, checks);
};

/** What customers wrote: each once, with the right person, in order. */
const verifyIntake = async (world: World, journal: Journal, checks: Checks): Promise<void> => {
  const rows = await world.query<MessageRecord>(
    `select m.id, m.providerId, m.conversationId, m.seq, m.text, m.inboxId, m.orgId, c.contactId, c.openedAt
      from message m join conversation c on c.id = m.conversationId where m.direction = 'IN' and m.authorKind = 'contact' order by c.openedAt, c.id, m.seq`,
  );
  const byProvider = new Map<string, MessageRecord[]>();
  for (const row of rows) byProvider.set(row.providerId, [...(byProvider.get(row.providerId) ?? []), row]);
  const identities = new Map(
    (await world.query<{ value: string; contactId: string }>("select value, contactId from contact_identity where kind = 'wa_id'")).map(
      (row) => [row.value, row.contactId],
    ),
  );

  const once = checks.begin('I1 what a customer wrote is there exactly once', journal.written.length);
  const right = checks.begin('I2 it lies with the right contact, inbox and organization', journal.written.length);
  for (const written of journal.written) {
    const found = byProvider.get(written.providerId) ?? [];
    if (found.length !== 1) once(`"${written.text}" (${written.providerId}) is there ${found.length} times`);
    const [row] = found;
    if (!row) continue;
    if (row.text !== written.text) once(`${row.id} says "${row.text}", written was "${written.text}"`);
    if (row.contactId !== identities.get(written.waId)) right(`${row.id} of ${written.customerId} lies with ${row.contactId}`);
    if (row.inboxId !== world.inboxId || row.orgId !== world.orgId) right(`${row.id} lies in ${row.inboxId} of ${row.orgId}`);
  }
  const known = new Set(journal.written.map(({ providerId }) => providerId));
  for (const row of rows) if (!known.has(row.providerId)) once(`${row.id} was written by nobody`);

  verifyOrder(rows, journal, checks);

  const dense = await world.query<{ id: string; n: number | string; most: number | string; counted: number | string }>(
    'select c.id, count(m.id) as n, max(m.seq) as most, c.messageSeq as counted from conversation c join message m on m.conversationId = c.id and m.seq > 0 group by c.id, c.messageSeq',
  );
  const numbers = checks.begin('order the numbers of a conversation have no gap', dense.length);
  for (const { id, n, most, counted } of dense)
    if (Number(n) !== Number(most) || Number(most) !== Number(counted))
      numbers(`${id}: ${n} messages, the last is number ${most}, counted are ${counted}`);
};

/**
 * Whatever was acknowledged before the provider first posted something later of the same customer stands before it. (What the provider brings late,
 * after a failed try, comes late: then nothing can be asked.)
 */
const verifyOrder = (rows: readonly MessageRecord[], journal: Journal, checks: Checks): void => {
  const order = checks.begin('order each customer is read in the order in which they wrote', journal.ways.size);
  const writer = new Map(journal.written.map(({ providerId, customerId }) => [providerId, customerId]));
  const byCustomer = new Map<string, MessageRecord[]>();
  for (const row of rows) {
    const customer = writer.get(row.providerId);
    if (customer) byCustomer.set(customer, [...(byCustomer.get(customer) ?? []), row]);
  }
  for (const own of byCustomer.values()) {
    // from the end: whatever stands before must not have been posted after something behind it was taken
    let taken = Number.POSITIVE_INFINITY;
    let first = '';
    for (const row of [...own].reverse()) {
      const way = journal.ways.get(row.providerId);
      if (!way) continue;
      if (way.posted > taken) order(`${row.id} "${row.text}" stands before ${first}, which was acknowledged before it was posted`);
      if (way.taken < taken) [taken, first] = [way.taken, row.id];
    }
  }
};

const verifyConversations = async (world: World, journal: Journal, checks: Checks): Promise<void> => {
  const open = await world.query<{ inboxId: string; contactId: string; n: number | string }>(
    "select inboxId, contactId, count(*) as n from conversation where status <> 'CLOSED' group by inboxId, contactId",
  );
  const single = checks.begin('I3 at most one open conversation of a contact on an inbox', open.length);
  for (const row of open) if (Number(row.n) > 1) single(`${row.contactId} has ${row.n} open conversations on ${row.inboxId}`);

  const contacts = await world.query<{ value: string; n: number | string }>(
    "select value, count(*) as n from contact_identity where kind = 'wa_id' group by value",
  );
  const one = checks.begin('I2 one contact for each number', contacts.length);
  for (const row of contacts) if (Number(row.n) > 1) one(`${row.value} is ${row.n} contacts`);

  const ended = new Set((await world.query<{ id: string }>("select id from conversation where status = 'CLOSED'")).map(({ id }) => id));
  const closed = checks.begin('I1 what an agent was told is closed is closed', journal.closed.size);
  for (const id of journal.closed) if (!ended.has(id)) closed(`${id} is open`);

  const held = await world.query<{ id: string; held: number | string; has: number | string; capacity: number | string }>(
    "select a.id, a.held, a.capacity, (select count(*) from conversation c where c.assigneeId = a.id and c.status <> 'CLOSED') as has from agent a",
  );
  const load = checks.begin('I5 what an agent is said to hold is what they hold', held.length);
  for (const row of held) if (Number(row.held) !== Number(row.has)) load(`${row.id} is said to hold ${row.held} and holds ${row.has}`);

  const [waiting] = await world.query<{ n: number | string }>(
    "select count(*) as n from conversation where status = 'QUEUED' and assigneeId is null",
  );
  const drained = checks.begin('I10 nobody waits while an agent who is online has room', open.length);
  const free = await freePlaces(world);
  if (Number(waiting?.n ?? 0) > 0 && free > 0) drained(`${waiting?.n} conversations wait though ${free} places are free`);
};
