const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30 s`, `5 min`, `2 h`, `1 d` in ms; null: not understood. */
export const intervalMs = (text: string): number | null => {
  const [, count, unit] = /^(\d+)\s*(ms|s|min|h|d)$/.exec(text.trim()) ?? [];
  const ms = Number(count) * (UNITS[unit ?? ''] ?? 0);
  return ms > 0 ? ms : null;
};
