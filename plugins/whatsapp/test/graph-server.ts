import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as the server got it. */
export interface Call {
  method: string;
  /** With its query. */
  url: string;
  headers: IncomingMessage['headers'];
  /** The body as text, one character per byte. */
  text: string;
  json: Record<string, unknown>;
}

/** What the server answers: a status with JSON or text, `reset` (the socket breaks) or `hang` (no answer ever). */
export type Answer = { status?: number; json?: unknown; text?: string | Buffer; headers?: Record<string, string> } | 'reset' | 'hang';

/** A real HTTP server on loopback in the place of the Graph API. */
export class GraphServer {
  readonly calls: Call[] = [];
  answer: (call: Call) => Answer = () => ({ json: { success: true } });
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString('latin1');
        const isJson = request.headers['content-type'] === 'application/json';
        const json = isJson ? (JSON.parse(Buffer.from(text, 'latin1').toString('utf8')) as Record<string, unknown>) : {};
        const call = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, text, json };
        this.calls.push(call);
        const answer = this.answer(call);
        if (answer === 'hang') return;
        if (answer === 'reset') {
          request.socket.destroy();
          return;
        }
        response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
        response.end(answer.text ?? JSON.stringify(answer.json ?? {}));
      });
    });
  }

  /** Listens on a free port and gives the address without a slash at the end. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The body of the last call. */
  get last(): Record<string, unknown> {
    return this.calls.at(-1)?.json ?? {};
  }
}

/** The usual answers: an upload gives an id, a message gives an id and the customer's. */
export const takesAll = (call: Call): Answer =>
  call.url.endsWith('/media')
    ? { json: { id: 'media_1' } }
    : { json: { messaging_product: 'whatsapp', contacts: [{ input: 'x', wa_id: '15550100001' }], messages: [{ id: 'wamid.NEW' }] } };
