import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  ServerError,
  gql,
  type DocumentNode,
  type InMemoryCache,
  type TypePolicies,
} from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { print } from '@apollo/client/utilities';
import { createCache } from './cache';
import { report } from '../report';
import type { AppName } from '../session/session';
import { EventFeed, type ParleyEvent } from './event-feed';
import { backOff, createSocket, type ParleySocket } from './socket';

/** Why a session ended without the person asking for it. */
export type SessionEnd = 'expired' | 'ended';

/** Everything a screen needs to talk to the server; one per shell. */
export interface Parley {
  readonly apollo: ApolloClient;
  /** What every request of this screen carries beside the cookie (also `POST /media`): which app's session is meant. */
  readonly headers: Readonly<Record<'X-Parley', AppName>>;
  readonly socket: ParleySocket;
  /** The feed of a subscription document; the same document gives the same feed. */
  feed(document: DocumentNode): EventFeed;
  /** Hears every event that a feed of this screen brings, perhaps more than once; subscribes to nothing by itself. */
  onEvent(listener: (event: ParleyEvent) => void): () => void;
  /** Where new feeds begin: the log's newest id, read before any list. */
  startAt(eventId: string | null): void;
  /** Called when the server says that the session is over. */
  onSessionOver(listener: (why: SessionEnd) => void): () => void;
  /** Type policies of a remote (paging of its lists); call it before the first query. */
  addCachePolicies(policies: TypePolicies): void;
  /** Forgets everything: after sign-out. */
  reset(): Promise<void>;
}

const LATEST = gql`
  query LatestEvent {
    latestEventId
  }
`;

/** Is this the answer “you are not signed in”? */
export function isSignedOut(error: unknown): boolean {
  if (CombinedGraphQLErrors.is(error)) return error.errors.some((each) => each.extensions?.['code'] === 'UNAUTHENTICATED');
  return ServerError.is(error) && error.statusCode === 401;
}

/** The server does not know the id that we resume from; a document it refuses for another reason does not count. */
function isUnknownCursor(error: unknown): boolean {
  if (!Array.isArray(error)) return false;
  return error.some(
    (each: { message?: unknown; extensions?: { code?: unknown } }) =>
      each.extensions?.code === 'BAD_REQUEST' && String(each.message).startsWith('after'),
  );
}

/** Milliseconds. */
const SHORTEST_REST = 8;
const LONGEST_REST = 500;

const hidden = () => typeof document !== 'undefined' && document.visibilityState === 'hidden';

/**
 * Makes the one client of a screen: Apollo over HTTP with the session's cookie, and the socket for the log.
 * @param app which app this page is: an admin and an agent may be signed in side by side in one browser
 * @param origin where the server is; empty for the page's own origin
 */
export function createParleyClient(app: AppName, origin = ''): Parley {
  const headers = { 'X-Parley': app };
  const over = new Set<(why: SessionEnd) => void>();
  const sessionOver = (why: SessionEnd) => {
    for (const listener of [...over]) listener(why);
  };
  const apollo = new ApolloClient({
    cache: createCache(),
    link: ApolloLink.from([
      new ErrorLink(({ error }) => {
        if (isSignedOut(error)) sessionOver('expired');
      }),
      new HttpLink({ uri: `${origin}/graphql`, credentials: 'same-origin', headers }),
    ]),
  });
  const address = new URL(`${origin}/graphql`, location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  const socket = createSocket(address.href, app, () => sessionOver('ended'));
  const feeds = new Map<DocumentNode, EventFeed>();
  const hearers = new Set<(event: ParleyEvent) => void>();
  const unfollow: (() => void)[] = [];
  let begin: string | null = null;

  /** Between two batches of events: as long as the last one kept the page busy, so that half of the time is left to the person. */
  let rest = SHORTEST_REST;
  const handle = (work: () => void): void => {
    const began = performance.now();
    // Whatever the listeners change, each list is read anew once.
    apollo.cache.batch({ update: work });
    // Behind the timers by which the cache tells the screens.
    setTimeout(() => {
      rest = Math.min(LONGEST_REST, Math.max(SHORTEST_REST, performance.now() - began));
    }, 0);
  };

  const makeFeed = (asked: DocumentNode): EventFeed => {
    const query = apollo.cache.transformDocument(asked);
    const text = print(query);
    const newest = [...feeds.values()]
      .map((feed) => feed.snapshot())
      .filter((state) => state.live)
      .map((state) => state.lastId)
      .at(-1);
    const feed = new EventFeed(
      {
        subscribe(after, sink) {
          const variables = {
            get after() {
              return after();
            },
          };
          const failed = (error: unknown) => {
            // A line that breaks is normal and comes back by itself; a refused document is a mistake that somebody must see.
            if (Array.isArray(error)) report('The server refused the subscription', error);
            sink.failed(error);
          };
          return socket.subscribe(
            { query: text, variables },
            {
              next(result) {
                const event = (result.data as { events?: ParleyEvent } | null | undefined)?.events;
                if (event) {
                  sink.next(event, result.data);
                  for (const hear of [...hearers]) hear(event);
                } else if (result.errors) failed(result.errors);
              },
              error: failed,
              complete: sink.ended,
            },
          );
        },
        isOpen: () => socket.connection.get().state === 'connected',
        latest: async () =>
          (await apollo.query<{ latestEventId: string | null }>({ query: LATEST, fetchPolicy: 'no-cache' })).data?.latestEventId ?? null,
        store: (batch) =>
          apollo.cache.batch({
            update: (cache) => {
              for (const data of batch) cache.write({ query, dataId: 'ROOT_SUBSCRIPTION', result: data as Record<string, unknown> });
            },
          }),
        // A hidden tab slows timers down to a second, and that is when a sound matters.
        soon: (work) => {
          if (hidden()) handle(work);
          else setTimeout(() => handle(work), rest);
        },
        later: (work, attempt) => {
          setTimeout(work, backOff(attempt));
        },
        cannotResume: isUnknownCursor,
      },
      newest ?? begin,
    );
    unfollow.push(
      socket.connection.subscribe(() => (socket.connection.get().state === 'connected' ? feed.connected() : feed.disconnected())),
    );
    return feed;
  };

  return {
    apollo,
    headers,
    socket,
    feed(query) {
      let feed = feeds.get(query);
      if (!feed) feeds.set(query, (feed = makeFeed(query)));
      return feed;
    },
    onEvent(listener) {
      hearers.add(listener);
      return () => {
        hearers.delete(listener);
      };
    },
    startAt(eventId) {
      begin = eventId;
    },
    onSessionOver(listener) {
      over.add(listener);
      return () => {
        over.delete(listener);
      };
    },
    addCachePolicies(policies) {
      (apollo.cache as InMemoryCache).policies.addTypePolicies(policies);
    },
    async reset() {
      socket.stop();
      for (const off of unfollow.splice(0)) off();
      feeds.clear();
      begin = null;
      apollo.stop();
      await apollo.clearStore();
    },
  };
}
