import { In, type EntityManager } from 'typeorm';
import { pageSize } from '../lib/paging';
import { MessageRow } from './message.entity';

const CHUNK = 1_000;

/** Letters as a searcher means them: without case and accents. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Messages of a conversation whose text contains what is sought, newest first. The databases fold case differently, and neither
 * folds accents everywhere, so the texts are compared here, a piece at a time along the sequence.
 *
 * @param first how many at most, 1-100
 */
export const searchMessages = async (
  manager: EntityManager,
  conversationId: string,
  sought: string,
  first?: number | null,
): Promise<MessageRow[]> => {
  const limit = pageSize(first);
  const needle = plain(sought.trim());
  if (needle === '') return [];
  const ids: string[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; ids.length < limit;) {
    const rows = await manager
      .createQueryBuilder(MessageRow, 'm')
      .select(['m.id', 'm.seq', 'm.text'])
      .where('m.conversationId = :conversationId and m.seq < :before and m.seq > 0', { conversationId, before })
      .orderBy('m.seq', 'DESC')
      .limit(CHUNK)
      .getMany();
    for (const row of rows) if (ids.length < limit && row.text !== null && plain(row.text).includes(needle)) ids.push(row.id);
    if (rows.length < CHUNK) break;
    before = rows[rows.length - 1]?.seq ?? 0;
  }
  return ids.length === 0 ? [] : manager.find(MessageRow, { where: { id: In(ids) }, order: { seq: 'DESC' } });
};
