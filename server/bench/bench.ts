import type { Generator } from './load/generator.ts';

/** One line of a bench's answer. */
export interface Line {
  /** What was measured, for people. */
  what: string;
  /** With its unit: `6,412 messages/s`. */
  measured: string;
  /** The bare numbers, for whoever compares runs. */
  figures: Readonly<Record<string, number | undefined>>;
  /** Absent: there is no budget for it. */
  budget?: { base: string; stretch: string; verdict: Verdict };
  note?: string;
}

export type Verdict = 'stretch' | 'base' | 'missed';

/** What a bench may use. */
export interface BenchContext {
  /** Short rounds and few of them: right in method, rough in its numbers. */
  quick: boolean;
  /** The large set of `history` too. */
  large: boolean;
  /** Address of a MariaDB with a slash at the end; absent: what needs one is left out and said so. */
  mariadb: string | undefined;
  generator: Generator;
  /** Tells the person in front of it what goes on. */
  say(text: string): void;
}

export type Bench = (context: BenchContext) => Promise<Line[]>;

/** Judges a value against budgets. */
export const judge = (value: number, base: number, stretch: number, better: 'more' | 'less'): Verdict => {
  const holds = (limit: number): boolean => (better === 'more' ? value >= limit : value <= limit);
  return holds(stretch) ? 'stretch' : holds(base) ? 'base' : 'missed';
};

/** A number for people: three digits that matter. */
export const shown = (value: number): string =>
  Number.isNaN(value)
    ? '—'
    : value >= 100
      ? Math.round(value).toLocaleString('en-GB')
      : String(Number(value.toPrecision(value < 10 ? 2 : 3)));
