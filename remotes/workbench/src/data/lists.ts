import type { ApolloCache, Reference } from '@apollo/client';
import type { ConversationListQueryVariables } from '../gql/generated';
import type { StoredList } from './policies';
import type { Card } from './types';

/** The lists of the inbox. */
export type ListName = 'mine' | 'recent' | 'unassigned';

/** Conversations in one page of a list. */
export const PAGE = 50;

const shapes = {
  mine: { scope: 'MINE', group: 'ACTIVE', orderBy: 'LAST_ACTIVITY' },
  recent: { scope: 'MINE', group: 'RECENT', orderBy: 'CLOSED_AT' },
  unassigned: { scope: 'UNASSIGNED', group: 'ACTIVE', orderBy: 'LAST_ACTIVITY' },
} as const;

/** What is asked for a list. The same values give the same place in the cache. */
export function listVariables(list: ListName, search: string): ConversationListQueryVariables {
  const { scope, group, orderBy } = shapes[list];
  const text = search.trim();
  return { filter: text ? { scope, group, search: text } : { scope, group }, orderBy, first: PAGE };
}

/** Does this conversation belong into that list of that person? */
export function belongs(card: Pick<Card, 'status' | 'assignee'>, list: ListName, me: string): boolean {
  const closed = card.status === 'CLOSED';
  if (list === 'unassigned') return !closed && card.assignee === null;
  return card.assignee?.id === me && closed === (list === 'recent');
}

/** The order of a list: latest first. */
export function byTime(list: ListName): (a: Card, b: Card) => number {
  const time = (card: Card) => (list === 'recent' ? (card.closedAt ?? card.lastActivityAt) : card.lastActivityAt);
  return (a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : a.id < b.id ? 1 : -1);
}

/** Which list a stored field holds, told from its key; `null` for a searched or a foreign one. */
function listOf(storeFieldName: string): { list: ListName | null; searched: boolean } {
  const json = storeFieldName.slice(storeFieldName.indexOf(':') + 1);
  try {
    const { filter, orderBy } = JSON.parse(json) as { filter?: Record<string, unknown>; orderBy?: string };
    const found = (Object.keys(shapes) as ListName[]).find(
      (name) => shapes[name].scope === filter?.['scope'] && shapes[name].group === filter?.['group'] && shapes[name].orderBy === orderBy,
    );
    return { list: found ?? null, searched: typeof filter?.['search'] === 'string' };
  } catch {
    return { list: null, searched: false };
  }
}

const without = (stored: StoredList, key: string): StoredList => {
  const nodes = stored.nodes.filter((ref) => ref.__ref !== key);
  if (nodes.length === stored.nodes.length) return stored;
  return { ...stored, nodes };
};

const withFirst = (stored: StoredList, ref: Reference): StoredList => {
  if (stored.nodes.some((each) => each.__ref === ref.__ref)) return stored;
  return { ...stored, nodes: [ref, ...stored.nodes] };
};

/** Puts a conversation into the lists where it belongs now and takes it out of the others. The order is the reader's business. */
export function placeConversation(cache: ApolloCache, card: Card, me: string): void {
  const ref: Reference = { __ref: `Conversation:${card.id}` };
  cache.modify<{ conversations: StoredList }>({
    fields: {
      conversations(stored, { storeFieldName }) {
        const existing = stored as unknown as StoredList;
        const { list, searched } = listOf(storeFieldName);
        if (!list) return stored;
        const next = !belongs(card, list, me) ? without(existing, ref.__ref) : searched ? existing : withFirst(existing, ref);
        return next as unknown as typeof stored;
      },
    },
  });
}

/** Takes a conversation out of every list: this person may not see it any more. */
export function dropConversation(cache: ApolloCache, id: string): void {
  cache.modify<{ conversations: StoredList }>({
    fields: {
      conversations(stored, { storeFieldName }) {
        if (!listOf(storeFieldName).list) return stored;
        return without(stored as unknown as StoredList, `Conversation:${id}`) as unknown as typeof stored;
      },
    },
  });
}
