import { createClient, type Client } from 'graphql-ws';
import type { AppName } from '../session/session';
import { createStore } from '../theme/store';

/** Is the screen in touch with the server? `connecting` only before the first time; afterwards a lost line is `disconnected` until it is back. */
export type ConnectionState = 'connecting' | 'connected' | 'disconnected';
/** The state and since when (epoch milliseconds). */
export interface Connection {
  state: ConnectionState;
  since: number;
}

/** Close codes by which the server says that the session is over. */
const SESSION_OVER = new Set([4401, 4403]);
const KEEP_ALIVE = 10_000;
const PONG_WITHIN = 5_000;

const closeCode = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number' ? error.code : undefined;

/** The pause before a reconnect: doubles from half a second to ten, with jitter, so that a thousand screens do not come back at once. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  return Math.min(10_000, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + random() / 2);
}

/** The one WebSocket of a screen. */
export interface ParleySocket {
  readonly connection: { get(): Connection; subscribe(listener: () => void): () => void };
  /** Opens the line and keeps it open: reconnects for ever, at once when the network comes back. */
  start(): void;
  /** Closes the line for good (sign-out). */
  stop(): void;
  subscribe: Client['subscribe'];
}

/**
 * Makes the socket. Nothing is opened before `start()`; the session's cookie is sent with the handshake.
 * @param app whose session the cookie of the handshake is read for
 * @param onSessionOver the server closed with 4401 or 4403: no reconnect follows
 */
export function createSocket(url: string, app: AppName, onSessionOver: () => void): ParleySocket {
  const connection = createStore<Connection>({ state: 'connecting', since: Date.now() });
  const to = (state: ConnectionState) => {
    if (connection.get().state !== state) connection.set({ state, since: Date.now() });
  };
  let client: Client | null = null;
  let wake = () => {};
  let pongTimer: ReturnType<typeof setTimeout> | undefined;

  const pause = (attempt: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, backOff(attempt));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  function open(): Client {
    const opened = createClient({
      url,
      lazy: false,
      connectionParams: { app },
      keepAlive: KEEP_ALIVE,
      connectionAckWaitTimeout: 10_000,
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: pause,
      shouldRetry: (error) => !SESSION_OVER.has(closeCode(error) ?? 0),
      onNonLazyError: (error) => {
        if (client !== opened) return;
        to('disconnected');
        if (SESSION_OVER.has(closeCode(error) ?? 0)) {
          onSessionOver();
          return;
        }
        void pause(4).then(() => {
          if (client === opened) client = open();
        });
      },
      on: {
        connected: () => to('connected'),
        closed: () => {
          clearTimeout(pongTimer);
          if (client === opened) to('disconnected');
        },
        ping: (received) => {
          if (!received) pongTimer = setTimeout(() => opened.terminate(), PONG_WITHIN);
        },
        pong: (received) => {
          if (received) clearTimeout(pongTimer);
        },
      },
    });
    return opened;
  }

  const online = () => wake();
  const offline = () => {
    to('disconnected');
    client?.terminate();
  };

  return {
    connection,
    start() {
      if (client) return;
      connection.set({ state: 'connecting', since: Date.now() });
      window.addEventListener('online', online);
      window.addEventListener('offline', offline);
      client = open();
    },
    stop() {
      const closing = client;
      client = null;
      clearTimeout(pongTimer);
      window.removeEventListener('online', online);
      window.removeEventListener('offline', offline);
      wake();
      void Promise.resolve(closing?.dispose()).catch(() => {});
    },
    subscribe(payload, sink) {
      if (!client) throw new Error('The socket is not open: call start() after sign-in');
      return client.subscribe(payload, sink);
    },
  };
}
