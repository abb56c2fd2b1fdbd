import { setTimeout as pause } from 'node:timers/promises';
import { judge, shown, type Bench, type Line } from '../bench.ts';
import { WATCH, WORKBENCH } from '../documents.ts';
import { startParley } from '../run/parley.ts';
import { median } from '../stats.ts';
import { makeScene, messagesFor } from './scene.ts';

const SOCKETS = 1_000;

/** One event to a thousand sockets, and what a socket that only waits costs. */
export const fanout: Bench = async (context) => {
  const { generator, quick, say } = context;
  const scene = await makeScene(context, 'sqlite', { agents: SOCKETS, watchers: SOCKETS });
  const server = await startParley(scene.database);
  const lines: Line[] = [];
  try {
    // the first hundred pay for what all share
    await generator.subscribe(server.port, scene.watchers.tokens.slice(0, 100), null);
    await pause(quick ? 1000 : 5000);
    const before = server.rss();
    await generator.subscribe(server.port, scene.watchers.tokens.slice(100), null);
    await pause(quick ? 1000 : 5000);
    const perSocket = ((server.rss() - before) * 1024) / (SOCKETS - 100);
    await generator.unsubscribe();
    lines.push({
      what: 'an idle, authenticated socket',
      measured: `${shown(perSocket)} kB of resident memory`,
      figures: { kilobytes: perSocket },
      budget: { base: '≤ 60 kB', stretch: '45 kB', verdict: judge(perSocket, 60, 45, 'less') },
    });
    for (const [who, query, fresh, what] of [
      ['watchers', WATCH, 0, `a message to ${SOCKETS} sockets`],
      ['agents', WORKBENCH, 1, `a new customer in the queue, to ${SOCKETS} workbenches`],
    ] as const) {
      await pause(quick ? 500 : 3000);
      await generator.subscribe(server.port, scene[who].tokens, query, SOCKETS);
      // their own presence is told to everybody first: a million frames
      await pause(quick ? 3000 : 10_000);
      const results = [];
      for (let i = 0; i < (quick ? 1 : 3); i++) {
        results.push(
          await generator.round({
            port: server.port,
            requests: messagesFor(scene.organization, 5000, fresh),
            prepared: 100,
            pace: { kind: 'rate', perSecond: 4 },
            warmMs: 500,
            measureMs: quick ? 2500 : 5000,
          }),
        );
      }
      await generator.unsubscribe();
      const p50 = median(results.map((r) => r.socket.p50));
      const p99 = median(results.map((r) => r.socket.p99));
      say(`${what}: p50 ${shown(p50)}, p99 ${shown(p99)} ms`);
      lines.push({
        what,
        measured: `p50 ${shown(p50)}, p99 ${shown(p99)} ms from the moment the webhook was due`,
        figures: { p50, p99 },
        budget: { base: 'p99 ≤ 100 ms', stretch: '40 ms', verdict: judge(p99, 100, 40, 'less') },
      });
    }
  } finally {
    await server.stop();
    await scene.drop();
  }
  return lines;
};
