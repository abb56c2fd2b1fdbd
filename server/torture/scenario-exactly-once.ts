import { createHmac } from 'node:crypto';
import { Agent as HttpAgent, request } from 'node:http';
import { DEFAULT_NUMBER } from '@parley/simulator';
import { Chance, pause } from './chance';
import { Journal } from './journal';
import type { Options } from './options';
import { Reader } from './people';
import { Checks, type Verdict } from './verdict';
import { World } from './world';

/** Of each ten events: so many messages of customers and messages of our side; the rest are receipts. */
const OF_TEN = { messages: 5, echoes: 1 };
const STATUSES = ['sent', 'delivered', 'read', 'failed'] as const;
const RANKS: Readonly<Record<string, number>> = { sent: 2, delivered: 3, read: 4 };
const CONTACTS = 2_000;
const PARALLEL = 32;
/** Webhooks that are made at a time, so that memory stays small. */
const CHUNK = 20_000;

type Item = { kind: 'messages' | 'statuses' | 'message_echoes'; value: Record<string, unknown>; contact?: number };

const phone = (contact: number): string => String(447_500_000_000 + contact);

/**
 * Distinct events, each delivered one to five times, shuffled, in posts of one to a hundred, many at once: exactly as many effects as events.
 * First each customer writes once, so that what our side wrote elsewhere has a conversation to lie in.
 */
export const exactlyOnceRun = async (options: Options, say: (line: string) => void): Promise<Verdict> => {
  const world = await World.open(options, say);
  try {
    const chance = new Chance(options.seed);
    const journal = new Journal();
    const url = (await world.query<{ id: string }>('select id from connection'))[0];
    const poster = new Poster(`${world.gateway.url}/webhooks/${url?.id}`);
    const watcher = new Reader('watcher', journal, world.program(), () => world.over);
    await watcher.signIn();
    const reading = watcher.read('evt_0');

    const seconds = Math.floor(Date.now() / 1000) - 3_600;
    const first = Array.from({ length: Math.min(CONTACTS, options.events) }, (_, i) => message(i, `first-${i}`, seconds));
    await poster.post(first, chance, 1);
    say(`${first.length} customers have written once`);

    const ranks = new Map<string, number>();
    const items: Item[] = [];
    let echoes = 0;
    while (items.length + first.length < options.events) {
      const at = seconds + items.length / 100;
      const left = options.events - items.length - first.length;
      const die = chance.int(1, 10);
      if (die <= OF_TEN.messages || left < 2) items.push(message(chance.int(0, first.length - 1), `m-${items.length}`, at));
      else {
        const id = `e-${++echoes}`;
        items.push(echo(chance.int(0, first.length - 1), id, at));
        const statuses = STATUSES.filter(() => chance.percent(75)).slice(0, left - 1);
        statuses.forEach((status, i) => items.push(receipt(id, status, at + i)));
        ranks.set(id, Math.max(1, ...statuses.map((status) => RANKS[status] ?? 0)));
      }
    }
    const copies = chance.shuffle(items.flatMap((item) => Array.from({ length: chance.int(1, 5) }, () => item)));
    say(`${items.length} events, delivered ${copies.length} times`);
    const began = Date.now();
    for (let i = 0; i < copies.length; i += CHUNK) {
      await poster.post(copies.slice(i, i + CHUNK), chance, PARALLEL);
      if ((i / CHUNK) % 5 === 4) say(`${Math.min(copies.length, i + CHUNK)} of ${copies.length} delivered`);
    }
    const took = (Date.now() - began) / 1000;

    const checks = new Checks();
    const all = [...first, ...items];
    await check(world, all, ranks, checks);
    const last = Number((await world.query<{ seq: number | string }>('select seq from event_counter'))[0]?.seq ?? 0);
    for (let i = 0; i < 600 && (watcher.seen.ids[watcher.seen.ids.length - 1] ?? 0) < last; i++) await pause(100);
    const fell = checks.begin('I8 no socket saw a delivery state fall', watcher.seen.deliveries.size);
    const order: Readonly<Record<string, number>> = { ACCEPTED: 1, SENT: 2, DELIVERED: 3, READ: 4 };
    for (const [id, states] of watcher.seen.deliveries) {
      const seen = states.flatMap((state) => order[state] ?? []);
      if (seen.some((one, i) => one < (seen[i - 1] ?? 0))) fell(`${id} went ${states.join(', ')}`);
    }
    const dense = checks.begin('I9 the socket saw the whole log, once and in order', last);
    if (watcher.seen.ids.length !== last) dense(`it saw ${watcher.seen.ids.length} of ${last} entries`);
    watcher.seen.ids.forEach(
      (id, i) =>
        id === i + 1 || (i > 0 && id > (watcher.seen.ids[i - 1] ?? 0)) || i === 0 || dense(`${id} came after ${watcher.seen.ids[i - 1]}`),
    );
    world.over = true;
    watcher.stop();
    await reading;
    return {
      checks: checks.list,
      figures: [
        ['events', all.length],
        ['deliveries', copies.length + first.length],
        ['posts', poster.posts],
        ['posts that had to be sent again', poster.again],
        ['events a second with duplicates, everything on this machine', Math.round(copies.length / took)],
        ['entries of the log', last],
      ],
    };
  } finally {
    await world.close();
  }
};

