import { judge, shown, type Bench, type BenchContext, type Line } from '../bench.ts';
import { WATCH, WORKBENCH } from '../documents.ts';
import type { RoundResult } from '../load/messages.ts';
import type { Kind } from '../run/database.ts';
import { startParley } from '../run/parley.ts';
import type { Running } from '../run/process.ts';
import { median } from '../stats.ts';
import { kinds, makeScene, messagesFor, NAME, type Scene } from './scene.ts';

interface Variant {
  perSecond: number;
  subscribers: number;
  /** Watchers are told of everything; agents, with the workbench's own document, of what is theirs and of the queue. */
  who: 'watchers' | 'agents';
}

const VARIANTS: readonly Variant[] = [
  { perSecond: 200, subscribers: 1, who: 'watchers' },
  { perSecond: 200, subscribers: 100, who: 'watchers' },
  { perSecond: 1000, subscribers: 1, who: 'watchers' },
  { perSecond: 1000, subscribers: 100, who: 'watchers' },
  { perSecond: 200, subscribers: 100, who: 'agents' },
  { perSecond: 1000, subscribers: 100, who: 'agents' },
];

/** A constant rate; each time counts from the moment at which the message was due, so that a server that stalls is not spared. */
export const latency: Bench = async (context) => {
  const lines: Line[] = [];
  for (const kind of kinds(context)) {
    const scene = await makeScene(context, kind);
    const server = await startParley(scene.database);
    try {
      const results = VARIANTS.map((): RoundResult[] => []);
      for (let i = 0; i < (context.quick ? 1 : 3); i++)
        for (const [at, variant] of VARIANTS.entries()) results[at]?.push(await round(context, scene, server, variant));
      lines.push(...VARIANTS.flatMap((variant, at) => linesOf(kind, variant, results[at] ?? [])));
    } finally {
      await server.stop();
      await scene.drop();
    }
  }
  return lines;
};

const round = async (
  { generator, quick, say }: BenchContext,
  scene: Scene,
  server: Running,
  { perSecond, subscribers, who }: Variant,
): Promise<RoundResult> => {
  const [warmMs, measureMs] = quick ? [500, 1500] : [1000, 4000];
  await generator.subscribe(
    server.port,
    scene[who].tokens.slice(0, subscribers),
    who === 'watchers' ? WATCH : WORKBENCH,
    who === 'watchers' ? 4 : subscribers,
  );
  const result = await generator.round({
    port: server.port,
    requests: messagesFor(scene.organization),
    prepared: Math.ceil((perSecond * (warmMs + measureMs)) / 1000),
    pace: { kind: 'rate', perSecond },
    warmMs,
    measureMs,
  });
  await generator.unsubscribe();
  say(
    `${scene.database.kind}: ${perSecond}/s, ${subscribers} ${who}: 200 p99 ${shown(result.http.p99)}, socket p50 ${shown(result.socket.p50)}, p99 ${shown(result.socket.p99)} ms`,
  );
  if (result.refused > 0) throw new Error(`${perSecond}/s: ${result.refused} requests were refused`);
  return result;
};

const linesOf = (kind: Kind, { perSecond, subscribers, who }: Variant, results: readonly RoundResult[]): Line[] => {
  const of = (pick: (result: RoundResult) => number): number => median(results.map(pick));
  const figures = {
    done: of((r) => r.answered),
    httpP50: of((r) => r.http.p50),
    httpP99: of((r) => r.http.p99),
    socketP50: of((r) => r.socket.p50),
    socketP99: of((r) => r.socket.p99),
    worstSocketP99: Math.max(...results.map((r) => r.socket.p99)),
    unseen: Math.max(...results.map((r) => r.unseen)),
  };
  const name = `${NAME[kind]}: ${perSecond}/s, ${subscribers} ${subscribers === 1 ? who.slice(0, -1) : who}`;
  const line: Line = {
    what: name,
    measured: `200: p50 ${shown(figures.httpP50)}, p99 ${shown(figures.httpP99)}; socket: p50 ${shown(figures.socketP50)}, p99 ${shown(figures.socketP99)} ms`,
    figures,
    ...(figures.unseen > 0 ? { note: `${figures.unseen} messages came later than 10 s, or not at all` } : {}),
  };
  if (perSecond === 200 && subscribers === 1) {
    const verdict = ['httpP', 'socketP'].flatMap((to) => [
      judge(figures[`${to}50` as 'httpP50'], 5, 3, 'less'),
      judge(figures[`${to}99` as 'httpP99'], 25, 10, 'less'),
    ]);
    line.budget = { base: 'p50 ≤ 5, p99 ≤ 25 ms', stretch: 'p50 ≤ 3, p99 ≤ 10 ms', verdict: worst(verdict) };
  }
  if (perSecond === 1000 && subscribers === 100) {
    const late = figures.unseen > 0 ? 'missed' : judge(figures.socketP99, 100, 30, 'less');
    line.budget = { base: 'p99 ≤ 100 ms', stretch: 'p99 ≤ 30 ms', verdict: late };
  }
  return [line];
};

const worst = (verdicts: readonly ('stretch' | 'base' | 'missed')[]): 'stretch' | 'base' | 'missed' =>
  verdicts.includes('missed') ? 'missed' : verdicts.includes('base') ? 'base' : 'stretch';
