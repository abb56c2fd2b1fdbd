import DataLoader from 'dataloader';
import { ConversationRow, OPEN_STATUSES } from '../conversations/conversation.entity';
import type { Db } from '../lib/db';
import type { Loaders } from '../lib/loaders';

export interface InboxCounts {
  /** In the queue, without an agent. */
  waiting: number;
  /** Not closed. */
  open: number;
}

const perRequest = new WeakMap<Loaders, DataLoader<string, InboxCounts>>();

/** Counts of inboxes: one grouped query a request, however many inboxes it shows. */
export const countsOf = (loaders: Loaders, db: Db): DataLoader<string, InboxCounts> => {
  let loader = perRequest.get(loaders);
  if (!loader) {
    loader = new DataLoader(async (ids) => {
      const rows = await db.read
        .createQueryBuilder(ConversationRow, 'c')
        .select(['c.inboxId as "inboxId"', 'c.status as "status"', 'count(*) as "n"'])
        .where('c.inboxId in (:...ids) and c.status in (:...open)', { ids: [...ids], open: OPEN_STATUSES })
        .groupBy('c.inboxId')
        .addGroupBy('c.status')
        .getRawMany<{ inboxId: string; status: string; n: number | string }>();
      return ids.map((id) => {
        const own = rows.filter((row) => row.inboxId === id);
        return { waiting: sum(own.filter((row) => row.status === 'QUEUED')), open: sum(own) };
      });
    });
    perRequest.set(loaders, loader);
  }
  return loader;
};

const sum = (rows: { n: number | string }[]): number => rows.reduce((total, { n }) => total + Number(n), 0);
