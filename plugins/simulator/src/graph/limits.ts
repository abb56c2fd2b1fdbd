import { GraphError } from './errors';

/** One message to the same person each 6 s, with up to 45 borrowed in advance. */
const PAIR_EVERY_MS = 6_000;
const PAIR_BURST = 45;

/** Counts sends per number and per pair, by the simulator's time. */
export class Limits {
  private readonly seconds = new Map<string, { second: number; count: number }>();
  private readonly pairs = new Map<string, number>();

  /** @throws GraphError 130429 or 131056 */
  check(now: number, numberId: string, customerId: string, throughput: number): void {
    const second = Math.floor(now / 1000);
    const used = this.seconds.get(numberId);
    const count = used?.second === second ? used.count : 0;
    if (count >= throughput)
      throw new GraphError(
        130429,
        'Message failed to send because there were too many messages sent from this phone number in a short period of time.',
      );
    const pair = `${numberId}/${customerId}`;
    const theoretical = Math.max(this.pairs.get(pair) ?? now, now);
    if (theoretical - now > PAIR_EVERY_MS * (PAIR_BURST - 1)) {
      throw new GraphError(
        131056,
        'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
      );
    }
    this.seconds.set(numberId, { second, count: count + 1 });
    this.pairs.set(pair, theoretical + PAIR_EVERY_MS);
  }
}
