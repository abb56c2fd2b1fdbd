import { createClient, type Client as SocketClient } from 'graphql-ws';
import WebSocket from 'ws';
import { pause } from './chance';

/** A socket whose line may break at any moment, also before it stands. */
class Line extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args);
    this.on('error', () => undefined);
  }
}

/** An answer that names what is wrong: asking again does not help. */
export class Refusal extends Error {}

/** A program that speaks GraphQL to the servers through the gateway, and asks again until it is answered. */
export class Program {
  token: string | null = null;
  private socket: SocketClient | null = null;

  constructor(
    private readonly url: string,
    /** The run is over: nothing is asked again. */
    private readonly over: () => boolean,
  ) {}

  /** One try. @throws Refusal, or whatever the line gave */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the caller knows the shape that it asked for
  async once<T = any>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        connection: 'close',
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(20_000),
    });
    if (response.status >= 500) throw new Error(`status ${response.status}`);
    const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string; extensions?: { code?: string } }[] };
    if (errors?.length) {
      const text = errors.map((error) => error.message).join(' ');
      throw errors.some((error) => error.extensions?.code === 'INTERNAL' || error.extensions?.code === 'RATE_LIMITED')
        ? new Error(text)
        : new Refusal(text);
    }
    if (!data) throw new Error(`no data, status ${response.status}`);
    return data;
  }

  /** Asks until there is an answer. @throws Refusal */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the caller knows the shape that it asked for
  async ask<T = any>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    for (let wait = 50; ; wait = Math.min(1_000, wait * 2)) {
      try {
        return await this.once<T>(query, variables);
      } catch (error) {
        if (error instanceof Refusal || this.over()) throw error;
        await pause(wait);
      }
    }
  }

  /** Signs in, as often as it takes: a dead session of one's own may still be in the way. */
  async signIn(account: string, username: string, password: string, app: string): Promise<void> {
    for (;;) {
      const { sessionCreate } = await this.ask(
        'mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { token errors { message } } }',
        { input: { account, username, password, app, device: `device of ${username}` } },
      );
      if (sessionCreate.token) {
        this.token = sessionCreate.token as string;
        return;
      }
      if (this.over()) throw new Error(sessionCreate.errors[0]?.message);
      await pause(500);
    }
  }

  /**
   * Reads the log over a socket until it ends.
   *
   * @returns why it ended
   */
  async tail(after: string | null, selection: string, heard: (event: TailEvent) => void): Promise<{ code: number }> {
    let code = 0;
    const socket = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Line,
      connectionParams: { token: this.token },
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => undefined,
    });
    this.socket = socket;
    socket.on('closed', (event) => (code = (event as { code: number }).code));
    await new Promise<void>((resolve) => {
      socket.on('closed', () => resolve());
      socket.subscribe<{ events: TailEvent }>(
        { query: `subscription($after: ID) { events(after: $after) { ${selection} } }`, variables: { after } },
        {
          next: ({ data }) => void (data && heard(data.events)),
          error: () => resolve(),
          complete: () => resolve(),
        },
      );
    });
    await Promise.resolve(socket.dispose()).catch(() => undefined);
    return { code };
  }

  /** Cuts the line, without a word. */
  cut(): void {
    this.socket?.terminate();
  }
}

/** An event as it came over a socket. */
export interface TailEvent {
  id: string;
  type: string;
  nodeId: string;
  node: TailNode | null;
}

/** What is asked of an event's node. */
export interface TailNode {
  __typename: string;
  id?: string;
  direction?: string;
  text?: string | null;
  delivery?: { status: string; uncertain: boolean };
  conversation?: { id: string; status: string; assignee: { id: string } | null };
  status?: string;
  assignee?: { id: string } | null;
}
