import { judge, shown, type Bench, type Line } from '../bench.ts';
import { WATCH } from '../documents.ts';
import { startParley } from '../run/parley.ts';
import { kinds, makeScene, messagesFor, NAME } from './scene.ts';

const BUDGET = { base: '400 MB', stretch: '300 MB' };

/** The most that the server holds while messages come as fast as it answers, with one subscriber and with a hundred. */
export const memory: Bench = async (context) => {
  const { generator, quick, say } = context;
  const lines: Line[] = [];
  for (const kind of kinds(context)) {
    const scene = await makeScene(context, kind);
    const server = await startParley(scene.database);
    try {
      for (const subscribers of [1, 100]) {
        await generator.subscribe(server.port, scene.watchers.tokens.slice(0, subscribers), WATCH);
        let most = server.rss();
        const looking = setInterval(() => (most = Math.max(most, server.rss())), 200);
        const measureMs = quick ? 3000 : 10_000;
        const { perSecond } = await generator.round({
          port: server.port,
          requests: messagesFor(scene.organization),
          prepared: (10_000 * measureMs) / 1000,
          pace: { kind: 'closed', connections: 48 },
          warmMs: 0,
          measureMs,
        });
        clearInterval(looking);
        await generator.unsubscribe();
        say(`${kind}, ${subscribers}: ${shown(most)} MB`);
        lines.push({
          what: `${NAME[kind]}: resident memory at full load, ${subscribers === 1 ? '1 subscriber' : `${subscribers} subscribers`}`,
          measured: `${shown(most)} MB at ${shown(perSecond)} messages/s`,
          figures: { rssMb: most, perSecond },
          budget: { ...BUDGET, verdict: judge(most, 400, 300, 'less') },
        });
      }
    } finally {
      await server.stop();
      await scene.drop();
    }
  }
  return lines;
};
