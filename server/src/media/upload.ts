import busboy from 'busboy';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Spool, Spooled } from './spool';

/** A request that cannot be taken; the caller gets the status and the sentence. */
export class UploadRefused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The one file of a request. */
export interface Upload {
  file: Spooled;
  fileName: string;
  /** The field `voice` was `1` or `true`: a recorded voice message. */
  voice: boolean;
}

/** What the other parts of a request may take beside the file, in bytes. */
const ENVELOPE_BYTES = 64 * 1024;

/**
 * Reads a multipart request with one part `file`, straight to the disk.
 *
 * @throws UploadRefused, TooLarge
 */
export const readUpload = async (request: IncomingMessage, spool: Spool, maxBytes: number): Promise<Upload> => {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + ENVELOPE_BYTES)
    throw new UploadRefused(413, 'UPLOAD_TOO_LARGE', 'too large');
  let parser: busboy.Busboy;
  try {
    parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, fields: 5, fieldSize: 1024, parts: 6, fieldNameSize: 100 },
    });
  } catch {
    throw new UploadRefused(400, 'UPLOAD_MALFORMED', 'Send multipart/form-data with one part named file.');
  }
  const fields: Record<string, string> = {};
  let receiving: Promise<Spooled> | undefined;
  let fileName = '';
  const parsed = new Promise<void>((resolve, reject) => {
    parser.on('field', (name, value) => (fields[name] = value));
    parser.on('file', (name, stream, info) => {
      // whoever reads it hears of it too; until then nobody listens
      stream.on('error', () => undefined);
      if (name !== 'file' || receiving) return void stream.resume();
      // browsers write a quotation mark in a name like this
      fileName = ((info.filename as string | undefined) ?? '').replace(/%22/g, '"').replace(/%0[ad]/gi, '');
      receiving = spool.receive(stream as Readable, maxBytes);
      receiving.catch(reject);
    });
    parser.on('close', resolve);
    parser.on('error', () => reject(new UploadRefused(400, 'UPLOAD_MALFORMED', 'The upload is not complete. Send it again.')));
    request.on('aborted', () => reject(new UploadRefused(400, 'UPLOAD_MALFORMED', 'The upload broke off.')));
  });
  request.pipe(parser);
  try {
    await parsed;
  } catch (error) {
    request.unpipe(parser);
    parser.destroy();
    // whatever was on the disk already must not stay
    void receiving?.then((file) => file.discard()).catch(() => undefined);
    throw error;
  }
  if (!receiving) throw new UploadRefused(400, 'UPLOAD_MALFORMED', 'Send multipart/form-data with one part named file.');
  return { file: await receiving, fileName, voice: ['1', 'true'].includes(fields.voice ?? '') };
};
