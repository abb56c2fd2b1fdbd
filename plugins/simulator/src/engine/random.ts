/**
 * A small seeded generator (mulberry32). Each purpose draws from a stream of its own, so that switching a fault on does not change
 * the ids that follow.
 */
export class Random {
  constructor(
    private readonly seed: string,
    private readonly streams: Record<string, number>,
  ) {}

  /** A number in [0, 1). */
  next(stream: string): number {
    const state = ((this.streams[stream] ?? hash(`${this.seed}/${stream}`)) + 0x6d2b79f5) | 0;
    this.streams[stream] = state;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer in [0, below). */
  int(stream: string, below: number): number {
    return Math.floor(this.next(stream) * below);
  }

  /** `length` characters of `alphabet`. */
  text(stream: string, length: number, alphabet: string): string {
    let out = '';
    for (let i = 0; i < length; i++) out += alphabet[this.int(stream, alphabet.length)];
    return out;
  }
}

const hash = (text: string): number => {
  let h = 2166136261;
  for (const char of text) h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 16777619);
  return h | 0;
};
