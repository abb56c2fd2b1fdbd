import { GraphQLScalarType, Kind } from 'graphql';

const parse = (value: unknown): number => {
  const ms = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : Number.NaN;
  if (!Number.isFinite(ms)) throw new TypeError('DateTime: write an ISO 8601 moment, "2026-01-31T12:00:00.000Z"');
  return ms;
};

/**
 * A moment. Inside the server it is a number of epoch milliseconds; outside it is ISO 8601 in UTC.
 *
 * @example
 * ```ts
 * const told = DateTime.serialize(1_769_860_800_000); // 2026-01-31T12:00:00.000Z
 * ```
 */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description: 'A moment: UTC, ISO 8601 with milliseconds.',
  serialize: (value) => new Date(value instanceof Date ? value.getTime() : Number(value)).toISOString(),
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
});
