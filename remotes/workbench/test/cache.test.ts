import { InMemoryCache, gql, type Reference } from '@apollo/client';
import { listVariables, placeConversation, dropConversation, type ListName } from '../src/data/lists';
import { mergeWindow, workbenchPolicies, type StoredWindow } from '../src/data/policies';
import type { Card } from '../src/data/types';

const LIST = gql`
  query List($filter: ConversationFilter, $orderBy: ConversationOrder, $first: Int, $after: String) {
    conversations(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes {
        id
        status
        assignee {
          id
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

interface Row {
  __typename: 'Conversation';
  id: string;
  status: string;
  assignee: { __typename: 'Agent'; id: string } | null;
}
const row = (id: string, status: string, agent: string | null): Row => ({
  __typename: 'Conversation',
  id,
  status,
  assignee: agent ? { __typename: 'Agent', id: agent } : null,
});
const me = 'agent_ana';

function inbox() {
  const cache = new InMemoryCache({ typePolicies: workbenchPolicies });
  const fill = (list: ListName, search: string, nodes: Row[]) =>
    cache.writeQuery({
      query: LIST,
      variables: listVariables(list, search),
      data: {
        conversations: {
          __typename: 'ConversationConnection',
          nodes,
          pageInfo: { __typename: 'PageInfo', hasNextPage: false, endCursor: null },
        },
      },
    });
  const ids = (list: ListName, search = '') =>
    cache
      .readQuery<{ conversations: { nodes: Row[] } }>({ query: LIST, variables: listVariables(list, search) })
      ?.conversations.nodes.map((node) => node.id);
  const place = (next: Row) => {
    cache.writeFragment({
      id: `Conversation:${next.id}`,
      fragment: gql`
        fragment Put on Conversation {
          id
          status
          assignee {
            id
          }
        }
      `,
      data: next,
    });
    placeConversation(cache, next as unknown as Card, me);
  };
  fill('mine', '', [row('conv_a', 'ACTIVE', me)]);
  fill('recent', '', []);
  fill('unassigned', '', [row('conv_q', 'QUEUED', null)]);
  return { cache, fill, ids, place };
}

describe('the lists', () => {
  test('R053 a conversation that becomes mine comes into Active and leaves the queue', () => {
    const { ids, place } = inbox();
    place(row('conv_q', 'ACTIVE', me));
    expect([ids('mine'), ids('unassigned')]).toEqual([['conv_q', 'conv_a'], []]);
    place(row('conv_q', 'ACTIVE', me));
    expect(ids('mine')).toEqual(['conv_q', 'conv_a']);
  });

  test('R091 a closed conversation moves from Active to Recent', () => {
    const { ids, place } = inbox();
    place(row('conv_a', 'CLOSED', me));
    expect([ids('mine'), ids('recent')]).toEqual([[], ['conv_a']]);
  });

  test('a conversation that goes to a colleague, or out of sight, leaves every list', () => {
    const { cache, ids, place } = inbox();
    place(row('conv_a', 'ACTIVE', 'agent_ben'));
    dropConversation(cache, 'conv_q');
    expect([ids('mine'), ids('recent'), ids('unassigned')]).toEqual([[], [], []]);
  });

  test('R056 a searched list takes nothing in by itself, because only the server knows what fits', () => {
    const { fill, ids, place } = inbox();
    fill('mine', 'maya', [row('conv_a', 'ACTIVE', me)]);
    place(row('conv_q', 'ACTIVE', me));
    expect(ids('mine', 'maya')).toEqual(['conv_a']);
  });
});

const ref = (seq: number): Reference => ({ __ref: `Message:${seq}` });
const seqOf = (each: Reference) => Number(each.__ref.split(':')[1]);
const run = (from: number, to: number, older: boolean, newer: boolean): StoredWindow => ({
  nodes: Array.from({ length: to - from + 1 }, (_, index) => ref(from + index)),
  pageInfo: { hasPreviousPage: older, hasNextPage: newer, startCursor: String(from), endCursor: String(to) },
});
const shape = (window: StoredWindow) => [
  seqOf(window.nodes[0] as Reference),
  seqOf(window.nodes.at(-1) as Reference),
  window.nodes.length,
  window.pageInfo.hasPreviousPage,
  window.pageInfo.hasNextPage,
];

describe('the stored run of messages', () => {
  test('older and newer pages extend it', () => {
    expect(shape(mergeWindow(run(41, 80, true, false), run(1, 40, false, true), { before: '41' }, seqOf, []))).toEqual([
      1,
      80,
      80,
      false,
      false,
    ]);
    expect(shape(mergeWindow(run(1, 40, false, true), run(41, 80, true, false), { after: '40' }, seqOf, []))).toEqual([
      1,
      80,
      80,
      false,
      false,
    ]);
  });

  test('R050 the newest page joins what is there when they touch, and replaces it when messages lie between', () => {
    expect(shape(mergeWindow(run(1, 80, false, false), run(61, 100, true, false), { last: 40 }, seqOf, []))).toEqual([
      1,
      100,
      100,
      false,
      false,
    ]);
    expect(shape(mergeWindow(run(1, 40, false, false), run(61, 100, true, false), { last: 40 }, seqOf, []))).toEqual([
      61,
      100,
      40,
      true,
      false,
    ]);
  });

  test('R071 a jump replaces it, so that there is no hidden gap', () => {
    for (const before of [run(61, 100, true, false), run(41, 80, true, false)]) {
      expect(shape(mergeWindow(before, run(10, 49, true, true), { around: 'msg_30', last: 40 }, seqOf, []))).toEqual([
        10,
        49,
        40,
        true,
        true,
      ]);
    }
  });

  test('R050 a message that the log brought while the page was on its way is not lost', () => {
    expect(shape(mergeWindow(undefined, run(1, 40, false, false), { last: 40 }, seqOf, [ref(40), ref(41)]))).toEqual([
      1,
      41,
      41,
      false,
      false,
    ]);
  });
});
