/** What was looked at: `ok`, `failed`, or `skipped` where it could not be looked at. */
export type Outcome = 'ok' | 'failed' | 'skipped';

/** One point of the report. */
export interface Point {
  /** `manifest`, `files`, `boot`, `conformance`, `screens`. */
  area: string;
  outcome: Outcome;
  /** What was found, in words. */
  text: string;
  /** What to do about it; for what failed. */
  remedy?: string;
}

/** Something that the plugin adds to a server: `GraphQL`, and its lines. */
export interface Addition {
  title: string;
  lines: string[];
}

/** What a check found. */
export interface CheckReport {
  plugin: string;
  points: Point[];
  additions: Addition[];
  /** Nothing failed. */
  passed: boolean;
}

const MARKS: Record<Outcome, string> = { ok: '✓', failed: '✗', skipped: '–' };

/** Collects points, and says each one as it comes. */
export class Findings {
  readonly points: Point[] = [];
  readonly additions: Addition[] = [];

  constructor(private readonly say: (line: string) => void) {}

  ok(area: string, text: string): void {
    this.add({ area, outcome: 'ok', text });
  }

  failed(area: string, text: string, remedy: string): void {
    this.add({ area, outcome: 'failed', text, remedy });
  }

  /** It could not be looked at; that is no failure, but nobody shall believe it was. */
  skipped(area: string, text: string): void {
    this.add({ area, outcome: 'skipped', text });
  }

  /** Something that the plugin adds; said at the end. */
  adds(title: string, lines: string[]): void {
    if (lines.length > 0) this.additions.push({ title, lines });
  }

  get passed(): boolean {
    return this.points.every(({ outcome }) => outcome !== 'failed');
  }

  private add(point: Point): void {
    this.points.push(point);
    this.say(`${MARKS[point.outcome]} ${point.area.padEnd(12)}${point.text}`);
    if (point.remedy) this.say(`  ${' '.repeat(12)}→ ${point.remedy}`);
  }
}

/** The end of the report: what the plugin adds to a server, and the verdict. */
export const summary = ({ plugin, points, additions, passed }: CheckReport): string => {
  const failed = points.filter(({ outcome }) => outcome === 'failed').length;
  return [
    ...additions.flatMap(({ title, lines }) => ['', title, ...lines.map((line) => `  ${line}`)]),
    '',
    passed ? `${plugin} is sound.` : `${plugin}: ${failed === 1 ? 'one point' : `${failed} points`} to mend.`,
    '',
  ].join('\n');
};
