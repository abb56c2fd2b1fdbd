/**
 * The agents' screen in a real browser, from the built server with every plugin and screen of this repository, in production, on SQLite.
 *
 * One agent has 10,000 open conversations (2,000 with --quick); the latest twenty have 60 messages each. All rounds use a new
 * profile (empty cache), signed in by cookie; the first round of each kind warms server and disk and is thrown away; what is told is the median.
 *
 * - First load: bytes of every answer over HTTP until the list stands and the line is quiet, headers and data included, once with gzip only
 *   and once with Brotli; what comes in the three seconds after that is told apart.
 * - LCP: the largest paint the browser itself tells of, with the processor slowed down four times; the network is not slowed.
 * - Switch: from the click until the other chat's newest message has been painted; one that was read before, and one for the first time.
 * - Sent: from the key until the bubble has been painted.
 * - List: every page is loaded first; then it is scrolled by its script in each frame, 48 pixels, alone and while 50 customers write each second.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { judge, shown, type Bench, type BenchContext, type Line } from '../bench.ts';
import { openSql } from '../run/database.ts';
import type { Organization } from '../run/organization.ts';
import { startParley } from '../run/parley.ts';
import { openBrowser, visit, type Visit, type VisitPlan } from '../screen/browser.ts';
import { addMessages } from '../screen/chats.ts';
import { prepare } from '../screen/in-page.ts';
import { median, spread } from '../stats.ts';
import { makeScene, messagesFor } from './scene.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const PER_SECOND = 50;
const CARD = '[data-column=list] a[data-id]';
const SCROLLER = '[data-column=list] .scroll';
const kB = (bytes: number): number => bytes / 1000;

/** The workbench against its budgets. */
export const workbench: Bench = async (context) => {
  const scene = await makeScene(context, 'sqlite', { agents: 1, watchers: 1, known: context.quick ? 2_000 : 10_000 });
  const sql = await openSql(scene.database);
  await addMessages(sql, { each: 1, long: { conversations: 20, messages: 60 } });
  await sql.close();
  const server = await startParley(scene.database, { root: REPOSITORY });
  const browser = await openBrowser();
  try {
    const plan = { port: server.port, token: scene.agents.tokens[0] as string };
    return [
      ...(await firstLoad(context, browser, plan)),
      await largestPaint(context, browser, plan),
      ...(await chats(context, browser, plan)),
      ...(await list(context, browser, plan, scene.organization)),
    ];
  } finally {
    await browser.close();
    await server.stop();
    await scene.drop();
  }
};

/** Opens the workbench and waits until the list stands. */
const open = async (browser: Browser, plan: VisitPlan): Promise<Visit> => {
  const visited = await visit(browser, plan);
  await prepare(visited.page);
  await visited.page.goto(`http://localhost:${plan.port}/workbench/`);
  await visited.page.locator(CARD).first().waitFor();
  await visited.page.waitForLoadState('networkidle');
  return visited;
};

const firstLoad = async ({ say }: BenchContext, browser: Browser, plan: VisitPlan): Promise<Line[]> => {
  const sum = (sizes: Iterable<readonly [string, number]>): number => kB([...sizes].reduce((total, [, size]) => total + size, 0));
  const measure = async (encodings: ('gzip' | 'br')[]) => {
    const { bytes, end } = await open(browser, { ...plan, encodings });
    const first = [...bytes].sort(([, a], [, b]) => b - a);
    await pause(3_000);
    const later = sum(bytes) - sum(first);
    await end();
    const data = sum(first.filter(([url]) => url === '/graphql'));
    const font = sum(first.filter(([url]) => url.endsWith('.woff2')));
    return { first, all: sum(first), data, font, later };
  };
  const gz = await measure(['gzip']);
  const br = await measure(['gzip', 'br']);
  for (const [url, size] of gz.first) say(`${kB(size).toFixed(1).padStart(7)} kB  ${url}`);
  return [
    {
      what: 'first load to the open workbench',
      measured: `${shown(gz.all)} kB gz (of it font ${shown(gz.font)}, conversations ${shown(gz.data)}); ${shown(br.all)} kB with Brotli`,
      figures: { gzKb: gz.all, brKb: br.all, fontKb: gz.font, dataKb: gz.data },
      budget: { base: '250 kB gz', stretch: '220 kB', verdict: judge(gz.all, 250, 220, 'less') },
    },
    {
      what: 'fetched behind it, while nobody waits',
      measured: `${shown(gz.later)} kB gz, ${shown(br.later)} kB with Brotli`,
      figures: { gzKb: gz.later, brKb: br.later },
    },
  ];
};

