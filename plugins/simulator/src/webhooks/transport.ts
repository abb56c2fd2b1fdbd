import http from 'node:http';
import https from 'node:https';

/** A webhook ready to go. */
export interface OutgoingWebhook {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Cut the connection when the answer comes, so that it never arrives. */
  loseAnswer: boolean;
}

/** How the simulator reaches Parley. */
export interface Transport {
  /** Posts a webhook. Rejects when no answer came. */
  post(webhook: OutgoingWebhook): Promise<{ status: number }>;
  /** Asks the handshake question. Rejects when no answer came. */
  get(url: string): Promise<{ status: number; body: string }>;
}

const ANSWER_WITHIN_MS = 10_000;
const LONGEST_ANSWER = 64 * 1024;

/** The transport over real HTTP, with kept connections. */
export class HttpTransport implements Transport {
  private readonly agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) };

  post(webhook: OutgoingWebhook): Promise<{ status: number }> {
    return this.request('POST', webhook.url, webhook.headers, webhook.body, webhook.loseAnswer);
  }

  get(url: string): Promise<{ status: number; body: string }> {
    return this.request('GET', url, { 'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)', accept: '*/*' });
  }

  /** Closes kept connections. */
  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private request(
    method: string,
    url: string,
    headers: Record<string, string>,
    body?: Buffer,
    loseAnswer = false,
  ): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const target = new URL(url);
      const secure = target.protocol === 'https:';
      const request = (secure ? https : http).request(target, {
        method,
        headers: { ...headers, ...(body ? { 'content-length': String(body.length) } : {}) },
        agent: secure ? this.agents['https:'] : this.agents['http:'],
        timeout: ANSWER_WITHIN_MS,
      });
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      request.on('error', reject);
      request.on('response', (response) => {
        if (loseAnswer) {
          response.destroy();
          reject(new Error('answer lost'));
          return;
        }
        const parts: Buffer[] = [];
        let size = 0;
        response.on('data', (part: Buffer) => {
          if ((size += part.length) <= LONGEST_ANSWER) parts.push(part);
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }));
      });
      request.end(body);
    });
  }
}
