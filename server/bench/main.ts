/**
 * `npm run bench [-- <bench…>] [--quick] [--large] [--out <file>]`: measures the built server, prints a table against the budgets and writes
 * the figures as JSON. See docs/performance.md for the method.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench, BenchContext, Line } from './bench.ts';
import { benches } from './benches/index.ts';
import { Generator } from './load/generator.ts';
import { machine } from './machine.ts';
import { tableOf } from './report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, large: { type: 'boolean', default: false }, out: { type: 'string' } },
});
const known = Object.keys(benches);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}. There are: ${known.join(', ')}\n`);
  process.exit(2);
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const results: Record<string, Line[]> = {};
const failed: string[] = [];
const startedAt = performance.now();
for (const [name, bench] of Object.entries<Bench>(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const generator = new Generator();
  const context: BenchContext = {
    quick: values.quick,
    large: values.large,
    mariadb: process.env.TEST_DATABASE_URL,
    generator,
    say: (text) => say(`  ${text}`),
  };
  const began = performance.now();
  say(`${name}…`);
  try {
    results[name] = await bench(context);
    process.stdout.write(`${tableOf(name, results[name])}\n`);
  } catch (error) {
    // one that breaks must not cost the others
    failed.push(name);
    say(`${name} could not be measured: ${(error as Error).stack}`);
  }
  generator.stop();
  say(`  ${Math.round((performance.now() - began) / 1000)} s`);
}
const seconds = Math.round((performance.now() - startedAt) / 1000);
if (values.out)
  writeFileSync(values.out, `${JSON.stringify({ machine: machine(), quick: values.quick, seconds, failed, results }, null, 2)}\n`);
say(`${Object.keys(results).length} benches in ${seconds} s${failed.length > 0 ? `; could not be measured: ${failed.join(', ')}` : ''}`);
process.exit(failed.length > 0 ? 1 : 0);
