import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { judge, shown, type Bench, type BenchContext, type Line } from '../bench.ts';
import type { SetsJob, SetsResult } from '../engine/sets-process.ts';
import { openSql, type Kind } from '../run/database.ts';
import { median } from '../stats.ts';
import { kinds, makeScene, messagesFor, NAME, type Scene } from './scene.ts';

/** As large as groups are when 48 connections wait for them. */
const GROUP = 40;
const COUNTED = ['message', 'event', 'conversation', 'contact', 'contact_identity', 'contact_inbox', 'delivery'];

/** Our sets through the ORM beside the same work by hand: the intake alone, without HTTP, plugins, feed or routing. */
export const sets: Bench = async (context) => {
  const lines: Line[] = [];
  for (const kind of kinds(context)) lines.push(await onDatabase(context, kind));
  return lines;
};

const onDatabase = async (context: BenchContext, kind: Kind): Promise<Line> => {
  const [ours, hand] = [await makeScene(context, kind), await makeScene(context, kind)];
  try {
    const job: SetsJob = {
      ours,
      hand,
      rounds: context.quick ? 4 : 9,
      messages: context.quick ? 2_000 : 4_000,
      group: GROUP,
      plan: messagesFor(ours.organization),
    };
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(import.meta.dirname, '../engine/sets-process.ts'),
      JSON.stringify(job),
    ]);
    const result = JSON.parse(stdout) as SetsResult;
    await sameWork(ours, hand);
    const ratio = median(result.ours.map((rate, i) => rate / (result.hand[i] ?? NaN)));
    const rates = { ours: median(result.ours), hand: median(result.hand) };
    context.say(`${kind}: ${shown(rates.ours)}/s ours, ${shown(rates.hand)}/s by hand`);
    return {
      what: `${NAME[kind]}: our sets through the ORM ÷ by hand`,
      measured: `${shown(ratio)} (${shown(rates.ours)} and ${shown(rates.hand)} messages/s, groups of ${GROUP})`,
      figures: { ratio, ...rates },
      budget: { base: '≥ 0.85', stretch: '≥ 0.95', verdict: judge(ratio, 0.85, 0.95, 'more') },
    };
  } finally {
    await ours.drop();
    await hand.drop();
  }
};

/** @throws Error when the two did not write as many rows: then the ratio says nothing */
const sameWork = async (ours: Scene, hand: Scene): Promise<void> => {
  const counts = async ({ database }: Scene): Promise<string> => {
    const sql = await openSql(database);
    const found: string[] = [];
    for (const table of COUNTED) found.push(`${table} ${(await sql.all<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n}`);
    await sql.close();
    return found.join(', ');
  };
  const [a, b] = [await counts(ours), await counts(hand)];
  // an organization's log begins with what made it, the same in both
  if (a !== b) throw new Error(`not the same work:\n${a}\n${b}`);
};
