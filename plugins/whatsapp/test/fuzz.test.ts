import fc from 'fast-check';
import { Malformed } from '@parley/plugin';
import accounts from './fixtures/accounts.json';
import { bodyOf, everything, messageOf, statuses, valueOf } from './fixtures/bodies';
import { translate } from './harness';

type Path = (string | number)[];

const pathsOf = (value: unknown, at: Path = []): Path[] =>
  value && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, entry]) => [[...at, key], ...pathsOf(entry, [...at, key])])
    : [];

/** The same JSON with another value at one place. */
function withValue(json: unknown, path: Path, value: unknown): unknown {
  const copy = structuredClone(json);
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = (at?.[key] ?? {}) as Record<string | number, unknown>;
  at[path.at(-1) as string] = value;
  return copy;
}

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', ' ', '1e999', -1, 0, 1e300, [[]], [null], { type: 'constructor' }),
);

const bodies = [
  everything(),
  bodyOf(
    valueOf({
      message_echoes: [messageOf('edit', { to: '1' })],
      history: [{ threads: [{ messages: [] }] }],
      calls: [{ id: 'c', from: '1', event: 'connect' }],
      groups: [{}],
    }),
    'calls',
  ),
  bodyOf(valueOf({ statuses: statuses() })),
  ...Object.entries(accounts).map(([field, entry]) => bodyOf(entry, field, { time: 1 })),
];

/** Anything but `Malformed` fails the test; so does a fault that had to be contained (`translate` looks at the log). */
const survives = (body: unknown): void => {
  try {
    expect(translate(body)).toEqual(translate(body));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
};

describe('whatever comes, nothing but Malformed is thrown', () => {
  test('bodies with a few values exchanged', () => {
    const mutated = fc.constantFrom(...bodies).chain((body) =>
      fc.array(fc.tuple(fc.constantFrom(...pathsOf(body)), value), { minLength: 1, maxLength: 4 }).map((swaps) =>
        swaps.reduce((json, [path, other]) => {
          try {
            return withValue(json, path, other);
          } catch {
            return json;
          }
        }, body as unknown),
      ),
    );
    fc.assert(fc.property(mutated, survives), { numRuns: 1500 });
  });

  test('any JSON in any place of the envelope', () =>
    fc.assert(
      fc.property(value, value, (a, b) =>
        [bodyOf(a), bodyOf({ messages: a, statuses: b }), { object: 'whatsapp_business_account', entry: a }, a].forEach(survives),
      ),
      { numRuns: 500 },
    ));

  test('any bytes', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => survives(text)),
      { numRuns: 300 },
    ));
});
