import type { InboundEvent } from '@parley/plugin';
import { In, IsNull, LessThan, MoreThan, Not } from 'typeorm';
import type { ConnectionEnd, PluginDoor } from '../inboxes/channel-access';
import type { InboxService } from '../inboxes/inbox.service';
import type { Kernel } from '../kernel';
import { isOutage } from '../lib/db';
import { InboxRow } from '../inboxes/inbox.entity';
import { DeadLetterRow } from './dead-letter.entity';
import { DeliveryRow } from './delivery.entity';
import { settleLetters } from './intake/letters';
import type { Unit } from './intake/unit';
import type { IntakeService } from './intake.service';
import { translateWith } from './webhook.route';

const BATCH = 100;

export interface Replayed {
  /** Letters whose events are applied now. */
  replayed: number;
  /** Letters of the organization that are still open. */
  remaining: number;
}

/** What could not be applied: kept until it can be. */
export class DeadLetterService {
  private running: Promise<unknown> = Promise.resolve();
  private readonly unlisten: () => void;

  constructor(
    private readonly kernel: Kernel,
    private readonly intake: IntakeService,
    private readonly inboxes: InboxService,
    private readonly plugins: PluginDoor,
  ) {
    this.unlisten = kernel.events.listen((events) => {
      for (const { type, nodeId } of events)
        if (type === 'inbox.created' && kernel.cluster.owns(`letters:${nodeId}`)) this.background(() => this.replayForInbox(nodeId));
    });
  }

  /** Resolves when no replay runs any more. */
  async stop(): Promise<void> {
    this.unlisten();
    await this.idle();
  }

  /** Resolves when the replays that inboxes have set off are done. */
  async idle(): Promise<void> {
    let seen: unknown;
    while (seen !== this.running) await (seen = this.running);
  }

  /** Open letters first asked for, newest first; from before a letter's id when one is given. */
  list(orgId: string, kind: string | null, before: string | null, limit: number): Promise<DeadLetterRow[]> {
    return this.kernel.db.read.find(DeadLetterRow, {
      where: { orgId, replayedAt: IsNull(), ...(kind ? { kind } : {}), ...(before ? { id: LessThan(before) } : {}) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /**
   * Tries letters again, oldest first. What still fails stays, with its new reason.
   *
   * @param ids absent: all open letters of the organization
   */
  async replay(orgId: string, ids?: readonly string[]): Promise<Replayed> {
    let replayed = 0;
    for (let after = ''; ;) {
      const id = ids ? In([...ids]) : MoreThan(after);
      const rows = await this.kernel.db.read.find(DeadLetterRow, {
        where: { orgId, replayedAt: IsNull(), id },
        order: { id: 'ASC' },
        ...(ids ? {} : { take: BATCH }),
      });
      replayed += await this.replayRows(rows);
      const last = rows[rows.length - 1];
      if (ids || !last || rows.length < BATCH) break;
      after = last.id;
    }
    return { replayed, remaining: await this.kernel.db.read.countBy(DeadLetterRow, { orgId, replayedAt: IsNull() }) };
  }

  /** Tries again what found no inbox and would find one now. */
  async replayRoutable(): Promise<void> {
    const found = (await this.kernel.db.read.query(
      `select d.id as id from dead_letter d join inbox i on i.connectionId = d.connectionId and i.address = d.address where d.replayedAt is null and d.kind = 'UNROUTED' order by d.id limit ${BATCH}`,
    )) as { id: string }[];
    if (found.length > 0)
      await this.replayRows(
        await this.kernel.db.read.find(DeadLetterRow, {
          where: { id: In(found.map((row) => row.id)), replayedAt: IsNull() },
          order: { id: 'ASC' },
        }),
      );
  }

  private async replayForInbox(inboxId: string): Promise<void> {
    const inbox = await this.kernel.db.read.findOneBy(InboxRow, { id: inboxId });
    if (!inbox) return;
    const { connectionId, address } = inbox;
    for (;;) {
      const rows = await this.kernel.db.read.find(DeadLetterRow, {
        where: { connectionId, address, kind: 'UNROUTED', replayedAt: IsNull() },
        order: { id: 'ASC' },
        take: BATCH,
      });
      if ((await this.replayRows(rows)) === 0) return;
    }
  }

  /** @returns how many of these letters are settled now */
  private async replayRows(rows: readonly DeadLetterRow[]): Promise<number> {
    if (rows.length === 0) return 0;
    const byConnection = new Map<string, DeadLetterRow[]>();
    for (const row of rows) byConnection.set(row.connectionId, [...(byConnection.get(row.connectionId) ?? []), row]);
    for (const [connectionId, letters] of byConnection) {
      const connection = await this.inboxes.connection(connectionId);
      if (!connection?.end) {
        for (const letter of letters)
          await this.stays(letter, 'The plugin of its channel is not ready. Look at the plugins page, then replay it again.');
        continue;
      }
      const events = letters.filter((letter) => letter.kind !== 'UNREADABLE');
      await this.apply({
        connection,
        delivery: null,
        deliveryId: null,
        arrivals: events.map((letter) => ({ event: letter.event as InboundEvent, letterId: letter.id })),
      });
      for (const letter of letters) if (letter.kind === 'UNREADABLE') await this.replayBody(letter, connection, connection.end);
    }
    return this.kernel.db.read.countBy(DeadLetterRow, { id: In(rows.map((row) => row.id)), replayedAt: Not(IsNull()) });
  }

  private async apply(unit: Unit): Promise<void> {
    if (unit.arrivals.length === 0) return;
    const [error] = await this.intake.commit([unit]);
    if (error) throw error;
  }

  /** Lets the channel translate a raw delivery once more. */
  private async replayBody(letter: DeadLetterRow, connection: ConnectionEnd, end: NonNullable<ConnectionEnd['end']>): Promise<void> {
    const events = await this.translate(letter, connection, end);
    if (events === null) return;
    await this.apply({ connection, delivery: null, deliveryId: letter.deliveryId, arrivals: events.map((event) => ({ event })) });
    // those of its events that still fail have letters of their own by now
    await this.kernel.db.write((manager) => settleLetters(manager, this.kernel.clock.now(), [letter.id]));
  }

  /** What the channel makes of the raw delivery now; null when it still cannot. */
  private async translate(
    letter: DeadLetterRow,
    connection: ConnectionEnd,
    end: NonNullable<ConnectionEnd['end']>,
  ): Promise<readonly InboundEvent[] | null> {
    const delivery = letter.deliveryId ? await this.kernel.db.read.findOneBy(DeliveryRow, { id: letter.deliveryId }) : null;
    if (!delivery) {
      await this.stays(letter, 'Its raw delivery is gone.');
      return null;
    }
    const said = await translateWith(this.plugins, end, connection.orgId, { method: 'POST', headers: {}, query: {}, body: delivery.body });
    if (said && said.unreadable === undefined) return said.events;
    await this.stays(letter, said?.unreadable ?? 'The channel says that this is not its language.');
    return null;
  }

  private async stays(letter: DeadLetterRow, reason: string): Promise<void> {
    await this.kernel.db.write((manager) => manager.update(DeadLetterRow, { id: letter.id }, { reason }));
  }

  /** Runs after what runs already; an outage leaves it to the sweep. */
  private background(run: () => Promise<unknown>): void {
    this.running = this.running.then(run).catch((error: unknown) => {
      this.kernel.log.error({ errorType: (error as Error).name, outage: isOutage(error) }, 'dead letters could not be replayed');
    });
  }
}
