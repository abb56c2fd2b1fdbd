import { compact } from '../json';
import { limits, refuse, withinIfGiven } from '../limits';
import type { Builder } from './builder';
import { isOpus, upload } from './upload';

const captioned = new Set(['image', 'video', 'document']);

/** A file, uploaded first and sent by its id. A recorded message is marked as voice if its format allows it. */
export const media: Builder = async (ctx, inbox, message) => {
  const { attachment } = message;
  if (!attachment) return refuse('NO_FILE', 'The file of this message is missing. Attach it again.');
  const { kind } = attachment;
  const caption = withinIfGiven('The caption', message.text, limits.caption);
  if (caption !== undefined && !captioned.has(kind)) {
    return refuse('CAPTION', `WhatsApp shows no text under ${kind} files. Send the text as a message of its own.`);
  }
  const id = await upload(ctx, inbox, attachment);
  const voice = kind === 'audio' && (message.kind === 'voice' || attachment.voice) && isOpus(attachment);
  return {
    type: kind,
    [kind]: compact({
      id,
      caption,
      filename: kind === 'document' ? attachment.fileName : undefined,
      voice: voice || undefined,
    }),
  };
};
