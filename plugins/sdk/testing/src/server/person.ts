import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

export const ACCOUNT = '424242';
export const PASSWORD = 'correct horse battery';

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
}

class SignedOut extends Error {}

/** Somebody of the organization who uses the API, signed in at the first question. */
export class Person {
  private token: string | null = null;
  private socket: Client | null = null;

  constructor(
    readonly username: string,
    readonly id: string,
    private readonly base: () => string,
  ) {}

  /** How they sign in at the screens, with the organization's account. */
  get credentials(): { id: string; account: string; username: string; password: string } {
    return { id: this.id, account: ACCOUNT, username: this.username, password: PASSWORD };
  }

  /**
   * Asks the API.
   *
   * @throws Error with the messages of the answer's errors
   */
  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    if (this.token === null) await this.signIn();
    try {
      return await this.post<T>(query, variables);
    } catch (error) {
      if (!(error instanceof SignedOut)) throw error;
      // the test has moved the time past the end of the session, and of the workbench with it
      const wasOnline = this.socket !== null;
      await this.close();
      await this.signIn();
      if (wasOnline) await this.online();
      return this.post<T>(query, variables);
    }
  }

  /** Opens a workbench, and takes conversations from now on. */
  async online(): Promise<void> {
    if (this.token === null) await this.signIn();
    if (this.socket) return;
    const socket = createClient({
      url: `${this.base().replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { token: this.token },
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => undefined,
    });
    await new Promise<void>((resolve, reject) => {
      socket.on('connected', () => resolve());
      socket.on('closed', () => reject(new Error(`${this.username} could not open a workbench`)));
    });
    this.socket = socket;
    await this.post('mutation { presenceSet(input: { status: ONLINE }) { errors { message } } }', {});
  }

  /** Closes the workbench. */
  async close(): Promise<void> {
    const { socket } = this;
    this.socket = null;
    await socket?.dispose();
  }

  private async signIn(): Promise<void> {
    const input = { account: ACCOUNT, username: this.username, password: PASSWORD };
    this.token = null;
    const { sessionCreate } = await this.post<{ sessionCreate: { token: string | null; errors: { message: string }[] } }>(
      'mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { token errors { message } } }',
      { input },
    );
    if (sessionCreate.token === null) throw new Error(`${this.username} could not sign in: ${sessionCreate.errors[0]?.message}`);
    this.token = sessionCreate.token;
  }

  private async post<T>(query: string, variables: Record<string, unknown>): Promise<T> {
    const response = await fetch(`${this.base()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Answer;
    if (this.token !== null && errors?.[0]?.extensions?.code === 'UNAUTHENTICATED') throw new SignedOut(errors[0].message);
    if (errors || !data) throw new Error(errors?.map(({ message }) => message).join('; ') ?? `The API answered ${response.status}.`);
    return data as T;
  }
}
