import { Chance } from './chance';
import { Customers } from './customers';
import { Journal } from './journal';
import type { Options } from './options';
import { settle } from './settle';
import { Checks, type Verdict } from './verdict';
import { verifyAll } from './verify';
import { World } from './world';

/** Messages that each new customer writes at once. */
const BURST = 5;
/** So many customers begin at once. */
const AT_ONCE = 500;

/** Many new customers, each writing five messages at once, on all servers: one contact, one conversation, five messages in order. */
export const burstsRun = async (options: Options, say: (line: string) => void): Promise<Verdict> => {
  const journal = new Journal();
  const world = await World.open(options, say);
  try {
    world.simulator.engine.webhooks.watch = (update, what) => update.kind === 'messages' && journal.onTheWay(update.messageId, what);
    world.simulator.engine.setFaults({ parallel: 64, copies: 2 });
    const customers = new Customers(world, journal, new Chance(options.seed));
    const began = Date.now();
    for (let done = 0; done < options.contacts; done += AT_ONCE) {
      // every second lot comes in any order, all at once, on all servers: then only the order that the provider kept can be asked for
      world.simulator.engine.setFaults({ randomOrder: (done / AT_ONCE) % 2 === 1 });
      const ids = Array.from({ length: Math.min(AT_ONCE, options.contacts - done) }, () => customers.add());
      for (let i = 0; i < BURST; i++) for (const id of ids) await customers.write(id);
      await world.simulator.engine.webhooks.settle(false);
      if ((done + AT_ONCE) % 2_000 === 0) say(`${done + AT_ONCE} customers`);
    }
    const seconds = (Date.now() - began) / 1000;
    const restless = await settle(world);
    const checks = new Checks();
    const calm = checks.begin('rest everything comes to rest after the flood', 1);
    if (restless) calm(restless);
    const rows = await world.query<{ contactId: string; conversations: number | string; messages: number | string }>(
      'select c.contactId, count(distinct c.id) as conversations, count(m.id) as messages from conversation c join message m on m.conversationId = c.id group by c.contactId',
    );
    const each = checks.begin('each one contact, one conversation, five messages', options.contacts);
    if (rows.length !== options.contacts) each(`${rows.length} contacts have conversations`);
    for (const row of rows)
      if (Number(row.conversations) !== 1 || Number(row.messages) !== BURST)
        each(`${row.contactId} has ${row.conversations} conversations with ${row.messages} messages`);
    await verifyAll(world, journal, checks);
    return {
      checks: checks.list,
      figures: [
        ['customers', options.contacts],
        ['messages', journal.written.length],
        ['messages a second, everything on this machine', Math.round(journal.written.length / seconds)],
      ],
    };
  } finally {
    await world.close();
  }
};
