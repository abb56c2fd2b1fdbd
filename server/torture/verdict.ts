import type { Options } from './options';

/** One thing that must hold, and what shows that it did not. */
export interface Check {
  /** `I1 each acknowledged event exactly once`. */
  name: string;
  /** How many things were looked at. */
  looked: number;
  /** Sentences that name ids. */
  violations: string[];
}

/** What a run came to. */
export interface Verdict {
  checks: Check[];
  /** Names and figures, for people. */
  figures: [name: string, value: string | number][];
}

/** Collects the checks of a run. */
export class Checks {
  readonly list: Check[] = [];

  /** Begins a check; what is told to the returned function breaks it. */
  begin(name: string, looked: number): (violation: string) => void {
    const check: Check = { name, looked, violations: [] };
    this.list.push(check);
    return (violation) => void check.violations.push(violation);
  }
}

/** Of each check so many violations are printed. */
const SHOWN = 10;

export const printVerdict = (options: Options, { checks, figures }: Verdict, ms: number): string => {
  const width = Math.max(...figures.map(([name]) => name.length), ...checks.map((check) => check.name.length));
  const rows = checks.map(
    ({ name, looked, violations }) =>
      `  ${violations.length > 0 ? 'BROKEN' : looked === 0 ? 'unseen' : 'holds '}  ${name.padEnd(width)}  ${looked} looked at${violations.length > 0 ? `, ${violations.length} wrong` : ''}`,
  );
  const wrong = checks.flatMap(({ name, violations }) => [
    ...violations.slice(0, SHOWN).map((violation) => `  ${name.split(' ')[0]}: ${violation}`),
    ...(violations.length > SHOWN ? [`  ${name.split(' ')[0]}: … and ${violations.length - SHOWN} more`] : []),
  ]);
  const broken = checks.filter((check) => check.violations.length > 0).length;
  const unseen = checks.filter((check) => check.violations.length === 0 && check.looked === 0);
  const again = ['scenario', 'nodes', 'database', 'kills', 'rate', 'agents', 'customers', 'seed', 'events', 'contacts'] as const;
  return [
    '',
    ...figures.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    ...rows,
    ...(wrong.length > 0 ? ['', ...wrong] : []),
    '',
    `  ${broken === 0 ? 'Nothing was lost, nothing was doubled.' : `${broken} of ${checks.length} checks are broken.`} ${Math.round(ms / 1000)} s, seed ${options.seed}.`,
    ...(unseen.length > 0
      ? [`  Nothing came up to be looked at, so this run says nothing about: ${unseen.map(({ name }) => name).join('; ')}.`]
      : []),
    `  Again: npm run torture -- ${again.map((name) => `--${name} ${options[name]}`).join(' ')}`,
    '',
    `${checks.length - broken - unseen.length} passed, ${broken} failed`,
    '',
  ].join('\n');
};
