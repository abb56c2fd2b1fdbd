import type { ChatMessageFragment } from '../gql/generated';

/** A message with everything that a bubble shows. */
export type ChatMessage = ChatMessageFragment;
/** What a kind needs beyond text. */
export type Content = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Content => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The content as an object; empty where there is none. */
export const contentOf = (value: unknown): Content => (isObject(value) ? value : {});
/** A text of it, if there is one. */
export const textIn = (content: Content, key: string): string | null =>
  typeof content[key] === 'string' && content[key] !== '' ? content[key] : null;
/** A number of it, if there is one. */
export const numberIn = (content: Content, key: string): number | null => (typeof content[key] === 'number' ? content[key] : null);
/** An object of it; empty where there is none. */
export const objectIn = (content: Content, key: string): Content => contentOf(content[key]);
/** A list of objects of it. */
export const listIn = (content: Content, key: string): Content[] => (Array.isArray(content[key]) ? content[key].filter(isObject) : []);
