import type { Request } from 'express';

/** A body above the route's limit; its message is for the caller. */
export class BodyTooLarge extends Error {}

/** The bytes of a request, whether or not something before us has read them. */
export const readBody = async (request: Request, limit: number): Promise<Buffer> => {
  const tooLarge = () => new BodyTooLarge(`The body is larger than ${limit} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const read = (request as { body?: unknown }).body;
  if (Buffer.isBuffer(read)) {
    if (read.length > limit) throw tooLarge();
    return read;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