const check = async (world: World, all: readonly Item[], ranks: ReadonlyMap<string, number>, checks: Checks): Promise<void> => {
  const count = async (sql: string): Promise<number> => Number((await world.query<{ n: number | string }>(sql))[0]?.n ?? 0);
  const want = (kind: Item['kind']): number => all.filter((item) => item.kind === kind).length;
  const effects = checks.begin('I1 exactly one effect of each event', all.length);
  const pairs: [string, number, number][] = [
    ['messages of customers', want('messages'), await count("select count(*) as n from message where direction = 'IN'")],
    ['messages of our side', want('message_echoes'), await count("select count(*) as n from message where direction = 'OUT'")],
    ['receipts', want('statuses'), await count('select count(*) as n from receipt')],
    ['dead letters', 0, await count('select count(*) as n from dead_letter')],
    ['notices', 0, await count('select count(*) as n from channel_notice')],
    ['receipts that are parked', 0, await count('select count(*) as n from receipt where applied = 0')],
    [
      'conversations that are open',
      Math.min(CONTACTS, all.length),
      await count("select count(*) as n from conversation where status <> 'CLOSED'"),
    ],
    ['contacts', Math.min(CONTACTS, all.length), await count('select count(*) as n from contact')],
  ];
  for (const [name, wanted, found] of pairs) if (wanted !== found) effects(`${name}: ${found}, wanted ${wanted}`);
  const rank = checks.begin('I8 the rank is the highest that was told', ranks.size);
  for (const row of await world.query<{ providerId: string; deliveryRank: number | string }>(
    "select providerId, deliveryRank from message where direction = 'OUT'",
  ))
    if (Number(row.deliveryRank) !== ranks.get(row.providerId))
      rank(`${row.providerId} has ${row.deliveryRank}, told was ${ranks.get(row.providerId)}`);
  const gaps = await world.query<{ id: string }>(
    'select c.id from conversation c join message m on m.conversationId = c.id and m.seq > 0 group by c.id, c.messageSeq having count(m.id) <> c.messageSeq or max(m.seq) <> c.messageSeq',
  );
  const numbers = checks.begin('order the numbers of a conversation have no gap', Math.min(CONTACTS, all.length));
  for (const { id } of gaps) numbers(id);
};

const message = (contact: number, id: string, at: number): Item => ({
  kind: 'messages',
  contact,
  value: { from: phone(contact), id, timestamp: String(Math.floor(at)), type: 'text', text: { body: `message ${id}` } },
});
const echo = (contact: number, id: string, at: number): Item => ({
  kind: 'message_echoes',
  value: {
    from: DEFAULT_NUMBER.displayPhoneNumber.replace(/\D/g, ''),
    to: phone(contact),
    id,
    timestamp: String(Math.floor(at)),
    type: 'text',
    text: { body: `answer ${id}` },
  },
});
const receipt = (id: string, status: string, at: number): Item => ({
  kind: 'statuses',
  value: {
    id,
    status,
    timestamp: String(Math.floor(at)),
    recipient_id: phone(0),
    ...(status === 'failed' ? { errors: [{ code: 131026, title: 'Message undeliverable' }] } : {}),
  },
});

/** Posts events as the provider would: signed, and again until they are taken. */
class Poster {
  posts = 0;
  again = 0;
  private readonly agent = new HttpAgent({ keepAlive: true, maxSockets: PARALLEL });

  constructor(private readonly url: string) {}

  async post(items: readonly Item[], chance: Chance, parallel: number): Promise<void> {
    const bodies: Buffer[] = [];
    for (let i = 0; i < items.length;) {
      const n = chance.pick([1, 2, 10, 100]);
      bodies.push(bodyOf(items.slice(i, i + n)));
      i += n;
    }
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let body = bodies[next++]; body; body = bodies[next++]) {
        while ((await this.once(body)) !== 200) {
          this.again++;
          await pause(50);
        }
        this.posts++;
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
  }

  private once(body: Buffer): Promise<number> {
    const signature = `sha256=${createHmac('sha256', DEFAULT_NUMBER.appSecret).update(body).digest('hex')}`;
    return new Promise((resolve) => {
      const call = request(
        this.url,
        {
          method: 'POST',
          agent: this.agent,
          headers: { 'content-type': 'application/json', 'content-length': body.length, 'x-hub-signature-256': signature },
        },
        (response) => {
          response.resume();
          response.once('end', () => resolve(response.statusCode ?? 0));
          response.once('error', () => resolve(0));
        },
      );
      call.once('error', () => resolve(0));
      call.end(body);
    });
  }
}

const bodyOf = (items: readonly Item[]): Buffer => {
  const metadata = {
    display_phone_number: DEFAULT_NUMBER.displayPhoneNumber.replace(/\D/g, ''),
    phone_number_id: DEFAULT_NUMBER.phoneNumberId,
  };
  const changes = (['messages', 'statuses', 'message_echoes'] as const).flatMap((kind) => {
    const own = items.filter((item) => item.kind === kind);
    if (own.length === 0) return [];
    const contacts = own.flatMap(({ contact }) =>
      contact === undefined ? [] : [{ profile: { name: `Customer ${contact}` }, wa_id: phone(contact) }],
    );
    return [
      {
        field: kind === 'message_echoes' ? 'smb_message_echoes' : 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata,
          ...(contacts.length > 0 ? { contacts } : {}),
          [kind]: own.map((item) => item.value),
        },
      },
    ];
  });
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: DEFAULT_NUMBER.wabaId, changes }] }));
};