const largestPaint = async ({ quick, say }: BenchContext, browser: Browser, plan: VisitPlan): Promise<Line> => {
  const times: number[] = [];
  for (let i = 0; i <= (quick ? 3 : 9); i++) {
    const { page, end } = await open(browser, { ...plan, slowdown: 4 });
    const { at, what } = await page.evaluate(() => window.bench.largest());
    if (i > 0) times.push(at);
    else say(`the largest paint is ${what}`);
    say(`largest paint ${i}: ${shown(at)} ms`);
    await end();
  }
  const at = median(times);
  return {
    what: 'LCP, processor four times slower',
    measured: `${shown(at)} ms (${shown(Math.min(...times))}–${shown(Math.max(...times))})`,
    figures: { lcpMs: at },
    budget: { base: '1.5 s', stretch: '1 s', verdict: judge(at, 1500, 1000, 'less') },
  };
};

const chats = async ({ quick }: BenchContext, browser: Browser, plan: VisitPlan): Promise<Line[]> => {
  const { page, end } = await open(browser, plan);
  const first: number[] = [];
  const again: number[] = [];
  const sent: number[] = [];
  const cards = 10;
  const go = async (n: number): Promise<number> => {
    const card = page.locator(CARD).nth(n);
    const id = await card.getAttribute('data-id');
    const name = `Contact ${parseInt(id?.slice(-24) ?? '', 36)}`;
    await page.evaluate((label) => window.bench.watch('click', `[data-column=chat] [aria-label*="${label}"] [data-message]`, ''), name);
    await card.click();
    return page.evaluate(() => window.bench.painted);
  };
  for (let n = 0; n < cards; n++) first.push(await go(n));
  for (let n = 0; n < (quick ? 20 : 60); n++) again.push(await go(n % cards));
  await pause(500);
  for (let n = 0; n < (quick ? 10 : 30); n++) {
    const text = `It is on its way, number ${n}.`;
    await page.locator('[data-column=chat] textarea').fill(text);
    await pause(150);
    await page.evaluate((looked) => window.bench.watch('keydown', '[data-column=chat] ol', looked), text);
    await page.keyboard.press('Enter');
    sent.push(await page.evaluate(() => window.bench.painted));
  }
  await end();
  const line = (what: string, times: number[], limits?: [number, number]): Line => {
    const { p50, p99 } = spread(times.slice(1));
    return {
      what,
      measured: `${shown(p50)} ms (p99 ${shown(p99)})`,
      figures: { p50, p99 },
      ...(limits && {
        budget: { base: `${limits[0]} ms`, stretch: `${limits[1]} ms`, verdict: judge(p50, limits[0], limits[1], 'less') },
      }),
    };
  };
  return [
    line('switch to a chat that was read before', again, [50, 30]),
    line('switch to a chat for the first time', first),
    line('sent bubble', sent, [50, 16]),
  ];
};

const list = async (
  { quick, say, generator }: BenchContext,
  browser: Browser,
  plan: VisitPlan,
  organization: Organization,
): Promise<Line[]> => {
  const { page, end } = await open(browser, plan);
  const conversations = quick ? 2_000 : 10_000;
  const began = performance.now();
  await page.evaluate(
    async ({ scroller, height }) => {
      const box = document.querySelector(scroller);
      while (box && box.scrollHeight < height) {
        box.scrollTop = box.scrollHeight;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    { scroller: SCROLLER, height: conversations * 64 },
  );
  say(`all ${shown(conversations)} conversations loaded in ${shown((performance.now() - began) / 1000)} s`);
  const ms = quick ? 4_000 : 10_000;
  const scroll = (): Promise<number[]> =>
    page.evaluate(({ scroller, time }) => window.bench.frames(scroller, 48, time), { scroller: SCROLLER, time: ms });
  const line = (what: string, lengths: number[]): Line => {
    const fps = (1000 * lengths.length) / lengths.reduce((sum, each) => sum + each, 0);
    const { p99, max } = spread(lengths);
    return {
      what,
      measured: `${shown(fps)} fps (longest frame ${shown(max)} ms, p99 ${shown(p99)})`,
      figures: { fps, p99, max },
      // a short list answers nothing about the budget's long one
      ...(quick ? {} : { budget: { base: '60 fps', stretch: '60 fps', verdict: judge(fps, 59, 59, 'more') } }),
    };
  };
  const alone = await scroll();
  const frames = page.evaluate(() => window.bench.frames('body', 0, 1)).then(scroll);
  const arriving = generator.round({
    port: plan.port,
    requests: messagesFor(organization, conversations, 0),
    prepared: Math.ceil((PER_SECOND * (ms + 2_000)) / 1000),
    pace: { kind: 'rate', perSecond: PER_SECOND },
    warmMs: 500,
    measureMs: ms,
  });
  const busy = await frames;
  const { perSecond } = await arriving;
  await end();
  say(`${shown(perSecond)} messages/s were taken meanwhile`);
  return [
    line(`list of ${shown(conversations)}, scrolled`, alone),
    line(`list of ${shown(conversations)}, scrolled, ${PER_SECOND} messages/s arriving`, busy),
  ];
};
