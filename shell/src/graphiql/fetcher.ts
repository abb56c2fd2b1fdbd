import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';

const url = new URL('/graphql', location.href);
const socketUrl = new URL(url);
socketUrl.protocol = url.protocol.replace('http', 'ws');

/** Asks our own API with the session of this browser; subscriptions go over the socket, opened when the first one runs. */
export const fetcher: Fetcher = createGraphiQLFetcher({
  url: url.href,
  headers: { 'X-Parley': '1' },
  wsClient: createClient({ url: socketUrl.href, lazy: true }),
});
