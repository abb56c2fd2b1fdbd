import { Retry, type ChannelInbox, type OutboundAttachment, type PluginContext } from '@parley/plugin';
import { abilities } from '../abilities';
import { graph } from '../graph/client';
import { toChannelError } from '../graph/failure';
import { compact, word, type Json } from '../json';
import { limits, refuse } from '../limits';
import type { WhatsAppSettings } from '../settings';

/** The names WhatsApp knows for types that other programs name differently. Plain `audio/ogg` is refused without its codec. */
const spelling: Readonly<Record<string, string>> = {
  'audio/ogg': 'audio/ogg; codecs=opus',
  'audio/opus': 'audio/ogg; codecs=opus',
  'audio/x-m4a': 'audio/mp4',
  'audio/m4a': 'audio/mp4',
  'audio/mp3': 'audio/mpeg',
};

const essence = (mimeType: string): string => (mimeType.split(';')[0] ?? '').trim().toLowerCase();

/** Is it something that a phone plays as a voice message. */
export const isOpus = (attachment: OutboundAttachment): boolean => spelling[essence(attachment.mimeType)] === 'audio/ogg; codecs=opus';

/**
 * Uploads a file and gives its media id, which lives thirty days. Nothing reaches the customer by it, so it may be repeated.
 *
 * @throws {Rejected} a type or size that WhatsApp does not take
 * @throws {Retry} the upload failed, or the file could not be read
 */
export async function upload(ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, attachment: OutboundAttachment): Promise<string> {
  const mimeType = essence(attachment.mimeType);
  const allowed = abilities.attachments?.[attachment.kind]?.mimeTypes ?? [];
  if (!allowed.includes(mimeType)) {
    refuse(
      'FILE_TYPE',
      `WhatsApp does not take ${attachment.kind} files of the type ${mimeType || 'unknown'}. It takes: ${allowed.join(', ')}.`,
    );
  }
  const most = limits[attachment.kind];
  if (attachment.size > most)
    refuse('FILE_SIZE', `The file is too large: WhatsApp takes ${attachment.kind} files of up to ${sizeText(most)}.`);
  if (attachment.size === 0) refuse('FILE_EMPTY', 'The file is empty.');

  const bytes = await attachment.read().catch(() => {
    throw new Retry({ code: 'FILE_UNREADABLE', message: 'The file could not be read from our own store.' }, { maxAttempts: 3 });
  });
  const type = spelling[mimeType] ?? mimeType;
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', type);
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), attachment.fileName ?? attachment.kind);
  const result = await graph(ctx, inbox, { method: 'POST', path: `${inbox.settings.phoneNumberId}/media`, body: form });
  if (!result.ok) throw toChannelError(result.failure, 'none');
  const id = word(result.json.id);
  if (!id) throw new Retry({ code: 'NO_MEDIA_ID', message: 'WhatsApp took the file without naming it.' }, { maxAttempts: 5 });
  return id;
}

/** A file above a template or above buttons, uploaded: `{ type, <type>: { id, filename? } }`. A document shows its name; other files have none. */
export async function fileOf(ctx: PluginContext, inbox: ChannelInbox<WhatsAppSettings>, attachment: OutboundAttachment): Promise<Json> {
  const { kind, fileName } = attachment;
  return {
    type: kind,
    [kind]: compact({ id: await upload(ctx, inbox, attachment), filename: kind === 'document' ? fileName : undefined }),
  };
}

const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${Math.round(bytes / 1024 / 1024)} MB`;
