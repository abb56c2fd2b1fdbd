import { statSync } from 'node:fs';
import { judge, shown, type Bench, type BenchContext, type Line } from '../bench.ts';
import { CHAT, CHAT_SEARCH, LIST } from '../documents.ts';
import { addHistory, type HistorySize } from '../run/history-seed.ts';
import { graphql } from '../run/organization.ts';
import { startParley } from '../run/parley.ts';
import type { Running } from '../run/process.ts';
import { spread, type Spread } from '../stats.ts';
import { makeScene, type Scene } from './scene.ts';

const SMALL: HistorySize = { conversations: 10_000, messages: 100_000 };
const MIDDLE: HistorySize = { conversations: 100_000, messages: 1_000_000 };
const LARGE: HistorySize = { conversations: 1_000_000, messages: 10_000_000 };
const AGENTS = 100;
const WARMING = 5;

interface Question {
  what: string;
  who: 'agents' | 'watchers';
  query: string;
  variables(n: number, size: HistorySize): object;
  /** Some answer the budget's row. */
  counts: boolean;
}

const conversationId = (n: number): string => `conv_00${String(n).padStart(24, '0')}`;
/** A number that looks random and is the same in every run. */
const scattered = (n: number, below: number): number => Math.floor((((n + 1) * 2_654_435_761) % 4_294_967_296) * (below / 4_294_967_296));
const list = (filter: object, orderBy = 'LAST_ACTIVITY') => ({ filter, orderBy, first: 30 });

const QUESTIONS: readonly Question[] = [
  { what: "list: an agent's own", who: 'agents', query: LIST, variables: () => list({ scope: 'MINE', group: 'ACTIVE' }), counts: true },
  {
    what: "list: an agent's recent",
    who: 'agents',
    query: LIST,
    variables: () => list({ scope: 'MINE', group: 'RECENT' }, 'CLOSED_AT'),
    counts: true,
  },
  { what: 'list: the queue', who: 'agents', query: LIST, variables: () => list({ scope: 'UNASSIGNED', group: 'ACTIVE' }), counts: true },
  { what: 'list: everything, for a supervisor', who: 'watchers', query: LIST, variables: () => list({}), counts: true },
  {
    what: 'list: everything closed, for a supervisor',
    who: 'watchers',
    query: LIST,
    variables: () => list({ group: 'CLOSED' }, 'CLOSED_AT'),
    counts: true,
  },
  {
    what: 'open a chat',
    who: 'watchers',
    query: CHAT,
    variables: (n, size) => ({ id: conversationId(scattered(n, size.conversations)), last: 30 }),
    counts: true,
  },
  {
    what: 'search in a chat',
    who: 'watchers',
    query: CHAT_SEARCH,
    variables: (n, size) => ({ id: conversationId(scattered(n, size.conversations)), text: 'depot' }),
    counts: true,
  },
  {
    what: 'search: own chats, by name',
    who: 'agents',
    query: LIST,
    variables: (n) => list({ scope: 'MINE', group: 'ACTIVE', search: `contact ${n}` }),
    counts: true,
  },
  {
    what: 'search: own recent chats, a frequent word',
    who: 'agents',
    query: LIST,
    variables: () => list({ scope: 'MINE', group: 'RECENT', search: 'depot' }, 'CLOSED_AT'),
    counts: true,
  },
  {
    what: 'search: own recent chats, a rare word',
    who: 'agents',
    query: LIST,
    variables: () => list({ scope: 'MINE', group: 'RECENT', search: 'heirloom' }, 'CLOSED_AT'),
    counts: true,
  },
];

/** Lists, chats and searches of the workbench on a short past and on a long one: what must not depend on how much has happened. */
export const history: Bench = async (context) => {
  const sizes = [SMALL, context.large ? LARGE : MIDDLE] as const;
  const scenes: { scene: Scene; server: Running; size: HistorySize }[] = [];
  try {
    for (const size of sizes) {
      const scene = await makeScene(context, 'sqlite', { agents: AGENTS, watchers: 1, known: 0 });
      const startedAt = performance.now();
      addHistory(scene.database, scene.organization, scene.agents, size);
      const gigabytes = statSync(scene.database.url.slice('sqlite:'.length)).size / 2 ** 30;
      context.say(
        `${shown(size.conversations)} conversations, ${shown(size.messages)} messages: ${shown(gigabytes)} GB, filled in ${shown((performance.now() - startedAt) / 1000)} s`,
      );
      scenes.push({ scene, server: await startParley(scene.database), size });
    }
    const lines: Line[] = [sizeLine(sizes, context.large)];
    for (const question of QUESTIONS) {
      // in turn, so that what the machine does meanwhile hits both
      const times = scenes.map((): number[] => []);
      for (let i = 0; i < (context.quick ? 40 : 300); i++) {
        for (const [at, { scene, server, size }] of scenes.entries()) {
          if (i > 0 && (times[at]?.reduce((sum, time) => sum + time, 0) ?? 0) > (context.quick ? 2_000 : 15_000)) continue;
          const startedAt = performance.now();
          await graphql(server.port, tokenOf(scene, question, i), question.query, question.variables(i, size));
          // the first ones warm the path
          if (i >= WARMING) times[at]?.push(performance.now() - startedAt);
        }
      }
      lines.push(lineOf(context, question, times.map(spread)));
    }
    return lines;
  } finally {
    for (const { server, scene } of scenes) {
      await server.stop();
      await scene.drop();
    }
  }
};

const sizeLine = ([from, to]: readonly [HistorySize, HistorySize], large: boolean): Line => ({
  what: 'conversations and messages',
  measured: `${shown(from.conversations)} and ${shown(from.messages)} → ${shown(to.conversations)} and ${shown(to.messages)}`,
  figures: { from: from.messages, to: to.messages },
  ...(large ? {} : { note: '--large goes to 1,000,000 and 10,000,000' }),
});

const tokenOf = (scene: Scene, { who }: Question, n: number): string => scene[who].tokens[n % scene[who].tokens.length] as string;

const lineOf = ({ say }: BenchContext, { what, counts }: Question, [small, big]: readonly Spread[]): Line => {
  const figures = {
    smallP50: small?.p50,
    smallP99: small?.p99,
    bigP50: big?.p50,
    bigP99: big?.p99,
    ratio: (big?.p99 ?? NaN) / (small?.p99 ?? NaN),
  };
  const measured = `${shown(figures.ratio)} (p50 ${shown(small?.p50 ?? NaN)} → ${shown(big?.p50 ?? NaN)}, p99 ${shown(small?.p99 ?? NaN)} → ${shown(big?.p99 ?? NaN)} ms)`;
  say(`${what}: ${measured}`);
  return {
    what,
    measured,
    figures,
    ...(counts ? { budget: { base: 'p99 ratio ≤ 1.5', stretch: '≤ 1.1', verdict: judge(figures.ratio, 1.5, 1.1, 'less') } } : {}),
  };
};
