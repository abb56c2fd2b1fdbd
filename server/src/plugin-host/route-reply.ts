import { once } from 'node:events';
import type { Response } from 'express';
import type { RouteReply } from '@parley/plugin';

const isStream = (body: RouteReply['body']): body is AsyncIterable<Uint8Array> => typeof body === 'object' && Symbol.asyncIterator in body;

/**
 * Sends a plugin's answer. A stream is read only as fast as the client takes it, and is closed when the client leaves.
 *
 * @param left aborts when the client has gone
 */
export const sendReply = async (response: Response, reply: RouteReply, left: AbortSignal): Promise<void> => {
  response.status(reply.status);
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (!isStream(reply.body)) return void response.end(reply.body);
  response.flushHeaders();
  const iterator = reply.body[Symbol.asyncIterator]();
  const gone = new Promise<null>((resolve) => {
    if (left.aborted) resolve(null);
    left.addEventListener('abort', () => resolve(null), { once: true });
  });
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), gone]);
      if (step === null) break;
      if (step.done) {
        response.end();
        break;
      }
      if (!response.write(step.value)) await Promise.race([once(response, 'drain', { signal: left }).catch(() => null), gone]);
    }
  } finally {
    // one that still waits for its next piece only ends when its own signal tells it to
    iterator.return?.().catch(() => undefined);
  }
};
