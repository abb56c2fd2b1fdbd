import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SimulatorEngine } from './engine/engine';
import { FolderBlobs, MemoryBlobs } from './engine/media';
import type { NumberConfig } from './engine/model';
import type { CustomerInput } from './engine/schemas';
import type { Clock } from './engine/clock';
import { systemClock } from './engine/clock';
import type { SimReply, SimRequest } from './http/http';
import { MOUNT, SimulatorRoutes } from './http/simulator-routes';
import { settingsSchema } from './settings';
import { StateFile, readState } from './store';
import { HttpTransport } from './webhooks/transport';

/** The largest body: a document of 100 MB and its form. */
export const LARGEST_BODY = 101 * 1024 * 1024;

/** Options of {@link createSimulatorServer}; everything has a default. */
export interface SimulatorServerOptions {
  /** Default: Halden Care. */
  numbers?: NumberConfig[];
  /** Default: the eight of the demo. */
  customers?: CustomerInput[];
  /** 0, the default: a free one. */
  port?: number;
  /** Default `127.0.0.1`. */
  host?: string;
  /** Default: the machine's time. */
  clock?: Clock;
  /** Default `parley`. */
  seed?: string;
  /** Keeps state and files here; absent: in memory. */
  dataDir?: string;
}

/** A running simulator. */
export interface SimulatorServer {
  /** `http://127.0.0.1:4123`. The page is at `/simulator/`. */
  url: string;
  /** What a client of the Graph API puts before `/<version>/…`. */
  graphUrl: string;
  /** The same things that the control API reaches, without HTTP. */
  engine: SimulatorEngine;
  close(): Promise<void>;
}

/**
 * The simulator behind a plain HTTP server, for tests: no Parley server is needed. The Graph API answers below `/simulator/graph` and
 * at the root, as Meta's does.
 *
 * @example
 * const simulator = await createSimulatorServer({ seed: 'a' });
 * await fetch(`${simulator.url}/simulator/api/customers/maya/messages`, { method: 'POST', body: JSON.stringify({ type: 'text', text: 'Hi' }) });
 * await simulator.close();
 */
export const createSimulatorServer = async (options: SimulatorServerOptions = {}): Promise<SimulatorServer> => {
  const { port = 0, host = '127.0.0.1', clock = systemClock, dataDir, ...given } = options;
  const transport = new HttpTransport();
  const state = dataDir ? await readState(join(dataDir, 'state.json')) : undefined;
  const engine = new SimulatorEngine({
    settings: settingsSchema.parse(given),
    clock,
    transport,
    blobs: dataDir ? new FolderBlobs(join(dataDir, 'media')) : new MemoryBlobs(),
    ...(state ? { state } : {}),
  });
  const store = dataDir ? new StateFile(engine, join(dataDir, 'state.json')) : null;
  const routes = new SimulatorRoutes(engine);
  const server = http.createServer((request, response) => {
    void answer(routes, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    graphUrl: `${url}${MOUNT}/graph`,
    engine,
    async close() {
      await engine.stop();
      await store?.stop();
      transport.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

const answer = async (routes: SimulatorRoutes, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
  const body = await readBody(request);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = /^\/v\d+\.\d+\//.test(url.pathname)
    ? `/graph${url.pathname}`
    : url.pathname.startsWith(`${MOUNT}/`)
      ? url.pathname.slice(MOUNT.length)
      : null;
  if (body === null) return send(response, { status: 413, body: 'Too large.' });
  if (path === null)
    return send(response, {
      status: url.pathname === '/' || url.pathname === MOUNT ? 302 : 404,
      headers: { location: `${MOUNT}/` },
      body: '',
    });
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  const simRequest: SimRequest = {
    method: request.method ?? 'GET',
    path,
    headers,
    query: Object.fromEntries(url.searchParams),
    body,
    base: `http://${headers.host ?? 'localhost'}${MOUNT}`,
  };
  await send(response, (await routes.handle(simRequest)) ?? { status: 404, body: 'There is nothing here.' });
};

const readBody = async (request: http.IncomingMessage): Promise<Buffer | null> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_BODY) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const send = async (response: http.ServerResponse, reply: SimReply): Promise<void> => {
  if (reply.cut) {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, reply.headers);
  if (reply.body === undefined || typeof reply.body === 'string' || Buffer.isBuffer(reply.body)) {
    response.end(reply.body);
    return;
  }
  const frames = reply.body[Symbol.asyncIterator]();
  response.once('close', () => void frames.return?.());
  for (let frame = await frames.next(); !frame.done && !response.destroyed; frame = await frames.next()) response.write(frame.value);
  response.end();
};
