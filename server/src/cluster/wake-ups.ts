import { Redis } from 'ioredis';
import type { EventLog } from '../events/event-log';
import type { Logger } from '../lib/log';
import { words } from '../plugin-host/call';
import type { Cluster } from './cluster';

/** How often the log is looked at where Redis tells of changes, and where nothing does. */
const LOOK_MS = { told: 5_000, alone: 500 };
const CHANNEL = 'parley:log';
const RECONNECT_MS = 2_000;

/**
 * How servers hear of each other's commits. Over Redis goes only "organization X is at sequence N": whoever hears it reads the log. Nothing
 * depends on it: each server also looks at the counters by itself, so that without Redis, or while it is away, all goes on, only later.
 */
export class WakeUps {
  private readonly publisher: Redis | null;
  private readonly subscriber: Redis | null;
  /** Organization → sequence that has yet to be told. */
  private readonly pending = new Map<string, number>();
  private sending = false;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    redisUrl: string | undefined,
    private readonly events: EventLog,
    private readonly cluster: Cluster,
    private readonly log: Logger,
  ) {
    const open = (): Redis | null =>
      redisUrl === undefined
        ? null
        : new Redis(redisUrl, {
            lazyConnect: true,
            enableOfflineQueue: false,
            connectTimeout: RECONNECT_MS,
            retryStrategy: () => (this.stopped ? null : RECONNECT_MS),
          });
    this.publisher = open();
    this.subscriber = open();
  }

  /** Begins to tell and to hear. A Redis that is away is tried again and again. */
  start(): void {
    this.events.onAppended = (orgId, seq) => this.appended(orgId, seq);
    for (const redis of [this.publisher, this.subscriber]) {
      redis?.on('error', (error: Error) => this.log.debug({ reason: words(error) }, 'Redis: error'));
      redis?.on('end', () => this.stopped || this.log.warn('Redis is away; wake-ups between servers come later'));
    }
    this.subscriber?.on('message', (_channel: string, text: string) => this.heard(text));
    // subscribed anew after every reconnection: what was said meanwhile is found by a look
    this.subscriber?.on(
      'ready',
      () =>
        void this.subscriber?.subscribe(CHANNEL).then(
          () => this.look(),
          () => undefined,
        ),
    );
    void this.publisher?.connect().catch(() => undefined);
    void this.subscriber?.connect().catch(() => undefined);
    this.cluster.onChange(() => void this.look());
    this.again();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.events.onAppended = () => undefined;
    this.publisher?.disconnect();
    this.subscriber?.disconnect();
  }

  /** Null: all is well, or there is no Redis; else a sentence. */
  health(): string | null {
    if (!this.publisher || !this.subscriber) return null;
    const isUp = this.publisher.status === 'ready' && this.subscriber.status === 'ready';
    return isUp ? null : 'Redis does not answer: servers hear of each other a little later. Start it, or correct REDIS_URL.';
  }

  private appended(orgId: string, seq: number): void {
    if (this.publisher?.status !== 'ready') return;
    this.pending.set(orgId, seq);
    if (!this.sending) void this.send(this.publisher);
  }

  /** What is appended while one message is on its way goes into the next. */
  private async send(redis: Redis): Promise<void> {
    this.sending = true;
    try {
      while (this.pending.size > 0) {
        const text = JSON.stringify([this.cluster.nodeId, ...this.pending]);
        this.pending.clear();
        await redis.publish(CHANNEL, text);
      }
    } catch (error) {
      // the others find it when they look
      this.log.debug({ reason: words(error) }, 'a wake-up was not told');
    } finally {
      this.sending = false;
    }
  }

  private heard(text: string): void {
    try {
      const [from, ...told] = JSON.parse(text) as [string, ...[string, number][]];
      if (from !== this.cluster.nodeId) for (const [orgId, seq] of told) this.events.heardOf(orgId, seq);
    } catch {
      this.log.warn('something else speaks on the channel of the wake-ups');
    }
  }

  private again(): void {
    if (this.stopped) return;
    const wait = this.publisher?.status === 'ready' && this.subscriber?.status === 'ready' ? LOOK_MS.told : LOOK_MS.alone;
    this.timer = setTimeout(() => void this.look().finally(() => this.again()), wait);
    this.timer.unref();
  }

  private look(): Promise<void> {
    return this.events.lookAround().catch((error: unknown) => this.log.debug({ reason: words(error) }, 'the log could not be looked at'));
  }
}
