import type { ChannelAbilities } from '@parley/plugin';
import { refuse } from '../lib/errors';
import type { AttachmentRow } from './attachment.entity';
import type { RenderedTemplate } from '../replies/reply-answers';
import type { MessageSendInput, MessageTemplateInput } from './message.inputs';

/** Longest caption under an attachment; a longer text becomes a message of its own. */
export const MAX_CAPTION = 1024;
/** Most attachments of one call. */
export const MAX_ATTACHMENTS = 30;

/** One message to be, before it has its place. */
export interface Draft {
  kind: string;
  text: string | null;
  content: Record<string, unknown> | null;
  attachment: AttachmentRow | null;
}

/** What goes into messages: a template comes in the words of its channel, or rendered by its source. */
export interface Composition extends Pick<MessageSendInput, 'text' | 'attachmentIds' | 'content'> {
  template?: MessageTemplateInput | RenderedTemplate | null;
}

/** Kinds that have a way of their own into a message, or that only a channel makes. */
const RESERVED = new Set([
  'text',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'template',
  'reaction',
  'system',
  'call',
  'unsupported',
]);

const lengthOf = (text: string): number => [...text].length;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const megabytes = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.floor((bytes / (1024 * 1024)) * 10) / 10} MB` : `${Math.ceil(bytes / 1024)} kB`;

/**
 * Cuts what an agent sends into messages: the text first, as its own message, then each attachment in its order. One attachment
 * alone takes the text as its caption, where the channel allows that and the text fits.
 *
 * @param attachments those that the input names, in its order
 * @throws Refused when the channel cannot carry it
 */
export const compose = (input: Composition, attachments: readonly AttachmentRow[], abilities: ChannelAbilities): Draft[] => {
  const text = input.text?.trim() ? input.text : null;
  const ways = [text !== null || attachments.length > 0, !!input.template, !!input.content].filter(Boolean).length;
  if (ways === 0) throw refuse('MESSAGE_EMPTY', 'Write something, or attach a file.');
  if (ways > 1) throw refuse('MESSAGE_AMBIGUOUS', 'Send text with attachments, or a template, or content: one of them at a time.');
  if (input.template) return [template(input.template, abilities)];
  if (input.content) return [content(input.content)];
  if (text !== null) checkLength(text, abilities);
  for (const attachment of attachments) checkAttachment(attachment, abilities);
  const only = attachments.length === 1 ? attachments[0] : undefined;
  if (text !== null && only && takesCaption(only, text, abilities)) return [attached(only, text)];
  return [
    ...(text === null ? [] : [{ kind: 'text', text, content: null, attachment: null }]),
    ...attachments.map((a) => attached(a, null)),
  ];
};

const attached = (attachment: AttachmentRow, text: string | null): Draft => ({
  kind: attachment.voice ? 'voice' : attachment.kind,
  text,
  content: null,
  attachment,
});

const takesCaption = (attachment: AttachmentRow, text: string, abilities: ChannelAbilities): boolean =>
  (abilities.captions as string[] | undefined)?.includes(attachment.kind) === true &&
  lengthOf(text) <= Math.min(MAX_CAPTION, abilities.maxTextLength ?? MAX_CAPTION);

const checkLength = (text: string, abilities: ChannelAbilities): void => {
  const most = abilities.maxTextLength;
  const length = lengthOf(text);
  if (most !== undefined && length > most)
    throw refuse(
      'MESSAGE_TOO_LONG',
      `The text has ${length} characters; this channel takes ${most} at most. Shorten it or send it in parts.`,
      ['text'],
    );
};

const checkAttachment = (attachment: AttachmentRow, abilities: ChannelAbilities): void => {
  const name = attachment.fileName ?? 'The file';
  const limits = abilities.attachments?.[attachment.kind as keyof NonNullable<ChannelAbilities['attachments']>];
  const accepted = limits?.mimeTypes.some(
    (type) => type === attachment.mimeType || (type.endsWith('/*') && attachment.mimeType.startsWith(type.slice(0, -1))),
  );
  if (!limits || !accepted)
    throw refuse(
      'ATTACHMENT_UNSUPPORTED',
      `${name} cannot be sent on this channel: it does not take ${attachment.mimeType}. Send it in another format.`,
      ['attachmentIds'],
    );
  const size = attachment.size ?? 0;
  if (size > limits.maxBytes)
    throw refuse(
      'ATTACHMENT_TOO_LARGE',
      `${name} has ${megabytes(size)}; this channel takes a file of this kind up to ${megabytes(limits.maxBytes)}. Send a smaller one.`,
      ['attachmentIds'],
    );
};

const template = (input: MessageTemplateInput | RenderedTemplate, abilities: ChannelAbilities): Draft => {
  if (!abilities.templates) throw refuse('TEMPLATE_UNSUPPORTED', 'This channel has no templates.', ['template']);
  const preview = input.preview ?? null;
  if ('content' in input) return { kind: 'template', text: preview, content: { ...input.content, preview }, attachment: null };
  if (!input.name?.trim() || !input.language?.trim())
    throw refuse('TEMPLATE_INCOMPLETE', 'A template has an id, or a name and a language.', ['template']);
  return {
    kind: 'template',
    text: preview,
    content: { name: input.name, language: input.language, components: input.components ?? [], preview },
    attachment: null,
  };
};

const content = (input: NonNullable<MessageSendInput['content']>): Draft => {
  if (!/^[a-z][a-z0-9_.]{0,39}$/.test(input.kind) || RESERVED.has(input.kind))
    throw refuse(
      'CONTENT_KIND_UNSUPPORTED',
      'content.kind is location, contacts, interactive or another kind that the channel knows; text, files and templates have fields of their own.',
      ['content', 'kind'],
    );
  if (!isObject(input.data)) throw refuse('CONTENT_INVALID', 'content.data is an object with what the kind needs.', ['content', 'data']);
  return { kind: input.kind, text: null, content: input.data, attachment: null };
};
