import type { Logger } from './log';
import { outageSentence } from './outage';

const EVERY_MS = 3_000;
const PATIENCE_MS = 2_500;

/**
 * Watches whether anything can be stored. While it cannot, sockets are closed and none is taken, so that agents see at once that
 * nothing reaches the server; when it can again, whoever listens puts things right.
 */
export class Availability {
  private why: string | null = null;
  private readonly listeners = new Set<(available: boolean) => void>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | null = null;

  /**
   * @param probe writes something small and really: a full disk and a read-only folder still answer reads. Rejects with the
   * driver's error
   */
  constructor(
    private readonly probe: () => Promise<void>,
    private readonly log: Logger,
  ) {}

  get ok(): boolean {
    return this.why === null;
  }

  /** Why nothing can be stored, in a sentence; null while it can. */
  get reason(): string | null {
    return this.why;
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

  /** Asks now; who asks meanwhile gets the same answer. Never rejects. */
  look(): Promise<void> {
    this.looking ??= this.ask().finally(() => (this.looking = null));
    return this.looking;
  }

  private async ask(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
      timer.unref();
    });
    const why = await Promise.race([this.probe(), late]).then(() => null, outageSentence);
    clearTimeout(timer);
    const changed = (why === null) !== this.ok;
    this.why = why;
    if (!changed) return;
    if (why === null) this.log.info('the database takes writes again');
    else this.log.error({ reason: why }, 'nothing can be stored');
    for (const listener of this.listeners) listener(this.ok);
  }
}
