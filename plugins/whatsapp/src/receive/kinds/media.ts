import type { InboundAttachment } from '@parley/plugin';
import { compact, list, nonEmpty, number, record, word } from '../../json';
import type { KindTranslator } from './part';
import { explain } from './unsupported';

/**
 * A file, by the channel's id. `mimeType` and `fileName` are claims. Without an id there is nothing to fetch, so the message is
 * unsupported; errors beside a file that has one are kept.
 */
const media =
  (type: string, kind: InboundAttachment['kind'], as?: 'voice'): KindTranslator =>
  (raw) => {
    const file = record(raw[type]);
    const mediaId = word(file.id);
    if (!mediaId) return undefined;
    const isVoice = as === 'voice' || (kind === 'audio' && file.voice === true);
    const attachment = compact({
      kind,
      mediaId,
      mimeType: word(file.mime_type),
      fileName: word(file.filename),
      sha256: word(file.sha256),
      size: number(file.file_size),
      voice: isVoice || undefined,
      url: word(file.url),
    });
    const errors = list(raw.errors);
    return {
      kind: isVoice ? 'voice' : kind,
      text: word(file.caption),
      content: nonEmpty({
        animated: kind === 'sticker' ? file.animated === true : undefined,
        ...(errors.length > 0 && { errors, ...explain(errors) }),
      }),
      attachments: [attachment],
    };
  };

export const image = media('image', 'image');
export const video = media('video', 'video');
export const document = media('document', 'document');
export const sticker = media('sticker', 'sticker');
/** A recorded voice message (`voice: true`) has a kind of its own. */
export const audio = media('audio', 'audio');
/** The word of older versions for a recorded voice message. */
export const voice = media('voice', 'audio', 'voice');
