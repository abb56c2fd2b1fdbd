import 'reflect-metadata';
import { HELP, readOptions, type Options } from './options';
import { printVerdict, type Verdict } from './verdict';
import { burstsRun } from './scenario-bursts';
import { exactlyOnceRun } from './scenario-exactly-once';
import { killsRun } from './scenario-kills';

const RUNS: Record<Options['scenario'], (options: Options, say: (line: string) => void) => Promise<Verdict>> = {
  kills: killsRun,
  'exactly-once': exactlyOnceRun,
  bursts: burstsRun,
};

const main = async (): Promise<number> => {
  let options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}\n`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const began = Date.now();
  const say = (line: string) => void process.stdout.write(`[${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s] ${line}\n`);
  say(`scenario ${options.scenario}, ${options.nodes} server(s) on ${options.database}, seed ${options.seed}`);
  const verdict = await RUNS[options.scenario](options, say);
  process.stdout.write(printVerdict(options, verdict, Date.now() - began));
  return verdict.checks.every((check) => check.violations.length === 0) ? 0 : 1;
};

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`the run itself broke: ${(error as Error).stack ?? String(error)}\n`);
    process.exit(3);
  },
);
