import { Chance, pause } from './chance';
import { Customers } from './customers';
import { Journal } from './journal';
import { Killer } from './killer';
import type { Options } from './options';
import { Agent, Reader } from './people';
import { settle } from './settle';
import { Checks, type Verdict } from './verdict';
import { verifyAll } from './verify';
import { World } from './world';

/** A flood, people at work, and servers that die under it. */
export const killsRun = async (options: Options, say: (line: string) => void): Promise<Verdict> => {
  const journal = new Journal();
  const world = await World.open(options, say);
  try {
    const chance = (salt: number) => new Chance(options.seed * 31 + salt);
    world.simulator.engine.webhooks.watch = (update, what) => update.kind === 'messages' && journal.onTheWay(update.messageId, what);
    let quiet = false;
    const end = Date.now() + options.minutes * 60_000;
    const over = () => world.over;
    const isQuiet = () => quiet;

    const watcher = new Reader('watcher', journal, world.program(), over);
    const agents = world.agents.map((self, i) => new Agent(world, journal, chance(100 + i), self, isQuiet));
    await watcher.signIn();
    for (const agent of agents) await agent.signIn();
    const reading = [watcher, ...agents].map((reader) => reader.read('evt_0'));
    const flapping = agents.map((agent) => agent.flap());
    say(`${agents.length} agents at work, ${options.customers} customers write ${options.rate} messages a second`);

    const customers = new Customers(world, journal, chance(1));
    const killer = new Killer(world, journal, chance(2), say);
    const flood = customers.flood(isQuiet);
    const moods = new Customers(world, journal, chance(3)).moods(isQuiet);
    await pause(2_000);
    await killer.run(() => Date.now() > end);
    await pause(2_000);
    quiet = true;
    await Promise.all([flood, moods, ...flapping]);
    for (const agent of agents) agent.return();
    say('the flood is over; everything has to arrive now');
    await Promise.all(agents.map((agent) => agent.idle()));
    const restless = await settle(world);
    say(restless ? `it does not come to rest: ${restless}` : 'at rest; looking at what is there');

    const checks = new Checks();
    const calm = checks.begin('rest everything comes to rest after the flood', 1);
    if (restless) calm(restless);
    await verifyAll(world, journal, checks);
    const figures = await figuresOf(world, journal);
    world.over = true;
    watcher.stop();
    for (const agent of agents) agent.stop();
    await Promise.all(reading);
    return { checks: checks.list, figures };
  } finally {
    await world.close();
  }
};

const figuresOf = async (world: World, journal: Journal): Promise<Verdict['figures']> => {
  const count = async (sql: string): Promise<number> => Number((await world.query<{ n: number | string }>(sql))[0]?.n ?? 0);
  const starts = world.nodes.flatMap((node) => node.startMs).sort((a, b) => a - b);
  return [
    ['servers', world.nodes.length],
    [
      'kills',
      `${journal.kills} of ${world.options.kills} (${[...journal.crashes]
        .sort()
        .map(([point, n]) => `${point} ${n}`)
        .join(', ')})`,
    ],
    ['stand-stills, outages of Redis and MongoDB', `${journal.pauses}, ${journal.outages}`],
    [
      'starts, median and slowest until ready',
      `${starts.length}, ${Math.round(starts[starts.length >> 1] ?? 0)} and ${Math.round(starts[starts.length - 1] ?? 0)} ms`,
    ],
    ['messages that customers wrote', journal.written.length],
    ['deliveries taken (with duplicates and retries)', await count('select count(*) as n from delivery')],
    ['replies that were acknowledged', journal.replies.filter((reply) => reply.messageId !== null).length],
    ['sends that are uncertain', await count('select count(*) as n from message where uncertain = 1')],
    ['conversations', await count('select count(*) as n from conversation')],
    ['entries of the log', await count('select count(*) as n from event')],
    [
      'assignments, releases',
      `${await count("select count(*) as n from event where type = 'conversation.assigned'")}, ${await count("select count(*) as n from event where type = 'conversation.released'")}`,
    ],
    ['dead letters', await count('select count(*) as n from dead_letter where replayedAt is null')],
  ];
};
