import type { EntityManager } from 'typeorm';
import type { Kernel } from '../../kernel';
import { Sets } from '../../lib/sets';
import { OutboxRow } from '../outbox.entity';

/** Nothing of the same conversation is on its way, and nothing earlier waits. */
const IS_HEAD = `not exists (select 1 from outbox p where p.conversationId = o.conversationId and p.messageId <> o.messageId
  and (p.state = 'SENDING' or (p.state = 'READY' and (p.seq < o.seq or (p.seq = o.seq and p.messageId < o.messageId)))))`;

/** Inboxes with something due, in a stable order. */
export const dueInboxes = async (manager: EntityManager, now: number): Promise<string[]> => {
  const rows = (await manager.query("select distinct inboxId from outbox where state = 'READY' and dueAt <= ? order by inboxId", [
    now,
  ])) as { inboxId: string }[];
  return rows.map((row) => row.inboxId);
};

/** The first waiting message of each conversation of an inbox that is due: agents' first, then those that are due longest. */
export const dueHeads = (manager: EntityManager, inboxId: string, now: number, limit: number): Promise<OutboxRow[]> =>
  manager
    .createQueryBuilder(OutboxRow, 'o')
    .where("o.state = 'READY' and o.dueAt <= :now and o.inboxId = :inboxId", { now, inboxId })
    .andWhere(IS_HEAD)
    .orderBy('o.urgency', 'ASC')
    .addOrderBy('o.dueAt', 'ASC')
    .addOrderBy('o.messageId', 'ASC')
    .limit(limit)
    .getMany();

/** When the next waiting message is due, epoch ms; Infinity when none waits. */
export const nextDue = async (manager: EntityManager, now: number): Promise<number> => {
  const rows = (await manager.query("select min(dueAt) as dueAt from outbox where state = 'READY' and dueAt > ?", [now])) as {
    dueAt: number | string | null;
  }[];
  return rows[0]?.dueAt == null ? Number.POSITIVE_INFINITY : Number(rows[0].dueAt);
};

/**
 * Marks messages as being sent by this node, committed before the provider is called. One that another node took, or that is no
 * longer the first of its conversation, stays.
 *
 * @returns those that are this node's now
 */
export const take = (kernel: Kernel, heads: readonly OutboxRow[]): Promise<OutboxRow[]> =>
  kernel.db.write(async (manager) => {
    const { lock } = new Sets(manager, kernel.db.dialect);
    const startedAt = kernel.clock.now();
    const taken: OutboxRow[] = [];
    for (const head of [...heads].sort((a, b) => (a.conversationId < b.conversationId ? -1 : 1))) {
      const waiting = (await manager.query(
        `select messageId, seq, state from outbox where conversationId = ? and state in ('READY','SENDING')${lock}`,
        [head.conversationId],
      )) as Pick<OutboxRow, 'messageId' | 'seq' | 'state'>[];
      const mine = waiting.find((row) => row.messageId === head.messageId);
      const behind = waiting.some((row) => row !== mine && (row.state === 'SENDING' || Number(row.seq) < head.seq));
      if (mine?.state !== 'READY' || behind) continue;
      const change = { state: 'SENDING', nodeId: kernel.nodeId, startedAt, attempts: head.attempts + 1 };
      await manager.update(OutboxRow, { messageId: head.messageId }, change);
      taken.push(Object.assign(new OutboxRow(), head, change));
    }
    return taken;
  }, 5);
