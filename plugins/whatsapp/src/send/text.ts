import { limits, within } from '../limits';
import type { Builder } from './builder';

/** A text; WhatsApp shows a preview of the first link in it. */
export const text: Builder = (_ctx, _inbox, message) => {
  const body = within('The message', message.text, limits.text);
  return { type: 'text', text: { body, preview_url: /https?:\/\/\S/i.test(body) } };
};
