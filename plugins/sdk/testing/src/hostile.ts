/** Texts that people and machines really send, and that break code which trusts text. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '🙂',
  '👩‍👩‍👧‍👦 e\u0301 \u202Eright to left\u202C مرحبا',
  '\ud800',
  '<img src=x onerror=alert(1)>',
  "'; drop table message; --",
  '%',
  '_',
  '\\',
  '$& $1 $$ $`',
  '{{name}} ${name} {{{',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-1',
  '1e999',
  'a'.repeat(100_000),
  `${'a'.repeat(5_000)}!`,
  ' '.repeat(20_000) + 'x',
  '\n'.repeat(10_000),
];

/** Values that stand where another kind of value belongs. */
export const HOSTILE_VALUES: readonly unknown[] = [null, true, 0, -1, 1e300, '', '__proto__', 'constructor', [], [null], {}, { type: 'constructor' }];
