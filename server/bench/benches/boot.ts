import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { judge, shown, type Bench } from '../bench.ts';
import { makeDatabase } from '../run/database.ts';
import { startParley } from '../run/parley.ts';
import { median } from '../stats.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');

/** From the start of the process until the server is ready, as it is shipped: every plugin and the screens; and what it holds then. */
export const boot: Bench = async ({ quick, say }) => {
  const first: number[] = [];
  const again: number[] = [];
  const idle: number[] = [];
  for (let i = 0; i < (quick ? 2 : 5); i++) {
    const database = await makeDatabase('sqlite', undefined);
    try {
      for (const times of [first, again]) {
        const server = await startParley(database, { root: REPOSITORY });
        times.push(server.readyMs);
        if (times === again) {
          await pause(quick ? 2000 : 5000);
          idle.push(server.rss());
        }
        await server.stop();
      }
    } finally {
      await database.drop();
    }
    say(`first ${shown(first[i] ?? NaN)} ms, again ${shown(again[i] ?? NaN)} ms, idle ${shown(idle[i] ?? NaN)} MB`);
  }
  const ready = median(again);
  const rss = median(idle);
  return [
    {
      what: 'ready, when built',
      measured: `${shown(ready)} ms; on an empty database ${shown(median(first))} ms`,
      figures: { readyMs: ready, firstMs: median(first) },
      budget: { base: '2 s', stretch: '1 s', verdict: judge(ready, 2000, 1000, 'less') },
    },
    {
      what: 'resident memory, idle',
      measured: `${shown(rss)} MB`,
      figures: { rssMb: rss },
      budget: { base: '200 MB', stretch: '120 MB', verdict: judge(rss, 200, 120, 'less') },
    },
  ];
};
