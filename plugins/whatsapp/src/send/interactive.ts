import { compact, isRecord, list, record, word, type Json } from '../json';
import { limits, refuse, within, withinIfGiven } from '../limits';
import type { Builder } from './builder';
import { listAction } from './list';
import { fileOf } from './upload';

/**
 * A message that is answered by a tap: `content { body, header?, footer? }` and one of `buttons [{ id, title }]`, `list { button, sections }`,
 * `url { label, url }` or `locationRequest: true`. A file of the message becomes the header of a message with buttons.
 */
export const interactive: Builder = async (ctx, inbox, message) => {
  const content = record(message.content);
  const { type, action } = actionOf(content);
  const body = within('The message', word(content.body) ?? message.text, type === 'list' ? limits.listBody : limits.interactiveBody);
  const headerText = withinIfGiven('The header', word(content.header), limits.headerText);
  const footer = withinIfGiven('The footer', word(content.footer), limits.footer);
  const { attachment } = message;
  if (attachment && type !== 'button') return refuse('HEADER', 'Only a message with buttons can have a file above its text.');
  const file = attachment && (await fileOf(ctx, inbox, attachment));
  const header = file ?? (headerText ? { type: 'text', text: headerText } : undefined);
  return {
    type: 'interactive',
    interactive: compact({ type, header, body: { text: body }, footer: footer ? { text: footer } : undefined, action }),
  };
};

function actionOf(content: Json): { type: string; action: Json } {
  if (Array.isArray(content.buttons)) return { type: 'button', action: { buttons: buttonsOf(content.buttons) } };
  if (isRecord(content.list)) return { type: 'list', action: listAction(content.list) };
  if (isRecord(content.url)) return { type: 'cta_url', action: linkOf(content.url) };
  if (content.locationRequest === true) return { type: 'location_request_message', action: { name: 'send_location' } };
  return refuse('INTERACTIVE', 'The message needs buttons, a list, a link or a request for the location.');
}

function buttonsOf(given: unknown[]): Json[] {
  const buttons = list(given).filter(isRecord);
  if (buttons.length < 1 || buttons.length > limits.buttons)
    return refuse('BUTTONS', `WhatsApp takes 1 to ${limits.buttons} buttons, not ${buttons.length}.`);
  const replies = buttons.map((button) => ({
    id: within('The id of a button', word(button.id), limits.buttonId),
    title: within('The title of a button', word(button.title), limits.buttonTitle),
  }));
  const repeated = (key: 'id' | 'title') => new Set(replies.map((reply) => reply[key])).size < replies.length;
  if (repeated('id') || repeated('title')) return refuse('BUTTONS', 'Each button needs an id and a title of its own.');
  return replies.map((reply) => ({ type: 'reply', reply }));
}

function linkOf(given: Json): Json {
  const url = word(given.url) ?? '';
  if (!URL.canParse(url) || !/^https?:/i.test(url)) return refuse('LINK', 'The link must start with https:// or http://.');
  return { name: 'cta_url', parameters: { display_text: within('The label of the link', word(given.label), limits.urlLabel), url } };
}
