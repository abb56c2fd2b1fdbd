import type { Reference, TypePolicies } from '@apollo/client';
import { arrivals } from './arrivals';

/** A stored page of conversations. */
export interface StoredList {
  nodes: readonly Reference[];
  pageInfo?: unknown;
}

/** The stored part of a conversation's messages: one run without gaps, in the order of `seq`. */
export interface StoredWindow {
  nodes: readonly Reference[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

type ReadSeq = (ref: Reference) => number;

/** Both runs as one, each message once. */
export function union(a: readonly Reference[], b: readonly Reference[], seq: ReadSeq): Reference[] {
  const byRef = new Map([...a, ...b].map((ref) => [ref.__ref, ref]));
  return [...byRef.values()].sort((one, other) => seq(one) - seq(other));
}

/**
 * Joins what came with what is there. Older and newer pages extend the run; a jump (`around`) or a newest page that does not
 * touch the run replaces it, so that there is never a hidden gap between two bubbles.
 */
export function mergeWindow(
  existing: StoredWindow | undefined,
  incoming: StoredWindow,
  args: Record<string, unknown> | null,
  seq: ReadSeq,
  late: readonly Reference[],
): StoredWindow {
  if (args?.['around']) return incoming;
  const touches = existing !== undefined && existing.nodes.some((ref) => incoming.nodes.some((each) => each.__ref === ref.__ref));
  if (args?.['before']) {
    if (!existing) return incoming;
    const { hasPreviousPage, startCursor } = incoming.pageInfo;
    return {
      nodes: union(incoming.nodes, existing.nodes, seq),
      pageInfo: { ...existing.pageInfo, hasPreviousPage, startCursor: startCursor ?? existing.pageInfo.startCursor },
    };
  }
  if (args?.['after']) {
    if (!existing) return incoming;
    const { hasNextPage, endCursor } = incoming.pageInfo;
    return {
      nodes: union(existing.nodes, incoming.nodes, seq),
      pageInfo: { ...existing.pageInfo, hasNextPage, endCursor: endCursor ?? existing.pageInfo.endCursor },
    };
  }
  const newest = incoming.nodes.at(-1);
  const missed = late.filter((ref) => !newest || seq(ref) > seq(newest));
  const nodes = union(incoming.nodes, missed, seq);
  if (!touches || existing.pageInfo.hasNextPage) return { ...incoming, nodes };
  return {
    nodes: union(existing.nodes, nodes, seq),
    pageInfo: { ...incoming.pageInfo, hasPreviousPage: existing.pageInfo.hasPreviousPage, startCursor: existing.pageInfo.startCursor },
  };
}

/** How the cache pages the workbench's lists and finds an object by its id without asking. */
export const workbenchPolicies: TypePolicies = {
  Query: {
    fields: {
      node: {
        read(existing: unknown, { args, toReference }) {
          const id = (args as { id?: string } | null)?.id ?? '';
          if (existing !== undefined) return existing;
          return id.startsWith('conv_') ? toReference({ __typename: 'Conversation', id }) : undefined;
        },
      },
      conversations: {
        keyArgs: ['filter', 'orderBy'],
        merge(existing: StoredList | undefined, incoming: StoredList, { args }): StoredList {
          if (!existing || !(args as { after?: string } | null)?.after) return incoming;
          const known = new Set(existing.nodes.map((ref) => ref.__ref));
          return { ...incoming, nodes: [...existing.nodes, ...incoming.nodes.filter((ref) => !known.has(ref.__ref))] };
        },
      },
    },
  },
  Conversation: {
    fields: {
      messages: {
        keyArgs: false,
        merge(existing: StoredWindow | undefined, incoming: StoredWindow, { args, readField, variables }): StoredWindow {
          const seq = (ref: Reference) => readField<number>('seq', ref) ?? 0;
          return mergeWindow(existing, incoming, args, seq, arrivals.of(String(variables?.['id'] ?? '')));
        },
      },
    },
  },
};
