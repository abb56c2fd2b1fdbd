import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Router, type Request, type Response } from 'express';
import type { Kernel } from '../kernel';
import type { Viewer } from '../people/viewer';
import { AttachmentRow } from '../messages/attachment.entity';
import { dispositionOf, rangeOf, servedType } from './download';
import type { MediaStore } from './media-store';
import type { MediaService } from './media.service';
import type { MediaUrls } from './media-url';
import { TooLarge, type Spool } from './spool';
import { readUpload, UploadRefused } from './upload';

/** "Smaller than 100 MB" (R228). */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024 - 1;

const MAX_DRAIN_BYTES = 4 * 1024 * 1024;

export interface MediaRouterDeps {
  kernel: Kernel;
  media: MediaService;
  store: MediaStore;
  spool: Spool;
  urls: MediaUrls;
  /** Who asks, by the request's token or cookie; null: nobody. */
  authenticate(request: IncomingMessage): Promise<Viewer | null>;
  /** Largest upload in bytes. */
  maxUploadBytes?: number;
}

/**
 * `POST /media` takes a file (multipart, part `file`) from somebody who may write to customers: 201 with the attachment, else
 * `{error: {code, message}}`. `GET /media/:id?exp&sig` gives it back to whoever has a signed address.
 */
export const createMediaRouter = (deps: MediaRouterDeps): Router => {
  const router = Router();
  router.post('/media', (request, response, next) => void upload(deps, request, response).catch(next));
  router.get('/media/:id', (request, response, next) => void download(deps, request, response).catch(next));
  return router;
};

const upload = async (
  { kernel, media, spool, urls, authenticate, maxUploadBytes = MAX_UPLOAD_BYTES }: MediaRouterDeps,
  request: Request,
  response: Response,
): Promise<void> => {
  try {
    // a form of another site can send a cookie, but not this header
    if (!request.headers.authorization && !request.headers['x-parley'])
      throw new UploadRefused(403, 'FORBIDDEN', 'Send the header X-Parley with a session cookie.');
    const viewer = await authenticate(request);
    if (!viewer) throw new UploadRefused(401, 'UNAUTHENTICATED', 'Sign in first.');
    if (!viewer.permissions.has('conversation.send'))
      throw new UploadRefused(403, 'FORBIDDEN', 'Your role does not include this. An admin can change it.');
    const row = await media.keep(viewer, await readUpload(request, spool, maxUploadBytes));
    const { id, kind, mimeType, fileName, size } = row;
    response.status(201).json({ id, kind, mimeType, fileName, size, url: urls.mediaUrl(row, kernel.clock.now()) });
  } catch (error) {
    refuse(request, response, error, maxUploadBytes);
  }
};

const refuse = (request: Request, response: Response, error: unknown, maxBytes: number): void => {
  const large = error instanceof TooLarge || (error instanceof UploadRefused && error.status === 413);
  const refused = large
    ? new UploadRefused(413, 'UPLOAD_TOO_LARGE', `A file must be smaller than ${Math.ceil(maxBytes / (1024 * 1024))} MB.`)
    : error;
  if (!(refused instanceof UploadRefused)) throw error;
  if (!request.complete) {
    response.set('Connection', 'close');
    drain(request);
  }
  response.status(refused.status).json({ error: { code: refused.code, message: refused.message } });
};

/** Lets a caller finish its sentence, so that it hears the answer; one that goes on and on is cut off. */
const drain = (request: Request): void => {
  let drained = 0;
  request.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > MAX_DRAIN_BYTES) request.destroy();
  });
  request.resume();
};

const download = async ({ kernel, store, urls }: MediaRouterDeps, request: Request, response: Response): Promise<void> => {
  const id = String(request.params.id);
  const { exp, sig } = request.query;
  const now = kernel.clock.now();
  if (typeof exp !== 'string' || typeof sig !== 'string' || !urls.isValid(id, exp, sig, now))
    return fail(response, 403, 'This address has expired. Load the page again.');
  const row = await kernel.db.read.findOneBy(AttachmentRow, { id, state: 'READY' });
  if (!row?.storageKey || row.size === null) return fail(response, 404, 'This file is not there.');
  const type = servedType(row.mimeType);
  const tag = `"${row.sha256 ?? row.storageKey}"`;
  response.set({
    'Content-Type': type.contentType,
    'Content-Disposition': dispositionOf(type.inline, row.fileName),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': `private, max-age=${Math.max(0, Math.floor((Number(exp) - now) / 1000))}`,
    'Accept-Ranges': 'bytes',
    ETag: tag,
  });
  if (request.headers['if-none-match'] === tag) return void response.status(304).end();
  const condition = request.headers['if-range'];
  const range = condition === undefined || condition === tag ? rangeOf(request.headers.range, row.size) : null;
  if (range === 'unsatisfiable') {
    response.set('Content-Range', `bytes */${row.size}`);
    return void response.status(416).end();
  }
  const file =
    request.method === 'HEAD'
      ? null
      : await store
          .open(row.storageKey, range ?? undefined)
          .catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : Promise.reject(error)));
  if (file === undefined) return fail(response, 404, 'This file is not there.');
  response.status(range ? 206 : 200);
  if (range) response.set('Content-Range', `bytes ${range.start}-${range.end}/${row.size}`);
  response.set('Content-Length', String(range ? range.end - range.start + 1 : row.size));
  if (file === null) return void response.end();
  // the reader may leave in the middle
  await pipeline(file, response).catch(() => undefined);
};

const fail = (response: Response, status: number, message: string): void => {
  for (const header of ['Content-Disposition', 'ETag', 'Accept-Ranges']) response.removeHeader(header);
  response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  response.status(status).json({ error: { code: status === 403 ? 'FORBIDDEN' : 'NOT_FOUND', message } });
};
