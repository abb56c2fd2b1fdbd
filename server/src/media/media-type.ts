import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileTypeFromFile } from 'file-type';

export type MediaKind = 'image' | 'video' | 'audio' | 'document';

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** What may be uploaded (R229-R233); what a channel takes of it, the channel says. */
const KIND_BY_TYPE: Readonly<Record<string, MediaKind>> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/webp': 'image',
  'video/mp4': 'video',
  'video/3gpp': 'video',
  'audio/aac': 'audio',
  'audio/mp4': 'audio',
  'audio/amr': 'audio',
  'audio/mpeg': 'audio',
  'audio/ogg': 'audio',
  'application/pdf': 'document',
  'application/msword': 'document',
  'application/vnd.ms-powerpoint': 'document',
  'application/vnd.ms-excel': 'document',
  [`${OFFICE}.wordprocessingml.document`]: 'document',
  [`${OFFICE}.presentationml.presentation`]: 'document',
  [`${OFFICE}.spreadsheetml.sheet`]: 'document',
  'text/plain': 'document',
};

/** One name for each type. */
const SAME: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'audio/mp3': 'audio/mpeg',
  'image/apng': 'image/png',
  'image/jpg': 'image/jpeg',
};
/** The old office formats share one container, so their extension tells them apart. */
const CONTAINERS: Readonly<Record<string, string>> = {
  '.doc': 'application/msword',
  '.ppt': 'application/vnd.ms-powerpoint',
  '.xls': 'application/vnd.ms-excel',
};

/** A type without its parameters, in our spelling. */
export const plainType = (type: string): string => {
  const bare = (type.split(';')[0] ?? '').trim().toLowerCase();
  return SAME[bare] ?? bare;
};

/** What the bytes of a file are; null when they do not say. Never what somebody claims. */
export const sniff = async (path: string): Promise<string | null> => {
  const found = await fileTypeFromFile(path).catch(() => undefined);
  return found ? plainType(found.mime) : null;
};

/**
 * The type of an upload.
 *
 * @param fileName as it was given: it decides only where bytes cannot
 * @returns null when it is not allowed
 */
export const uploadType = async (path: string, fileName: string | null): Promise<{ mimeType: string; kind: MediaKind } | null> => {
  const sniffed = await sniff(path);
  const extension = extname(fileName ?? '').toLowerCase();
  let mimeType = sniffed;
  if (sniffed === 'application/x-cfb') mimeType = CONTAINERS[extension] ?? null;
  if (sniffed === null && extension === '.txt' && (await isText(path))) mimeType = 'text/plain';
  const kind = mimeType === null ? undefined : KIND_BY_TYPE[mimeType];
  return mimeType !== null && kind ? { mimeType, kind } : null;
};

/** UTF-8 without control characters, as far as its first 64 kB tell. */
const isText = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
    // a character may be cut at the end of what was read
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead), { stream: true });
    return !/[\u0000-\u0008\u000e-\u001f]/.test(text);
  } catch {
    return false;
  } finally {
    await file.close();
  }
};

/** A name that cannot hurt: no folders, no control characters, not too long. */
export const safeName = (name: string | null | undefined): string | null => {
  const base = (name ?? '').normalize('NFC').split(/[\\/]/).pop() ?? '';
  // direction marks can make an extension look like another one
  const clean = base.replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  if (clean === '' || clean === '.' || clean === '..') return null;
  const extension = extname(clean).slice(0, 20);
  return clean.length <= 200 ? clean : `${clean.slice(0, 200 - extension.length)}${extension}`;
};
