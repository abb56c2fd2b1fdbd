import { createHash } from 'node:crypto';
import { In } from 'typeorm';
import type { Clock } from '../lib/clock';
import { crashPoint } from '../lib/crash-point';
import type { Db } from '../lib/db';
import { newId } from '../lib/ids';
import { execute } from '../lib/sets';
import type { JobOrder } from './job-order';
import { JobRelayRow } from './job-relay.entity';

/** How long a row stays the server's that is telling it; far longer than a call of MongoDB may take. */
const LEASE_MS = 30_000;
const BATCH = 100;

/** The relay's parts. */
export interface JobRelayOptions {
  db: Db;
  clock: Clock;
  nodeId: string;
  /** Tells the store; throws when that is away. */
  tell(order: JobOrder): Promise<void>;
}

/**
 * Orders for a store that cannot be part of `db.write`: recorded with the transaction, told to the store after its commit. What is left over
 * (the server died, or the store is away) is told by whichever server looks next. Of one job only the last order counts, so the table holds
 * one row a job, and a server takes a row before it tells it.
 */
export class JobRelay {
  private running: Promise<void> | undefined;
  private again = false;

  constructor(private readonly options: JobRelayOptions) {}

  /** Keeps the order, in the open transaction where there is one. */
  async record(order: JobOrder): Promise<void> {
    const { db, clock } = this.options;
    const now = clock.now();
    // each call of now() is a job of its own, and has to be the same one when it is told twice
    const kept: JobOrder = order.do === 'now' ? { ...order, key: newId('job', now) } : order;
    const id = createHash('sha256')
      .update(JSON.stringify([kept.name, kept.do === 'every', kept.do === 'every' ? '' : kept.key]))
      .digest('hex');
    const replace =
      db.dialect === 'sqlite'
        ? 'on conflict(id) do update set version = excluded.version, orderDoc = excluded.orderDoc'
        : 'on duplicate key update version = values(version), orderDoc = values(orderDoc)';
    await db.write(
      (manager) =>
        manager.query(`insert into job_relay(id, version, orderDoc, createdAt) values (?, ?, ?, ?) ${replace}`, [
          id,
          newId('relay', now),
          JSON.stringify(kept),
          now,
        ]),
      3,
    );
    db.afterCommit(() => crashPoint('jobs.recorded'));
  }

  /**
   * Tells what has been recorded, until nothing is left that this server may take.
   * @throws {Error} when the store is away; what was not told stays
   */
  drain(): Promise<void> {
    this.again = true;
    this.running ??= this.work().finally(() => (this.running = undefined));
    return this.running;
  }

  private async work(): Promise<void> {
    while (this.again) {
      this.again = false;
      while (await this.batch());
    }
  }

  private async batch(): Promise<boolean> {
    const { db, tell } = this.options;
    const rows = await this.take();
    const told = await Promise.allSettled(rows.map((row) => tell(row.orderDoc)));
    const done = rows.filter((_, i) => told[i]?.status === 'fulfilled');
    const left = rows.filter((_, i) => told[i]?.status === 'rejected');
    if (rows.length > 0)
      await db.write(async (manager) => {
        if (done.length > 0)
          await execute(
            manager,
            `delete from job_relay where ${done.map(() => '(id = ? and version = ?)').join(' or ')}`,
            done.flatMap(({ id, version }) => [id, version]),
          );
        if (left.length > 0) await manager.update(JobRelayRow, { id: In(left.map(({ id }) => id)) }, { takenBy: null, takenAt: null });
      }, 3);
    const failure = told.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
    return rows.length > 0;
  }

  /** Rows that are this server's now. Those that it has taken before have been replaced since. */
  private async take(): Promise<JobRelayRow[]> {
    const { db, clock, nodeId } = this.options;
    const free = '(takenAt is null or takenAt <= ? or takenBy = ?)';
    const now = clock.now();
    const found = (await db.read.query(`select id from job_relay where ${free} order by createdAt, id limit ${BATCH}`, [
      now - LEASE_MS,
      nodeId,
    ])) as { id: string }[];
    if (found.length === 0) return [];
    const ids = found.map(({ id }) => id);
    return db.write(async (manager) => {
      await execute(manager, `update job_relay set takenBy = ?, takenAt = ? where id in (${ids.map(() => '?').join(',')}) and ${free}`, [
        nodeId,
        now,
        ...ids,
        now - LEASE_MS,
        nodeId,
      ]);
      return manager.find(JobRelayRow, { where: { id: In(ids), takenBy: nodeId }, order: { createdAt: 'ASC', id: 'ASC' } });
    }, 3);
  }
}
