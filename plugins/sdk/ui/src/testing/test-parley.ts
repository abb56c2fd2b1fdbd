import { ApolloClient, ApolloLink, Observable, type DocumentNode } from '@apollo/client';
import { MockLink } from '@apollo/client/testing';
import { createCache } from '../data/cache';
import type { Parley } from '../data/client';
import { EventFeed, type ParleyEvent } from '../data/event-feed';
import type { AppName } from '../session/session';
import { createStore } from '../theme/store';

/** An answer for an operation: `{ request: { query, variables }, result: { data } }`, as Apollo's `MockLink` takes it. */
export type Mock = MockLink.MockedResponse;

/** A client that needs no server: operations are answered by mocks, events come when a test says so. */
export interface TestParley extends Parley {
  /** Lets something happen: every `useEvents` hears it, and its `node` is merged into the cache first. */
  emit(event: Partial<ParleyEvent> & Pick<ParleyEvent, 'type'>): void;
}

/** Names the operation that nobody answers, so that its author sees at once which mock is missing. */
const unanswered = new ApolloLink(
  ({ operationName }) =>
    new Observable((sink) => {
      sink.error(new Error(`No mock answers the operation ${operationName ?? 'without a name'}: add it to \`mocks\``));
    }),
);

/** Makes the client. @param mocks the answers; each serves once unless it says otherwise (`maxUsageCount`) */
export function createTestParley(app: AppName, mocks: readonly Mock[] = []): TestParley {
  const cache = createCache();
  const link = mocks.length > 0 ? new MockLink([...mocks], { defaultOptions: { delay: 0 } }) : unanswered;
  const apollo = new ApolloClient({ cache, link });
  const connection = createStore({ state: 'connected' as const, since: Date.now() });
  const sinks = new Set<(event: ParleyEvent) => void>();
  const hearers = new Set<(event: ParleyEvent) => void>();
  const feeds = new Map<DocumentNode, EventFeed>();
  let count = 0;

  const makeFeed = (query: DocumentNode) =>
    new EventFeed(
      {
        subscribe(_after, sink) {
          const next = (event: ParleyEvent) => sink.next(event, { events: { __typename: 'ChangeEvent', node: null, ...event } });
          sinks.add(next);
          return () => sinks.delete(next);
        },
        isOpen: () => true,
        latest: async () => null,
        store(batch) {
          const document = cache.transformDocument(query);
          for (const data of batch) cache.write({ query: document, dataId: 'ROOT_SUBSCRIPTION', result: data as Record<string, unknown> });
        },
        soon: (work) => work(),
        later: () => {},
        cannotResume: () => false,
      },
      null,
    );

  return {
    apollo,
    headers: { 'X-Parley': app },
    socket: {
      connection,
      start() {},
      stop() {},
      subscribe: () => () => {},
    },
    feed(query) {
      const feed = feeds.get(query) ?? makeFeed(query);
      feeds.set(query, feed);
      return feed;
    },
    onEvent(listener) {
      hearers.add(listener);
      return () => hearers.delete(listener);
    },
    startAt() {},
    onSessionOver: () => () => {},
    addCachePolicies: (policies) => cache.policies.addTypePolicies(policies),
    async reset() {
      await apollo.clearStore();
    },
    emit(event) {
      const whole: ParleyEvent = { id: `event_${++count}`, occurredAt: new Date().toISOString(), nodeId: '', ...event };
      for (const next of [...sinks]) next(whole);
      for (const hear of [...hearers]) hear(whole);
    },
  };
}
