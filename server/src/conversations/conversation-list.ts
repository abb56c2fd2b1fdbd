import type { SelectQueryBuilder } from 'typeorm';
import type { Kernel } from '../kernel';
import { ApiError } from '../lib/errors';
import { decodeCursor, encodeCursor, pageSize, toConnection, type Connection } from '../lib/paging';
import { sightWhere, type Viewer } from '../people/viewer';
import { ConversationRow, OPEN_STATUSES } from './conversation.entity';

export interface ListFilter {
  scope?: 'MINE' | 'UNASSIGNED' | 'ALL' | null;
  group?: 'ACTIVE' | 'RECENT' | 'OPEN' | 'CLOSED' | null;
  inboxId?: string | null;
  assigneeId?: string | null;
  contactId?: string | null;
  search?: string | null;
}

export type ListOrder = 'LAST_ACTIVITY' | 'CLOSED_AT' | 'PENDING_SINCE';

/** How far back "recent message text" looks, in messages of one conversation. */
const RECENT_MESSAGES = 50;
const COLUMN: Record<ListOrder, 'lastActivityAt' | 'closedAt' | 'pendingSince'> = {
  LAST_ACTIVITY: 'lastActivityAt',
  CLOSED_AT: 'closedAt',
  PENDING_SINCE: 'pendingSince',
};

/** A page of the conversations that somebody may see. */
export const listConversations = async (
  kernel: Kernel,
  viewer: Viewer,
  filter: ListFilter,
  order: ListOrder,
  first: number | null | undefined,
  after: string | null | undefined,
): Promise<Connection<ConversationRow>> => {
  const size = pageSize(first);
  const query = kernel.db.read.createQueryBuilder(ConversationRow, 'c').where('c.orgId = :orgId', { orgId: viewer.orgId });
  const sight = sightWhere(viewer, 'c');
  query.andWhere(sight.where, sight.params);
  if (filter.scope === 'MINE') query.andWhere('c.assigneeId = :me', { me: viewer.agentId });
  if (filter.scope === 'UNASSIGNED') query.andWhere('c.assigneeId is null and c.status in (:...open)', { open: OPEN_STATUSES });
  if (filter.group === 'ACTIVE' || filter.group === 'OPEN') query.andWhere('c.status in (:...open)', { open: OPEN_STATUSES });
  if (filter.group === 'RECENT' || filter.group === 'CLOSED') query.andWhere("c.status = 'CLOSED'");
  if (filter.inboxId) query.andWhere('c.inboxId = :inboxId', { inboxId: filter.inboxId });
  if (filter.assigneeId) query.andWhere('c.assigneeId = :assigneeId', { assigneeId: filter.assigneeId });
  if (filter.contactId) query.andWhere('c.contactId = :contactId', { contactId: filter.contactId });
  if (filter.search?.trim()) search(query, viewer, filter.search.trim());

  const column = COLUMN[order];
  const all = query.clone();
  const [direction, beyond] = order === 'PENDING_SINCE' ? (['ASC', '>'] as const) : (['DESC', '<'] as const);
  if (order !== 'LAST_ACTIVITY') query.andWhere(`c.${column} is not null`);
  if (after) {
    const [value, id] = decodeCursor(after, 2);
    query.andWhere(`(c.${column} ${beyond} :value or (c.${column} = :value and c.id ${beyond} :id))`, { value, id });
  }
  const rows = await query
    .orderBy(`c.${column}`, direction)
    .addOrderBy('c.id', direction)
    .limit(size + 1)
    .getMany();
  return {
    ...toConnection(rows, size, (row) => encodeCursor([row[column], row.id]), !!after),
    get totalCount() {
      return all.getCount();
    },
  };
};

const like = (text: string): string => `%${text.replace(/[!%_]/g, (c) => `!${c}`)}%`;

/** By name, number, username or the text of recent messages. */
const search = (query: SelectQueryBuilder<ConversationRow>, viewer: Viewer, text: string): void => {
  if (text.length > 100) throw new ApiError('BAD_REQUEST', 'search: at most 100 characters');
  const digits = text.replace(/[\s()+.-]/g, '');
  const contact = (condition: string): string => `exists (select 1 from contact p where p.id = c.contactId and ${condition})`;
  const ways = [
    contact("(lower(p.name) like :text escape '!' or lower(p.username) like :text escape '!')"),
    `exists (select 1 from message m where m.conversationId = c.id and m.seq > c.messageSeq - ${RECENT_MESSAGES} and lower(m.text) like :text escape '!')`,
  ];
  if (/^\d{3,}$/.test(digits)) {
    // whoever must not see numbers must not guess them either: only the four digits that the mask shows
    if (!viewer.hidePhone) ways.push(contact('p.phone like :digits'));
    else if (digits.length === 4) ways.push(contact('p.phone like :lastFour'));
  }
  query.andWhere(`(${ways.join(' or ')})`, { text: like(text.toLowerCase()), digits: `%${digits}%`, lastFour: `%${digits}` });
};
