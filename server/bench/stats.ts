/** What a list of times says, in ms. */
export interface Spread {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? NaN;

/** The percentiles of times, by nearest rank; NaN of nothing. */
export const spread = (times: readonly number[]): Spread => {
  const sorted = [...times].sort((a, b) => a - b);
  return { count: sorted.length, p50: at(sorted, 0.5), p99: at(sorted, 0.99), max: at(sorted, 1) };
};

/** The middle of some values; the lower one of two. NaN of nothing. */
export const median = (values: readonly number[]): number =>
  at(
    [...values].sort((a, b) => a - b),
    0.5,
  );
