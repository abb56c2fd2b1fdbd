import { In, IsNull, type EntityManager } from 'typeorm';
import type { Clock } from '../lib/clock';
import type { Db } from '../lib/db';
import { newId } from '../lib/ids';
import type { Logger } from '../lib/log';
import { PluginFailureRow } from './plugin-failure.entity';

/** An event or a job that is given up for now. */
export type NewFailure = Pick<PluginFailureRow, 'pluginId' | 'orgId' | 'callName' | 'reason' | 'attempts'> & {
  eventSeq?: number;
  data?: unknown;
};

/** What plugins failed on again and again: kept until somebody replays or discards it. */
export class Failures {
  /** Null: there is no database, as in a trial. */
  db: Db | null = null;

  constructor(private readonly kernel: { clock: Clock; log: Logger }) {}

  /** Writes one down; inside the caller's transaction where there is one. */
  async keep({ eventSeq, data, ...failure }: NewFailure): Promise<void> {
    const failedAt = this.kernel.clock.now();
    await this.open.write(async (manager) => {
      await manager.insert(PluginFailureRow, {
        ...failure,
        id: newId('fail', failedAt),
        eventSeq: eventSeq ?? null,
        data: (data ?? null) as never,
        failedAt,
      });
    });
    const { pluginId: plugin, callName: call, attempts } = failure;
    this.kernel.log.error({ plugin, call, attempts }, 'plugin failed again and again: it lies among its failures');
  }

  /** The latest first. Those of no organization belong to the operator's, which is the oldest. */
  async list(orgId: string, pluginId: string, first: number): Promise<PluginFailureRow[]> {
    return this.open.read.find(PluginFailureRow, {
      where: (await this.owners(orgId)).map((owner) => ({ pluginId, orgId: owner })),
      order: { id: 'DESC' },
      take: first,
    });
  }

  async find(orgId: string, id: string): Promise<PluginFailureRow | null> {
    return this.open.read.findOne(PluginFailureRow, { where: (await this.owners(orgId)).map((owner) => ({ id, orgId: owner })) });
  }

  /** @returns false: somebody else was faster */
  async remove(manager: EntityManager, id: string): Promise<boolean> {
    return ((await manager.delete(PluginFailureRow, { id: In([id]) })).affected ?? 0) > 0;
  }

  /** It failed once more. */
  async again(row: PluginFailureRow, reason: string): Promise<PluginFailureRow> {
    const change = { reason, attempts: row.attempts + 1, failedAt: this.kernel.clock.now() };
    await this.open.write((manager) => manager.update(PluginFailureRow, { id: row.id }, change));
    return Object.assign(new PluginFailureRow(), row, change);
  }

  private async owners(orgId: string) {
    const [oldest] = (await this.open.read.query('select id from organization order by createdAt, id limit 1')) as { id: string }[];
    return oldest?.id === orgId ? [orgId, IsNull()] : [orgId];
  }

  private get open(): Db {
    if (!this.db) throw new Error('there is no database');
    return this.db;
  }
}
