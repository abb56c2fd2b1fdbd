import { GraphError, invalid, missing } from './errors';
import type { Json } from './json';

/** What the check needs to know of the world. */
export interface BodyChecks {
  /** The media type of an id of this number; undefined: there is none. */
  mimeTypeOf(mediaId: string): string | undefined;
}

/** Media types that each kind takes, from an uploaded id. */
const FITTING: Readonly<Record<string, RegExp>> = {
  image: /^image\/(jpeg|png)$/,
  video: /^video\/(mp4|3gpp)$/,
  audio: /^audio\/(aac|amr|mpeg|mp4|ogg)/,
  document: /.*/,
  sticker: /^image\/webp$/,
};

/** Checks a media object: exactly one of `id` and `link`, of a fitting kind. */
export const checkMedia = (media: Json, kind: string, path: string, checks: BodyChecks): void => {
  if (typeof media.id === 'string' || typeof media.id === 'number') {
    const mimeType = checks.mimeTypeOf(String(media.id));
    if (!mimeType) throw invalid(`${path}.id: media ${String(media.id)} does not exist or has expired.`);
    if (!FITTING[kind]?.test(mimeType)) throw new GraphError(131053, `${path}.id: ${mimeType} cannot be sent as ${kind}.`);
  } else if (typeof media.link === 'string') {
    if (!/^https?:\/\/[^\s]+$/.test(media.link)) throw invalid(`${path}.link must be a public https address.`);
  } else {
    throw missing(`${path}.id or ${path}.link`);
  }
};
