import { judge, shown, type Bench, type BenchContext, type Line } from '../bench.ts';
import { WATCH } from '../documents.ts';
import type { RoundResult } from '../load/messages.ts';
import type { Kind } from '../run/database.ts';
import { startParley } from '../run/parley.ts';
import type { Running } from '../run/process.ts';
import { median } from '../stats.ts';
import { startBaseline } from './baseline.ts';
import { kinds, makeScene, messagesFor, NAME, type Scene } from './scene.ts';

const CONNECTIONS = 48;
/** What each server may answer in a second at most, for how many requests are signed beforehand. */
const FASTEST = { bare: 45_000, batched: 35_000, hand: 12_000, parley: 12_000 };
const BUDGET: Record<Kind, { base: number; stretch: number; ratio: { base: number; stretch: number } }> = {
  sqlite: { base: 3000, stretch: 6000, ratio: { base: 0.2, stretch: 0.3 } },
  mariadb: { base: 1500, stretch: 3000, ratio: { base: 0.1, stretch: 0.15 } },
};

type Contender = keyof typeof FASTEST;
interface Variant {
  name: string;
  contender: Contender;
  subscribers: number;
}

const VARIANTS: readonly Variant[] = [
  { name: 'Express + HMAC', contender: 'bare', subscribers: 0 },
  { name: 'Express + HMAC + one batched insert', contender: 'batched', subscribers: 0 },
  { name: 'the whole intake by hand', contender: 'hand', subscribers: 0 },
  { name: 'Parley, nobody listens', contender: 'parley', subscribers: 0 },
  { name: 'Parley, 1 subscriber', contender: 'parley', subscribers: 1 },
  { name: 'Parley, 10 subscribers', contender: 'parley', subscribers: 10 },
  { name: 'Parley, 100 subscribers', contender: 'parley', subscribers: 100 },
];

/** Signed webhook → 200 → a subscriber's socket, as fast as it goes, beside the yardsticks on databases of their own, in turn. */
export const intake: Bench = async (context) => {
  const lines: Line[] = [];
  for (const kind of kinds(context)) lines.push(...(await onDatabase(context, kind)));
  return lines;
};

const onDatabase = async (context: BenchContext, kind: Kind): Promise<Line[]> => {
  const scenes: Scene[] = [];
  const servers = new Map<Contender, Running>();
  try {
    for (const contender of ['bare', 'batched', 'hand', 'parley'] as const) {
      const scene = contender === 'bare' ? (scenes[0] ?? (await makeScene(context, kind))) : await makeScene(context, kind);
      if (!scenes.includes(scene)) scenes.push(scene);
      servers.set(contender, contender === 'parley' ? await startParley(scene.database) : await startBaseline(contender, scene));
    }
    const parley = scenes[scenes.length - 1] as Scene;
    const results = new Map<string, RoundResult[]>(VARIANTS.map(({ name }) => [name, []]));
    for (let i = 0; i < (context.quick ? 2 : 3); i++) {
      for (const variant of VARIANTS)
        results.get(variant.name)?.push(await round(context, parley, servers.get(variant.contender) as Running, variant));
    }
    return linesOf(kind, results);
  } finally {
    for (const server of servers.values()) await server.stop();
    for (const scene of scenes) await scene.drop();
  }
};

const round = async (
  { generator, quick, say }: BenchContext,
  scene: Scene,
  server: Running,
  { name, contender, subscribers }: Variant,
): Promise<RoundResult> => {
  const [warmMs, measureMs] = quick ? [500, 1000] : [1000, 2500];
  if (subscribers > 0) await generator.subscribe(server.port, scene.watchers.tokens.slice(0, subscribers), WATCH);
  const result = await generator.round({
    port: server.port,
    requests: messagesFor(scene.organization),
    prepared: Math.ceil((FASTEST[contender] * (warmMs + measureMs)) / 1000),
    pace: { kind: 'closed', connections: CONNECTIONS },
    warmMs,
    measureMs,
  });
  if (subscribers > 0) await generator.unsubscribe();
  say(
    `${scene.database.kind}: ${name}: ${shown(result.perSecond)}/s, p99 ${shown(result.http.p99)} ms${result.ranOut ? ', ran out of requests' : ''}`,
  );
  if (result.refused > 0) throw new Error(`${name}: ${result.refused} requests were refused`);
  if (result.unseen > 0) throw new Error(`${name}: ${result.unseen} messages never came to a subscriber`);
  return result;
};

const linesOf = (kind: Kind, results: ReadonlyMap<string, RoundResult[]>): Line[] => {
  const of = (name: string, pick: (result: RoundResult) => number): number => median((results.get(name) ?? []).map(pick));
  const perSecond = (name: string): number => of(name, (r) => r.perSecond);
  const yardstick = perSecond('Express + HMAC + one batched insert');
  const { base, stretch, ratio } = BUDGET[kind];
  const lines = VARIANTS.map(({ name, subscribers, contender }): Line => {
    const rate = perSecond(name);
    const listens = subscribers > 0;
    const figures = {
      perSecond: rate,
      ratio: rate / yardstick,
      httpP50: of(name, (r) => r.http.p50),
      httpP99: of(name, (r) => r.http.p99),
      ...(listens
        ? {
            socketP50: of(name, (r) => r.socket.p50),
            socketP99: of(name, (r) => r.socket.p99),
            framesPerSecond: of(name, (r) => r.framesPerSecond),
          }
        : {}),
    };
    const times = listens
      ? `, to the socket p50 ${shown(figures.socketP50 ?? NaN)}, p99 ${shown(figures.socketP99 ?? NaN)} ms`
      : `, p99 ${shown(figures.httpP99)} ms`;
    const ranOut = (results.get(name) ?? []).some((r) => r.ranOut);
    return {
      what: `${NAME[kind]}: ${name}`,
      measured: `${shown(rate)} messages/s${times}`,
      figures,
      ...(contender === 'parley' && subscribers === 1
        ? { budget: { base: `${shown(base)}/s`, stretch: `${shown(stretch)}/s`, verdict: judge(rate, base, stretch, 'more') } }
        : {}),
      ...(ranOut ? { note: 'ran out of requests: a lower bound' } : {}),
    };
  });
  const share = perSecond('Parley, 1 subscriber') / yardstick;
  lines.push({
    what: `${NAME[kind]}: Parley with 1 subscriber ÷ one batched insert`,
    measured: shown(share),
    figures: { ratio: share },
    budget: { base: `≥ ${ratio.base}`, stretch: `≥ ${ratio.stretch}`, verdict: judge(share, ratio.base, ratio.stretch, 'more') },
  });
  const byHand = perSecond('Parley, nobody listens') / perSecond('the whole intake by hand');
  lines.push({
    what: `${NAME[kind]}: Parley, nobody listens ÷ the whole intake by hand`,
    measured: shown(byHand),
    figures: { ratio: byHand },
  });
  return lines;
};
