import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_NUMBER } from '../src/engine/cast';
import type { SimulatorServer, SimulatorServerOptions } from '../src/server';
import { createSimulatorServer } from '../src/server';

/** JSON of any shape, for reading in tests. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Any = any;

/** One POST that arrived. */
export interface Arrived {
  raw: Buffer;
  headers: http.IncomingHttpHeaders;
  body: Any;
  signed: boolean;
}

/** Stands where Parley's webhook stands: answers the handshake and keeps what arrives. */
export class Receiver {
  readonly arrived: Arrived[] = [];
  handshakes: URLSearchParams[] = [];
  /** What to answer to the n-th POST; 200 by default. */
  answer: (n: number) => number = () => 200;
  verifyToken = 'open sesame';
  url = '';
  private readonly server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET') {
      this.handshakes.push(url.searchParams);
      const ok = url.searchParams.get('hub.mode') === 'subscribe' && url.searchParams.get('hub.verify_token') === this.verifyToken;
      response.writeHead(ok ? 200 : 403).end(ok ? url.searchParams.get('hub.challenge') : '');
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts);
      const signature = `sha256=${createHmac('sha256', DEFAULT_NUMBER.appSecret).update(raw).digest('hex')}`;
      this.arrived.push({
        raw,
        headers: request.headers,
        body: JSON.parse(raw.toString('utf8')),
        signed: request.headers['x-hub-signature-256'] === signature,
      });
      response.writeHead(this.answer(this.arrived.length - 1)).end();
    });
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhooks/conn_1`;
    return this;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Everything of all `messages[]` and `statuses[]`, in the order of arrival. */
  get items(): Any[] {
    return this.values.flatMap((value) => [...(value.messages ?? []), ...(value.statuses ?? [])]);
  }

  get values(): Any[] {
    return this.arrived.flatMap(({ body }) => body.entry.flatMap((entry: Any) => entry.changes.map((change: Any) => change.value)));
  }
}

/** A simulator and a receiver, with a clock that only moves when it is told to. */
export interface Scene {
  simulator: SimulatorServer;
  receiver: Receiver;
  clock: { at: number; now(): number };
  /** A call to the Graph API. */
  graph(method: string, path: string, body?: unknown, token?: string | null): Promise<{ status: number; body: Any }>;
  /** A call to the control API. */
  api(method: string, path: string, body?: unknown): Promise<{ status: number; body: Any }>;
  /** Sends a text to a customer. */
  text(to: string, body?: string): Promise<{ status: number; body: Any }>;
  /** Waits for webhooks; with `all` also for those whose time has not come. */
  settle(all?: boolean): Promise<Any>;
  close(): Promise<void>;
}

export const NUMBER = DEFAULT_NUMBER.phoneNumberId;
export const WABA = DEFAULT_NUMBER.wabaId;
export const MAYA = '2348035550142';

/** Opens a scene; subscribed unless told otherwise. */
export const openScene = async (options: SimulatorServerOptions & { subscribed?: boolean } = {}): Promise<Scene> => {
  const { subscribed = true, ...rest } = options;
  const receiver = await new Receiver().open();
  const clock = { at: Date.UTC(2026, 10, 20, 14, 32), now: () => clock.at };
  const simulator = await createSimulatorServer({ seed: 'test', clock, ...rest });
  const call = async (
    method: string,
    url: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<{ status: number; body: Any }> => {
    const form = body instanceof FormData;
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(body === undefined || form ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
  };
  const scene: Scene = {
    simulator,
    receiver,
    clock,
    graph: (method, path, body, token = DEFAULT_NUMBER.accessToken) =>
      call(method, `${simulator.graphUrl}/v25.0${path}`, token ? { authorization: `Bearer ${token}` } : {}, body),
    api: (method, path, body) => call(method, `${simulator.url}/simulator/api${path}`, {}, body),
    text: (to, body = 'Hello') =>
      scene.graph('POST', `/${NUMBER}/messages`, { messaging_product: 'whatsapp', to, type: 'text', text: { body } }),
    settle: async (all = false) => (await scene.api('POST', '/settle', { all })).body,
    async close() {
      await simulator.close();
      await receiver.close();
    },
  };
  if (subscribed)
    await scene.graph('POST', `/${WABA}/subscribed_apps`, { override_callback_uri: receiver.url, verify_token: receiver.verifyToken });
  return scene;
};
