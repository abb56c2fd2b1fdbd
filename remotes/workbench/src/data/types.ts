import type {
  AttachmentPartsFragment,
  ConversationCardFragment,
  MessagePartsFragment,
  MessagePreviewFragment,
  TemplatesQuery,
} from '../gql/generated';

/** A conversation as lists and headers show it. */
export type Card = ConversationCardFragment;
/** A message with all that a bubble shows. */
export type ChatMessage = MessagePartsFragment;
/** A message as one line: in a list, in a quote, among search hits. */
export type Preview = MessagePreviewFragment;
/** A file that belongs to a message. */
export type FilePart = AttachmentPartsFragment;
/** A template as its source offers it. */
export type TemplateOffer = TemplatesQuery['templates'][number]['templates'][number];
/** `content` of a message once its kind is known; see the API's description of kinds. */
export type Content = Record<string, unknown>;

/** `content` as an object; an empty one when the channel gave none. */
export const contentOf = (message: { content: unknown }): Content =>
  typeof message.content === 'object' && message.content !== null && !Array.isArray(message.content) ? (message.content as Content) : {};

/** A text field of `content`, or `null`. */
export const textIn = (content: Content, key: string): string | null => {
  const value = content[key];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** A list of objects in `content`; empty when there is none. */
export const listIn = (content: Content, key: string): Content[] => {
  const value = content[key];
  return Array.isArray(value) ? value.filter((each): each is Content => typeof each === 'object' && each !== null) : [];
};
