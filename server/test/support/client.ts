import { createClient, type Client as SocketClient } from 'graphql-ws';
import WebSocket from 'ws';

export interface Answer<T = Record<string, never>> {
  status: number;
  data: T | null;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; requestId?: string } }[];
  extensions?: { cost?: { requested: number } };
}

export interface EventFrame {
  id: string;
  type: string;
  nodeId: string;
  node: Record<string, unknown> | null;
}

/** A program that speaks GraphQL to the server, as an integrator would. */
export class Client {
  token: string | null = null;
  private socket: SocketClient | null = null;
  closed: { code: number; reason: string } | null = null;

  constructor(public url: string) {}

  async raw<T>(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer<T> & { headers: Headers }> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(this.token ? { authorization: `Bearer ${this.token}` } : {}), ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, headers: response.headers, ...((await response.json()) as Omit<Answer<T>, 'status'>) };
  }

  /** The data of an operation; throws when the API answers with a top-level error. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test asserts the shape that it reads
  async ask<T = any>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const answer = await this.raw<T>(query, variables);
    if (answer.errors || !answer.data) throw new Error(JSON.stringify(answer.errors ?? answer));
    return answer.data;
  }

  async trySignIn(
    account: string,
    username: string,
    password: string,
    app?: string,
    device?: string,
  ): Promise<{ token: string | null; errors: { code: string; message: string }[] }> {
    const { sessionCreate } = await this.ask<{ sessionCreate: { token: string | null; errors: { code: string; message: string }[] } }>(
      'mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { token errors { code message } } }',
      { input: { account, username, password, app, device } },
    );
    if (sessionCreate.token) this.token = sessionCreate.token;
    return sessionCreate;
  }

  async signIn(account: string, username: string, password: string, app?: string): Promise<void> {
    const { errors } = await this.trySignIn(account, username, password, app);
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
  }

  /** Opens the socket and waits until the server has taken it. */
  async connect(): Promise<SocketClient> {
    if (this.socket) return this.socket;
    this.closed = null;
    const socket = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { token: this.token },
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => undefined,
    });
    this.socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.on('connected', () => resolve());
      socket.on('closed', (event) => {
        const { code, reason } = event as { code: number; reason: string };
        this.closed = { code, reason };
        this.socket = null;
        reject(new Error(`the socket closed: ${code} ${reason}`));
      });
    });
    return socket;
  }

  /** Tails the event log from a cursor. */
  async events(after: string | null = null, selection = 'id type nodeId node { __typename id }'): Promise<EventTail> {
    const socket = await this.connect();
    return new EventTail(
      socket.iterate({
        query: `subscription($after: ID) { events(after: $after) { ${selection} } }`,
        variables: { after },
      }) as AsyncIterableIterator<{ data?: { events: EventFrame } | null; errors?: readonly { message: string }[] }>,
    );
  }

  async disconnect(): Promise<void> {
    const socket = this.socket;
    this.socket = null;
    await socket?.dispose();
  }

  async close(): Promise<void> {
    await this.disconnect();
  }
}

/** Reads a subscription: everything that came, in order. */
export class EventTail {
  readonly seen: EventFrame[] = [];

  constructor(
    private readonly frames: AsyncIterableIterator<{ data?: { events: EventFrame } | null; errors?: readonly { message: string }[] }>,
  ) {}

  /** The next event, whatever it is. */
  async next(): Promise<EventFrame> {
    const { value, done } = await this.frames.next();
    if (done) throw new Error('the subscription ended');
    if (value.errors) throw new Error(JSON.stringify(value.errors));
    const event = value.data?.events as EventFrame;
    this.seen.push(event);
    return event;
  }

  /** Reads on until an event fits. */
  async until(fits: string | ((event: EventFrame) => boolean)): Promise<EventFrame> {
    for (;;) {
      const event = await this.next();
      if (typeof fits === 'string' ? event.type === fits : fits(event)) return event;
    }
  }
}
