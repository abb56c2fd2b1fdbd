import type { Reference, TypePolicies } from '@apollo/client';

/** A stored page of a list that is read to its end bit by bit. */
export interface StoredPage {
  nodes: readonly Reference[];
  pageInfo?: unknown;
}
/** The stored part of a chat: the newest messages, one run without gaps, in the order of `seq`. */
export interface StoredChat {
  nodes: readonly Reference[];
  pageInfo: { hasPreviousPage: boolean; startCursor: string | null };
}

/** Two runs of references as one, each once. */
export function joined(first: readonly Reference[], second: readonly Reference[]): Reference[] {
  return [...new Map([...first, ...second].map((ref) => [ref.__ref, ref])).values()];
}

const paged = (keyArgs: string[]) => ({
  keyArgs,
  merge(existing: StoredPage | undefined, incoming: StoredPage, { args }: { args: Record<string, unknown> | null }): StoredPage {
    return existing && args?.['after'] ? { ...incoming, nodes: joined(existing.nodes, incoming.nodes) } : incoming;
  },
});

/** How the cache pages the lists of the console. */
export const adminPolicies: TypePolicies = {
  Query: {
    fields: {
      conversations: paged(['filter', 'orderBy', 'first']),
      deadLetters: paged(['kind', 'first']),
      channelNotices: paged(['kind', 'inboxId', 'first']),
      agents: { merge: false },
      inboxes: { merge: false },
      teams: { merge: false },
      roles: { merge: false },
      plugins: { merge: false },
      uiBuilds: { merge: false },
    },
  },
  // What hangs on a plugin has no id of its own: each answer is the whole of it.
  Plugin: {
    fields: Object.fromEntries(['needs', 'slots', 'calls', 'inboxSettings', 'health'].map((field) => [field, { merge: false }])),
  },
  Agent: { fields: { sessions: { merge: false } } },
  Inbox: { fields: { agents: { merge: false }, rules: { merge: false } } },
  Conversation: {
    fields: {
      messages: {
        keyArgs: false,
        merge(existing: StoredChat | undefined, incoming: StoredChat, { args, readField }): StoredChat {
          const seq = (ref: Reference) => readField<number>('seq', ref) ?? 0;
          const sorted = (nodes: Reference[]) => nodes.sort((a, b) => seq(a) - seq(b));
          if (!existing) return incoming;
          if (args?.['before']) return { nodes: sorted(joined(incoming.nodes, existing.nodes)), pageInfo: incoming.pageInfo };
          const touches = existing.nodes.some((ref) => incoming.nodes.some((each) => each.__ref === ref.__ref));
          return touches ? { nodes: sorted(joined(existing.nodes, incoming.nodes)), pageInfo: existing.pageInfo } : incoming;
        },
      },
    },
  },
};
