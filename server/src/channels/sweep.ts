import { In } from 'typeorm';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import { newId } from '../lib/ids';
import { messageEvent } from '../messages/message-events';
import { MessageRow } from '../messages/message.entity';
import { OutboxRow } from '../messages/outbox.entity';
import type { DeadLetterService } from './dead-letter.service';
import { DeliveryRow } from './delivery.entity';
import { applyReceipts } from './receipts';

export const SWEEP = 'channels.sweep';
const EVERY_MS = 60_000;
/** Raw deliveries are kept so long: as long as a provider may send them again. */
const KEEP_MS = 7 * 86_400_000;
/** How far back a receipt is looked for that missed its message. */
const MISSED_MS = 86_400_000;
const BATCH = 500;

/** Tidies up, again and again: old raw deliveries, receipts and letters that missed their moment between two servers. */
export class ChannelSweep {
  constructor(
    private readonly kernel: Kernel,
    private readonly jobs: JobQueue,
    private readonly letters: DeadLetterService,
  ) {
    jobs.define(SWEEP, () => this.run(), { concurrency: 1 });
  }

  start(): Promise<void> {
    return this.jobs.every(SWEEP, EVERY_MS);
  }

  async run(): Promise<void> {
    await this.dropDeliveries();
    await this.dropSent();
    await this.applyMissed();
    await this.letters.replayRoutable();
  }

  /** Old raw deliveries go, unless an open dead letter still names them. */
  private async dropDeliveries(): Promise<void> {
    const before = this.kernel.clock.now() - KEEP_MS;
    for (;;) {
      const rows = (await this.kernel.db.read.query(
        `select d.id as id from delivery d where d.receivedAt < ? and not exists (select 1 from dead_letter l where l.deliveryId = d.id and l.replayedAt is null) order by d.receivedAt limit ${BATCH}`,
        [before],
      )) as { id: string }[];
      if (rows.length > 0) await this.kernel.db.write((manager) => manager.delete(DeliveryRow, { id: In(rows.map((row) => row.id)) }));
      if (rows.length < BATCH) return;
    }
  }

  /** What is settled is told by the message itself; its place in the outbox goes. */
  private async dropSent(): Promise<void> {
    const before = this.kernel.clock.now() - KEEP_MS;
    for (;;) {
      const rows = (await this.kernel.db.read.query(
        `select messageId from outbox where state in ('DONE','FAILED') and dueAt < ? order by dueAt limit ${BATCH}`,
        [before],
      )) as { messageId: string }[];
      if (rows.length > 0)
        await this.kernel.db.write((manager) =>
          manager.delete(OutboxRow, { messageId: In(rows.map((row) => row.messageId)), state: In(['DONE', 'FAILED']) }),
        );
      if (rows.length < BATCH) return;
    }
  }

  /** Two servers may have passed each other: one parked a receipt while the other stored the id of its message. */
  private async applyMissed(): Promise<void> {
    const since = newId('rcpt', Math.max(0, this.kernel.clock.now() - MISSED_MS)).slice(0, 'rcpt_'.length + 10);
    const rows = (await this.kernel.db.read.query(
      `select distinct m.id as id from receipt r join message m on m.providerId = r.providerId and m.inboxId = r.inboxId where r.id > ? and r.applied = 0 and m.direction = 'OUT' limit ${BATCH}`,
      [since],
    )) as { id: string }[];
    if (rows.length === 0) return;
    await this.kernel.db.write(async (manager) => {
      const messages = await manager.findBy(MessageRow, { id: In(rows.map((row) => row.id)) });
      const moved = await applyReceipts(manager, this.kernel.db.dialect, messages);
      const events = [];
      for (const message of moved) if (message.kind !== 'reaction') events.push(await messageEvent(manager, 'message.updated', message));
      await this.kernel.events.append(manager, events);
    }, 5);
  }
}
