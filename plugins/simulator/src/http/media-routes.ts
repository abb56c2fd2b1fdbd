import type { SimulatorEngine } from '../engine/engine';
import { UPLOAD_LIFE_MS } from '../engine/media';
import type { SimNumber } from '../engine/model';
import { GraphError } from '../graph/errors';
import { sizeText } from '../webhooks/summary';
import type { SimReply, SimRequest } from './http';
import { json } from './http';
import { isForm, readForm } from './multipart';

const MB = 1024 * 1024;

/** What may be uploaded: the media type before its parameters, and the most bytes. */
const LIMITS: readonly { mimeTypes: readonly string[]; most: number }[] = [
  { mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/opus'], most: 16 * MB },
  { mimeTypes: ['image/jpeg', 'image/png'], most: 5 * MB },
  { mimeTypes: ['image/webp'], most: 500 * 1024 },
  { mimeTypes: ['video/mp4', 'video/3gpp'], most: 16 * MB },
  {
    mimeTypes: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    most: 100 * MB,
  },
];

/** `POST /{phone-number-id}/media`. @throws GraphError 100 for a type that WhatsApp does not take, 131053 for one too large */
export const upload = async (engine: SimulatorEngine, request: SimRequest, number: SimNumber): Promise<{ id: string }> => {
  if (!isForm(request)) throw new GraphError(100, '(#100) The parameter file is required: send multipart/form-data.');
  const { fields, file } = await readForm(request).catch(() => {
    throw new GraphError(100, 'The form could not be read.');
  });
  if (fields.messaging_product !== 'whatsapp') throw new GraphError(100, 'The parameter messaging_product is required.');
  if (!file) throw new GraphError(100, 'The parameter file is required.');
  const mimeType = fields.type || file.mimeType;
  const plain = mimeType.split(';')[0]!.trim().toLowerCase();
  const limit = LIMITS.find((one) => one.mimeTypes.includes(plain));
  if (!limit)
    throw new GraphError(
      100,
      `Param file must be a file with one of the following types: ${LIMITS.flatMap((one) => one.mimeTypes).join(', ')}. Received file of type '${plain}'.`,
    );
  if (file.bytes.length === 0) throw new GraphError(131053, 'The file is empty.');
  if (file.bytes.length > limit.most)
    throw new GraphError(131053, `The file has ${file.bytes.length} bytes; ${plain} may have ${limit.most}.`);
  const record = await engine.media.put(number.phoneNumberId, { ...file, mimeType }, UPLOAD_LIFE_MS);
  engine.world.wire({ direction: 'in', what: `upload, ${plain}, ${sizeText(record.size)}`, status: '200', ms: null, level: 'muted' });
  return { id: record.id };
};

/** The file behind a link, with ranges. A link that has expired answers 404, as WhatsApp's do. */
export const download = async (engine: SimulatorEngine, request: SimRequest): Promise<SimReply> => {
  const record = engine.media.followLink(request.query);
  const found = record ? await engine.media.bytes(record.id) : null;
  engine.world.wire({
    direction: 'in',
    what: record ? `download, ${sizeText(record.size)}` : 'download, link expired',
    status: found ? '200' : '404',
    ms: null,
    level: found ? 'muted' : 'warn',
  });
  if (!found) return json(404, { error: { message: 'The link has expired.', type: 'OAuthException', code: 1 } });
  return fileReply(found.bytes, found.record.mimeType, request);
};

/** Bytes as an answer: whole, or the range that was asked for. */
export const fileReply = (bytes: Buffer, mimeType: string, request: SimRequest, headers: Record<string, string> = {}): SimReply => {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const shared = { 'content-type': mimeType, 'accept-ranges': 'bytes', 'x-content-type-options': 'nosniff', ...headers };
  if (!range) return { status: 200, headers: { ...shared, 'content-length': String(bytes.length) }, body: bytes };
  const from = Number(range[1]);
  const to = Math.min(range[2] ? Number(range[2]) : bytes.length - 1, bytes.length - 1);
  if (from > to) return { status: 416, headers: { 'content-range': `bytes */${bytes.length}` }, body: '' };
  return {
    status: 206,
    headers: { ...shared, 'content-length': String(to - from + 1), 'content-range': `bytes ${from}-${to}/${bytes.length}` },
    body: bytes.subarray(from, to + 1),
  };
};
