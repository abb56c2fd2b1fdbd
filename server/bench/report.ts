import type { Line } from './bench.ts';

const VERDICT = { stretch: 'stretch', base: 'base', missed: 'MISSED' };

/** A Markdown table of a bench's lines, columns padded. */
export const tableOf = (name: string, lines: readonly Line[]): string => {
  const head = [name, 'base', 'stretch', 'measured', 'verdict'];
  const rows = lines.map(({ what, measured, budget }) => [
    what,
    budget?.base ?? '',
    budget?.stretch ?? '',
    measured,
    budget ? VERDICT[budget.verdict] : '',
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const notes = lines.flatMap(({ what, note }) => (note ? [`${what}: ${note}`] : []));
  return [
    '',
    line(head),
    `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    ...rows.map(line),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
};
