import { readConfig } from '../lib/config';
import { CommandError, type Io } from './command';
import { findRoot } from './root';
import { readSecret } from './secret';

/** How a command reaches a server that runs, and as whom. */
export const SERVER = {
  url: { value: '<url>', help: 'Where the server is; PUBLIC_URL of this folder unless given' },
  token: { value: '<token>', help: 'Of a session with plugins.manage; PARLEY_TOKEN unless given' },
  account: { value: '<code>', help: 'Sign in instead: the organization account …' },
  username: { value: '<name>', help: '… and the person; the password is read from PARLEY_PASSWORD or standard input' },
} as const;

interface Given {
  url?: string;
  token?: string;
  account?: string;
  username?: string;
}

/** A build as `/graphql` and `/ui/builds` tell it. */
export interface Build {
  id: string;
  remote: string;
  version: string;
  digest: string;
  origin: string;
  active: boolean;
  publishedAt: string;
  activatedAt: string | null;
  problem: string | null;
}

const FIELDS = 'id remote version digest origin active publishedAt activatedAt problem';

/** A server that runs, seen from outside. */
export class ServerClient {
  private constructor(
    readonly url: string,
    private readonly token: string,
    private readonly isOwn: boolean,
  ) {}

  /**
   * Signs in, if no token is given, and hands itself to `work`; a session of its own is ended afterwards.
   *
   * @throws CommandError with what to write
   */
  static async use<T>(given: Given, io: Io, work: (client: ServerClient) => Promise<T>): Promise<T> {
    const url = (given.url ?? readConfig(io.env, findRoot(io)).publicUrl).replace(/\/$/, '');
    const client = await ServerClient.signIn(url, given, io);
    try {
      return await work(client);
    } finally {
      // a server that is gone ends it by itself, and must not hide what went wrong before
      if (client.isOwn) await client.ask('mutation { sessionEnd { ended } }').catch(() => undefined);
    }
  }

  private static async signIn(url: string, given: Given, io: Io): Promise<ServerClient> {
    const token = given.token ?? io.env.PARLEY_TOKEN;
    if (token) return new ServerClient(url, token, false);
    const { account, username } = given;
    if (!account || !username)
      throw new CommandError('Say as whom: --token (or PARLEY_TOKEN), or --account and --username with PARLEY_PASSWORD.');
    const password = await readSecret(io, 'PARLEY_PASSWORD', `Password of ${username}`);
    const { sessionCreate } = await new ServerClient(url, '', false).ask<{
      sessionCreate: { token: string | null; errors: { message: string }[] };
    }>('mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { token errors { message } } }', {
      input: { account, username, password, app: 'api' },
    });
    if (!sessionCreate.token) throw new CommandError(sessionCreate.errors[0]?.message ?? 'The server gave no token.');
    return new ServerClient(url, sessionCreate.token, true);
  }

  /** The builds of the screens, newest first; of one remote if it is named. */
  async builds(remote?: string): Promise<Build[]> {
    const query = `query ($remote: String) { uiBuilds(remote: $remote) { ${FIELDS} } }`;
    return (await this.ask<{ uiBuilds: Build[] }>(query, { remote })).uiBuilds;
  }

  async activate(buildId: string): Promise<Build> {
    const { uiBuildActivate: answer } = await this.ask<{ uiBuildActivate: { build: Build | null; errors: { message: string }[] } }>(
      `mutation ($input: UiBuildActivateInput!) { uiBuildActivate(input: $input) { build { ${FIELDS} } errors { message } } }`,
      { input: { buildId } },
    );
    if (!answer.build) throw new CommandError(answer.errors[0]?.message ?? 'The build was not activated.');
    return answer.build;
  }

  /** Sends a package's gzip tar. */
  async publish(archive: Buffer): Promise<Build> {
    const response = await this.reach('/ui/builds', {
      method: 'POST',
      headers: { 'content-type': 'application/gzip' },
      body: archive as RequestInit['body'] & Buffer,
    });
    const answer = (await response.json().catch(() => ({}))) as Build & { error?: { message: string } };
    if (!response.ok) throw new CommandError(answer.error?.message ?? `${this.url} answered with HTTP ${response.status}.`);
    return answer;
  }

  private async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await this.reach('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json().catch(() => ({}))) as { data?: T; errors?: { message: string }[] };
    if (answer.errors?.[0]) throw new CommandError(answer.errors[0].message);
    if (!answer.data) throw new CommandError(`${this.url} answered with HTTP ${response.status}: is it a Parley server?`);
    return answer.data;
  }

  private async reach(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, ...(this.token ? { authorization: `Bearer ${this.token}` } : {}) };
    try {
      return await fetch(this.url + path, { ...init, headers });
    } catch (error) {
      const cause = (error as { cause?: Error }).cause;
      throw new CommandError(
        `No server answers at ${this.url} (${cause?.message ?? (error as Error).message}). Start it, or name another with --url.`,
      );
    }
  }
}

/** `1.4.0-9f07a95394` */
export const nameOf = ({ version, digest }: Pick<Build, 'version' | 'digest'>): string => `${version}-${digest.slice(0, 10)}`;
