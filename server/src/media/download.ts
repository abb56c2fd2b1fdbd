import type { ByteRange } from './media-store';

/** What a browser may show by itself, in our own origin's sandbox; anything else is saved. */
const INLINE = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'video/mp4',
  'video/3gpp',
  'video/webm',
  'audio/aac',
  'audio/mp4',
  'audio/amr',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
]);
/** What a browser might run when it opens a saved file's address. */
const ACTIVE = /html|xml|svg|javascript|ecmascript|x-shockwave/i;
const TYPE = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/i;

/** As what a file is given out. */
export const servedType = (mimeType: string): { contentType: string; inline: boolean } => {
  if (INLINE.has(mimeType)) return { contentType: mimeType, inline: true };
  if (mimeType === 'text/plain') return { contentType: 'text/plain; charset=utf-8', inline: false };
  return {
    contentType:
      TYPE.test(mimeType) && !(ACTIVE.test(mimeType) && !mimeType.includes('officedocument')) ? mimeType : 'application/octet-stream',
    inline: false,
  };
};

/** RFC 6266, with the name in RFC 5987's spelling beside an ASCII one. */
export const dispositionOf = (inline: boolean, fileName: string | null): string => {
  const word = inline ? 'inline' : 'attachment';
  if (fileName === null) return word;
  const ascii = fileName.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(/['()*!]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${word}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};

/**
 * The one range of a request.
 *
 * @returns null: give the whole file (no range, or one that we do not understand)
 */
export const rangeOf = (header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null => {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[1] !== '' && match[2] !== '' && Number(match[2]) < start) return null;
  return start >= size || end < start ? 'unsatisfiable' : { start, end };
};
