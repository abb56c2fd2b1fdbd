import { gql, type ApolloCache, type Reference } from '@apollo/client';
import { arrivals } from './arrivals';
import { union, type StoredWindow } from './policies';

const SEQ = gql`
  fragment MessageSeq on Message {
    id
    seq
  }
`;

/**
 * Adds messages to the end of a conversation's stored run. A conversation that was never opened has no run, and a run that
 * does not reach the newest message stays as it is: both are read when somebody looks.
 */
export function appendMessages(cache: ApolloCache, conversationId: string, ids: readonly string[]): void {
  const refs = ids.map((id): Reference => ({ __ref: `Message:${id}` }));
  for (const ref of refs) arrivals.add(conversationId, ref);
  cache.modify<{ messages: StoredWindow }>({
    id: `Conversation:${conversationId}`,
    fields: {
      messages(stored) {
        const existing = stored as unknown as StoredWindow;
        if (existing.pageInfo.hasNextPage) return stored;
        const seq = (ref: Reference) => cache.readFragment<{ seq: number }>({ id: ref.__ref, fragment: SEQ })?.seq ?? 0;
        return { ...existing, nodes: union(existing.nodes, refs, seq) } as unknown as typeof stored;
      },
    },
  });
}
