import type { EntityManager } from 'typeorm';
import { ApiError } from '../lib/errors';
import { decodeCursor, encodeCursor, pageSize, type Connection } from '../lib/paging';
import { MessageRow } from './message.entity';

/** Which page of a conversation. */
export interface MessagePageArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  /** A message's id. */
  around?: string | null | undefined;
}

const seqOf = (cursor: string): number => Number(decodeCursor(cursor, 1)[0]);

/**
 * A page of a conversation's messages by their sequence, which is dense: the same page at any depth costs the same.
 *
 * @throws ApiError BAD_REQUEST for a wrong size, cursor or message
 */
export const pageOfMessages = async (
  manager: EntityManager,
  conversationId: string,
  args: MessagePageArgs,
): Promise<Connection<MessageRow>> => {
  if (args.first != null && args.last != null) throw new ApiError('BAD_REQUEST', 'first/last: give one of them');
  const after = args.after ? seqOf(args.after) : 0;
  const before = args.before ? seqOf(args.before) : Number.MAX_SAFE_INTEGER;
  const read = (from: number, until: number, order: 'ASC' | 'DESC', limit: number) =>
    manager
      .createQueryBuilder(MessageRow, 'm')
      .where('m.conversationId = :conversationId and m.seq > :from and m.seq < :until', { conversationId, from: Math.max(0, from), until })
      .orderBy('m.seq', order)
      .limit(limit)
      .getMany();

  if (args.around) {
    const size = pageSize(args.first ?? args.last);
    const middle = await manager.findOneBy(MessageRow, { id: args.around, conversationId });
    if (!middle || middle.seq < 1) throw new ApiError('BAD_REQUEST', 'around: give the id of a message of this conversation');
    const later = await read(middle.seq - 1, before, 'ASC', size + 1);
    // at the end of the conversation the page fills up from before
    const room = Math.max(Math.floor(size / 2), size - later.length);
    const earlier = (await read(after, middle.seq, 'DESC', room + 1)).reverse();
    const hasEarlier = earlier.length > room;
    const head = hasEarlier ? earlier.slice(1) : earlier;
    const tail = later.slice(0, size - head.length);
    return connection([...head, ...tail], hasEarlier, later.length > tail.length);
  }
  if (args.last != null) {
    const size = pageSize(args.last);
    const rows = (await read(after, before, 'DESC', size + 1)).reverse();
    const more = rows.length > size;
    return connection(more ? rows.slice(1) : rows, more, args.before != null);
  }
  const size = pageSize(args.first);
  const rows = await read(after, before, 'ASC', size + 1);
  return connection(rows.slice(0, size), after > 0, rows.length > size);
};

const connection = (nodes: MessageRow[], hasPreviousPage: boolean, hasNextPage: boolean): Connection<MessageRow> => {
  const edges = nodes.map((node) => ({ cursor: encodeCursor([node.seq]), node }));
  return {
    nodes,
    edges,
    pageInfo: { hasNextPage, hasPreviousPage, startCursor: edges[0]?.cursor ?? null, endCursor: edges[edges.length - 1]?.cursor ?? null },
  };
};
