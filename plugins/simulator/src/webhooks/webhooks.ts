import type { WireEntry } from '../engine/model';
import type { World } from '../engine/world';
import { asciiJson, envelope, signedHeaders } from './envelope';
import type { Queued } from './queue';
import { WebhookQueue } from './queue';
import { describeUpdates } from './summary';
import type { Transport } from './transport';
import type { Update } from './update';

/** Retries stop after this long. */
const GIVE_UP_AFTER_MS = 7 * 24 * 3_600_000;
const LONGEST_WAIT_MS = 3_600_000;
/** How far webhooks may be thrown apart when order is random. */
const SHUFFLE_MS = 2_000;

/** What became of posts since it was last asked. */
export interface Settled {
  /** Posts answered 200. */
  delivered: number;
  /** Posts that were not. */
  failed: number;
  /** What still waits: for its time, or for its next try. */
  waiting: number;
}

/**
 * Brings updates to Parley: at least once, with back-off for up to seven days, and with whatever faults are on. Time is the world's;
 * the only real timer wakes it for what falls due next.
 */
export class Webhooks {
  private readonly queue = new WebhookQueue();
  private readonly flying = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private tally = { delivered: 0, failed: 0 };
  /** Told of each update on its way: whoever looks from outside knows what was posted when, and what was taken. */
  watch: (update: Update, what: 'posted' | 'taken') => void = () => undefined;
  private aside: Queued[] | undefined;
  private asideFrom = 0;

  constructor(
    private readonly world: World,
    private readonly transport: Transport,
    /** Called for each update that Parley answered with 200. */
    private readonly onReceived: (update: Update) => void,
  ) {}

  /** Queues an update. False when nobody subscribed: WhatsApp then tells nobody. */
  send(update: Update): boolean {
    const number = this.world.number(update.numberId);
    if (!number || !this.world.callbackOf(number)) {
      this.world.wire({ direction: 'out', what: describeUpdates([update]), status: '—', ms: null, note: 'nobody', level: 'warn' });
      return false;
    }
    const { faults, random } = this.world;
    const now = this.world.now();
    const dueAt = now + faults.delayMs + (faults.randomOrder ? random.int('order', Math.max(SHUFFLE_MS, faults.delayMs)) : 0);
    this.queue.add({ dueAt, firstAt: now, attempt: 0, copy: 0, updates: [update] });
    this.kick();
    return true;
  }

  /** Posts one webhook that nobody signed: `update` under a wrong signature. Not tried again. */
  async forge(update: Update): Promise<number> {
    const number = this.world.requireNumber(update.numberId);
    const callback = this.world.callbackOf(number);
    const line = this.world.wire({ direction: 'out', what: 'bad signature', status: '…', ms: null, level: 'muted' });
    if (!callback) {
      line({ status: '—', note: 'nobody', level: 'warn' });
      return 0;
    }
    const body = Buffer.from(asciiJson(envelope([update], (id) => this.world.requireNumber(id))));
    const status = await this.transport
      .post({ url: callback.url, headers: signedHeaders(body, 'not the secret'), body, loseAnswer: false })
      .then(
        (answer) => answer.status,
        () => 0,
      );
    line({
      status: status ? String(status) : 'none',
      note: status === 401 || status === 403 ? 'refused' : status === 200 ? 'taken' : 'failed',
      level: status === 200 ? 'bad' : 'warn',
    });
    return status;
  }

  /**
   * Waits until nothing that is due waits or is under way. With `all`, what is not due yet goes now, in its order; a post that fails
   * then is left for later.
   */
  async settle(all: boolean): Promise<Settled> {
    if (all) {
      this.aside = [];
      this.asideFrom = this.queue.lastSeq;
    }
    for (;;) {
      this.kick();
      if (this.flying.size === 0) break;
      await Promise.race(this.flying);
    }
    const aside = this.aside ?? [];
    this.aside = undefined;
    for (const item of aside) this.queue.add(item);
    this.arm();
    const { tally } = this;
    this.tally = { delivered: 0, failed: 0 };
    return { ...tally, waiting: this.queue.size };
  }

  /** What waits, for keeping. */
  pending(): Queued[] {
    return this.queue.all();
  }

  restore(items: readonly Queued[]): void {
    this.queue.restore(items);
    this.kick();
  }

