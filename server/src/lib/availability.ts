import type { Db } from './db';
import type { Logger } from './log';

const EVERY_MS = 3_000;
const PATIENCE_MS = 2_500;

/**
 * Watches whether the database answers. While it does not, sockets are closed and none is taken, so that agents see at once that
 * nothing can be stored; when it is back, whoever listens puts things right.
 */
export class Availability {
  private available = true;
  private readonly listeners = new Set<(available: boolean) => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Pick<Db, 'ping'>,
    private readonly log: Logger,
  ) {}

  get ok(): boolean {
    return this.available;
  }

  onChange(listener: (available: boolean) => void): void {
    this.listeners.add(listener);
  }

  start(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Asks now. */
  async look(): Promise<void> {
    const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('no answer')), PATIENCE_MS).unref());
    const reason = await Promise.race([this.db.ping(), late]).then(
      () => null,
      (error: unknown) => (error as Error).message,
    );
    if ((reason === null) === this.available) return;
    this.available = reason === null;
    if (reason === null) this.log.info('the database is back');
    else this.log.error({ reason }, 'the database does not answer');
    for (const listener of this.listeners) listener(this.available);
  }
}
