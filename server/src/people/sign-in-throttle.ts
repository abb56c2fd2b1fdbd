import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { refuse } from '../lib/errors';

const QUARTER_HOUR = 15 * 60;

/**
 * Slows guessing down: ten wrong passwords of one account from one address, or a hundred from one address over all accounts, and
 * that address waits a quarter of an hour. Another address is not locked out by it, so a stranger cannot lock an agent out.
 */
export class SignInThrottle {
  private readonly account = new RateLimiterMemory({ points: 10, duration: QUARTER_HOUR, blockDuration: QUARTER_HOUR });
  private readonly address = new RateLimiterMemory({ points: 100, duration: QUARTER_HOUR, blockDuration: QUARTER_HOUR });

  async allow(account: string, username: string, ip: string): Promise<void> {
    const states = await Promise.all([this.account.get(key(account, username, ip)), this.address.get(block(ip))]);
    const wait = states.map((state, i) => (state && state.consumedPoints > (i === 0 ? 10 : 100) - 1 ? state.msBeforeNext : 0));
    const ms = Math.max(...wait);
    if (ms > 0) throw refuse('SESSION_THROTTLED', `Too many attempts. Try again in ${Math.ceil(ms / 60_000)} min.`);
  }

  async failed(account: string, username: string, ip: string): Promise<void> {
    await Promise.all([this.account.consume(key(account, username, ip)), this.address.consume(block(ip))]).catch((reason: unknown) => {
      // a limiter rejects with its state once it is used up; anything else is a fault
      if (!(reason instanceof RateLimiterRes)) throw reason;
    });
  }

  async succeeded(account: string, username: string, ip: string): Promise<void> {
    await this.account.delete(key(account, username, ip));
  }
}

/** IPv4 addresses one by one; IPv6 by /64, which is one household. */
const block = (ip: string): string => (ip.includes(':') && !ip.includes('.') ? ip.split(':').slice(0, 4).join(':') : ip);
const key = (account: string, username: string, ip: string): string => `${account}|${username.toLowerCase()}|${block(ip)}`;