  /** Starts nothing more and waits for what is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.allSettled(this.flying);
  }

  /** Starts what is due and may start. */
  kick(): void {
    if (this.stopped) return;
    const { faults } = this.world;
    const inLanes = !faults.randomOrder;
    while (this.flying.size < faults.parallel) {
      const until = this.aside ? Number.POSITIVE_INFINITY : this.world.now();
      const item = this.queue.take(until, inLanes);
      if (!item) break;
      if (this.aside && item.attempt > 0 && item.seq > this.asideFrom) {
        this.queue.release(item);
        this.aside.push(item);
        continue;
      }
      this.launch(this.compose(item, until, inLanes));
    }
    this.arm();
  }

  private arm(): void {
    clearTimeout(this.timer);
    const dueAt = this.queue.nextDueAt();
    if (this.stopped || dueAt === null || this.flying.size >= this.world.faults.parallel) return;
    this.timer = setTimeout(() => this.kick(), Math.min(Math.max(dueAt - this.world.now(), 5), 60_000));
    this.timer.unref();
  }

  /** Fixes the bytes of a post, with as many updates as one post may carry, and queues its copies. */
  private compose(item: Queued, until: number, inLanes: boolean): Queued {
    if (item.body !== undefined) return item;
    const { faults, random } = this.world;
    const number = this.world.requireNumber(item.updates[0]!.numberId);
    const url = this.world.callbackOf(number)?.url;
    const more = this.queue.takeMore(item, until, inLanes, faults.batch - 1, (other) => {
      const otherNumber = this.world.requireNumber(other.updates[0]!.numberId);
      return otherNumber.appSecret === number.appSecret && this.world.callbackOf(otherNumber)?.url === url;
    });
    const updates = [item, ...more].flatMap((one) => one.updates);
    const composed: Queued = { ...item, updates, body: asciiJson(envelope(updates, (id) => this.world.requireNumber(id))) };
    for (let copy = 1; copy < faults.copies; copy++) {
      this.queue.add({ ...composed, copy, dueAt: this.world.now() + (faults.randomOrder ? random.int('order', SHUFFLE_MS) : 0) });
    }
    return composed;
  }

  private launch(item: Queued): void {
    const flight = this.post(item)
      .catch(() => undefined)
      .then(() => {
        this.flying.delete(flight);
        this.queue.release(item);
        this.kick();
      });
    this.flying.add(flight);
  }

  private async post(item: Queued): Promise<void> {
    const number = this.world.requireNumber(item.updates[0]!.numberId);
    const callback = this.world.callbackOf(number);
    if (!callback) return;
    const { faults, random } = this.world;
    const what =
      item.copy > 0 ? 'same again' : item.attempt > 0 ? `again: ${describeUpdates(item.updates)}` : describeUpdates(item.updates);
    const line = this.world.wire({ direction: 'out', what, status: '…', ms: null, level: 'muted' });
    if (faults.dropPercent > 0 && random.int('drops', 100) < faults.dropPercent) {
      this.later(item, line, 'lost');
      return;
    }
    const body = Buffer.from(item.body ?? '', 'ascii');
    const wrong = faults.wrongSignature;
    if (wrong) this.world.setFaults({ ...faults, wrongSignature: false });
    for (const update of item.updates) this.watch(update, 'posted');
    const started = performance.now();
    const answer = await this.transport
      .post({
        url: callback.url,
        headers: signedHeaders(body, wrong ? 'not the secret' : number.appSecret),
        body,
        loseAnswer: faults.loseWebhookAnswer && item.attempt === 0,
      })
      .catch(() => null);
    const ms = Math.round(performance.now() - started);
    if (answer?.status === 200) {
      this.tally.delivered++;
      line({ status: '200', ms, level: item.copy > 0 ? 'muted' : 'ok' });
      for (const update of item.updates) {
        this.watch(update, 'taken');
        this.onReceived(update);
      }
      return;
    }
    const lost = faults.loseWebhookAnswer && item.attempt === 0;
    this.later(item, line, answer ? String(answer.status) : lost ? 'lost' : 'none', ms);
  }

  private later(item: Queued, line: (update: Partial<WireEntry>) => void, status: string, ms: number | null = null): void {
    this.tally.failed++;
    const now = this.world.now();
    const attempt = item.attempt + 1;
    const wait = Math.min(1000 * 2 ** (attempt - 1), LONGEST_WAIT_MS);
    if (now + wait - item.firstAt > GIVE_UP_AFTER_MS) {
      line({ status, ms, note: 'given up', level: 'bad' });
      return;
    }
    line({ status, ms, note: `again in ${wait / 1000} s`, level: status === 'lost' ? 'warn' : 'bad' });
    this.queue.add({ ...item, attempt, dueAt: now + wait });
  }
}
