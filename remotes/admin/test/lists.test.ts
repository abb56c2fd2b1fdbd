import { InMemoryCache, gql } from '@apollo/client';
import { appendMessage, belongs, dropConversation, placeConversation } from '../src/data/lists';
import { adminPolicies } from '../src/data/policies';
import type { ConversationCardFragment } from '../src/gql/generated';

const card = (id: string, part: Partial<ConversationCardFragment> = {}) =>
  ({
    __typename: 'Conversation',
    id,
    status: 'ACTIVE',
    inbox: { __typename: 'Inbox', id: 'inbox_1' },
    assignee: { __typename: 'Agent', id: 'agent_1' },
    ...part,
  }) as ConversationCardFragment;

const LIST = gql`
  query List($filter: ConversationFilter, $after: String) {
    conversations(filter: $filter, orderBy: LAST_ACTIVITY, first: 2, after: $after) {
      nodes {
        id
      }
      pageInfo {
        endCursor
      }
    }
  }
`;

const CHAT = gql`
  query Chat($id: ID!, $before: String) {
    node(id: $id) {
      id
      ... on Conversation {
        messages(last: 2, before: $before) {
          nodes {
            id
            seq
          }
          pageInfo {
            hasPreviousPage
            startCursor
          }
        }
      }
    }
  }
`;

function cacheWith(filter: Record<string, unknown>, ids: string[]) {
  const cache = new InMemoryCache({ typePolicies: adminPolicies });
  const write = (nodes: string[], after?: string) =>
    cache.writeQuery({
      query: LIST,
      variables: { filter, ...(after ? { after } : {}) },
      data: {
        conversations: {
          __typename: 'ConversationConnection',
          nodes: nodes.map((id) => ({ __typename: 'Conversation', id })),
          pageInfo: { __typename: 'PageInfo', endCursor: nodes.at(-1) },
        },
      },
    });
  write(ids);
  const read = () =>
    cache
      .readQuery<{ conversations: { nodes: { id: string }[] } }>({ query: LIST, variables: { filter } })
      ?.conversations.nodes.map(({ id }) => id);
  return { cache, write, read };
}

describe('the lists of all conversations', () => {
  it('R098 puts a new conversation into the lists where it belongs, once', () => {
    const { cache, read } = cacheWith({ group: 'OPEN' }, ['conv_1']);
    // The feed stores what an event brings before anybody hears of it.
    cache.writeFragment({
      id: 'Conversation:conv_2',
      fragment: gql`
        fragment C on Conversation {
          id
        }
      `,
      data: { __typename: 'Conversation', id: 'conv_2' },
    });
    placeConversation(cache, card('conv_2'));
    placeConversation(cache, card('conv_2'));
    expect(read()).toEqual(['conv_2', 'conv_1']);
  });

  it('takes a conversation out of the list that it left', () => {
    const { cache, read } = cacheWith({ group: 'OPEN', assigneeId: 'agent_1' }, ['conv_1', 'conv_2', 'conv_3']);
    placeConversation(cache, card('conv_1', { status: 'CLOSED' }));
    placeConversation(cache, card('conv_2', { assignee: null }));
    dropConversation(cache, 'conv_3');
    expect(read()).toEqual([]);
  });

  it('joins pages and starts anew when the first one is read again', () => {
    const { write, read } = cacheWith({ group: 'OPEN' }, ['conv_1', 'conv_2']);
    write(['conv_2', 'conv_3'], 'conv_2');
    expect(read()).toEqual(['conv_1', 'conv_2', 'conv_3']);
    write(['conv_4', 'conv_1']);
    expect(read()).toEqual(['conv_4', 'conv_1']);
  });

  it('leaves it to the server what a search finds', () => {
    expect(belongs(card('conv_1'), { group: 'OPEN', search: 'gate' })).toBeNull();
    expect(belongs(card('conv_1', { status: 'CLOSED' }), { group: 'OPEN', search: 'gate' })).toBe(false);
    expect(belongs(card('conv_1'), { group: 'OPEN', inboxId: 'inbox_2' })).toBe(false);
    expect(belongs(card('conv_1'), { group: 'OPEN', scope: 'UNASSIGNED' })).toBe(false);
  });

  it('keeps the messages of a chat in their order, whichever way they come', () => {
    const cache = new InMemoryCache({ typePolicies: adminPolicies, possibleTypes: { Node: ['Conversation', 'Message'] } });
    const id = 'conv_1';
    const write = (seqs: number[], before?: string) =>
      cache.writeQuery({
        query: CHAT,
        variables: { id, ...(before ? { before } : {}) },
        data: {
          node: {
            __typename: 'Conversation',
            id,
            messages: {
              __typename: 'MessageConnection',
              nodes: seqs.map((seq) => ({ __typename: 'Message', id: `msg_${seq}`, seq })),
              pageInfo: { __typename: 'PageInfo', hasPreviousPage: true, startCursor: String(seqs[0]) },
            },
          },
        },
      });
    write([3, 4]);
    write([1, 2], '3');
    cache.writeFragment({
      id: 'Message:msg_5',
      fragment: gql`
        fragment M on Message {
          id
          seq
        }
      `,
      data: { __typename: 'Message', id: 'msg_5', seq: 5 },
    });
    appendMessage(cache, id, 'msg_5');
    appendMessage(cache, id, 'msg_5');
    const stored = cache.readQuery<{ node: { messages: { nodes: { seq: number }[]; pageInfo: { startCursor: string } } } }>({
      query: CHAT,
      variables: { id },
    });
    expect(stored?.node.messages.nodes.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(stored?.node.messages.pageInfo.startCursor).toBe('1');
  });
});
