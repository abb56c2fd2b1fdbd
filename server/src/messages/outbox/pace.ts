import type { Clock } from '../../lib/clock';

interface Bucket {
  tokens: number;
  at: number;
}

/** How fast each inbox may send, and until when it must not send at all. Kept in memory: after a restart the provider says it again. */
export class Pace {
  private readonly buckets = new Map<string, Bucket>();
  private readonly pauses = new Map<string, number>();
  /** Inbox → when it has a token again, for those that ran out in the last round. */
  private readonly empty = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /**
   * How many messages may leave now.
   *
   * @param perSecond the channel's own limit; undefined: none
   */
  room(inboxId: string, perSecond: number | undefined): number {
    const now = this.clock.now();
    if ((this.pauses.get(inboxId) ?? 0) > now) return 0;
    this.pauses.delete(inboxId);
    if (perSecond === undefined) return Number.POSITIVE_INFINITY;
    const bucket = this.buckets.get(inboxId) ?? { tokens: most(perSecond), at: now };
    bucket.tokens = Math.min(most(perSecond), bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
    this.buckets.set(inboxId, bucket);
    const whole = Math.floor(bucket.tokens);
    if (whole < 1) this.empty.set(inboxId, now + Math.ceil(((1 - bucket.tokens) * 1000) / perSecond));
    else this.empty.delete(inboxId);
    return whole;
  }

  /** Messages have left. */
  spend(inboxId: string, count: number): void {
    const bucket = this.buckets.get(inboxId);
    if (bucket) bucket.tokens -= count;
  }

  /** Nothing leaves before `until` (epoch ms); `Infinity`: until {@link resume}. A longer pause stands. */
  pause(inboxId: string, until: number): void {
    this.pauses.set(inboxId, Math.max(until, this.pauses.get(inboxId) ?? 0));
  }

  resume(inboxId: string): void {
    this.pauses.delete(inboxId);
  }

  /** Does it wait for somebody to mend its settings? */
  stopped(inboxId: string): boolean {
    return this.pauses.get(inboxId) === Number.POSITIVE_INFINITY;
  }

  /** When the next pause ends or the next token is there; Infinity when nothing is awaited. */
  nextAt(): number {
    const now = this.clock.now();
    return Math.min(Number.POSITIVE_INFINITY, ...[...this.pauses.values(), ...this.empty.values()].filter((at) => at > now));
  }
}

const most = (perSecond: number): number => Math.max(1, perSecond);
