import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that a plugin made. */
export interface FakeRequest {
  method: string;
  /** With its query: `/v1/messages?to=1`. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

/** What the provider does then. `silent`: nothing ever. `hangUp`: it breaks the connection after it took the request. */
export type FakeReply =
  | { status?: number; headers?: Record<string, string>; json?: unknown; body?: string | Buffer | AsyncIterable<Uint8Array> }
  | 'silent'
  | 'hangUp';

/** Answers a call; a promise delays the answer. */
export type FakeScript = (request: FakeRequest) => FakeReply | Promise<FakeReply>;

/** A provider on this machine: a real HTTP server that does what a test says and keeps what it was asked. */
export interface FakeProvider {
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** In the order in which they came. */
  readonly requests: readonly FakeRequest[];
  /** From now on it does this. */
  reply(script: FakeScript): void;
  /** The request with this number, from 0; waits until it is there. */
  request(index: number): Promise<FakeRequest>;
  /** Stops it: from now on nobody listens at its address. */
  close(): Promise<void>;
}

const jsonOf = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
};

const answer = async (response: ServerResponse, reply: FakeReply): Promise<void> => {
  if (reply === 'silent') return;
  if (reply === 'hangUp') return void response.socket?.destroy();
  const { status = 200, headers = {}, json, body } = reply;
  response.writeHead(status, { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers });
  if (json !== undefined) return void response.end(JSON.stringify(json));
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return void response.end(body);
  for await (const chunk of body) if (!response.destroyed) response.write(chunk);
  response.end();
};

const listen = (server: Server): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

/**
 * Starts a provider that a test writes the script of. Until {@link FakeProvider.reply} is called it answers `{}`.
 *
 * @example
 * const provider = await fakeProvider();
 * provider.reply(() => ({ status: 429, headers: { 'retry-after': '7' } }));
 * // … let the plugin call provider.url
 * expect(provider.requests[0]?.json).toEqual({ to: '1', text: 'Hello' });
 * await provider.close();
 */
export const fakeProvider = async (): Promise<FakeProvider> => {
  const requests: FakeRequest[] = [];
  const waiting = new Map<number, (request: FakeRequest) => void>();
  let script: FakeScript = () => ({ json: {} });
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => undefined);
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body, json: jsonOf(body) };
      const index = requests.push(request) - 1;
      waiting.get(index)?.(request);
      // a script that fails is a connection that breaks: the plugin under test must cope with it all the same
      Promise.resolve(request)
        .then(script)
        .then((reply) => answer(response, reply))
        .catch(() => response.destroy());
    });
  });
  const url = await listen(server);
  let closed: Promise<void> | undefined;
  return {
    url,
    requests,
    reply: (next) => void (script = next),
    request: (index) => {
      const there = requests[index];
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.set(index, resolve));
    },
    close: () =>
      (closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      })),
  };
};
