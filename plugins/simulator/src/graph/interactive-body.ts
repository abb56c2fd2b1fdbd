import { GraphError, invalid, missing } from './errors';
import type { Json } from './json';
import { isObject, object, optionalText, text } from './json';
import type { BodyChecks } from './media-body';
import { checkMedia } from './media-body';

const WITHOUT_RULES = [
  'flow',
  'product',
  'product_list',
  'catalog_message',
  'address_message',
  'order_details',
  'order_status',
  'voice_call',
  'call_permission_request',
  'carousel',
  'request_contact_info',
];

/** Checks an interactive message's limits: numbers of buttons and rows, lengths, unique ids. */
export const checkInteractive = (interactive: Json, checks: BodyChecks): Json => {
  const type = text(interactive, 'type', 'interactive.type', 64);
  if (WITHOUT_RULES.includes(type)) return interactive;
  const body = object(interactive, 'body', 'interactive.body');
  text(body, 'text', 'interactive.body.text', type === 'list' ? 4096 : 1024);
  if (interactive.footer !== undefined) text(object(interactive, 'footer', 'interactive.footer'), 'text', 'interactive.footer.text', 60);
  if (interactive.header !== undefined) checkHeader(object(interactive, 'header', 'interactive.header'), type, checks);
  const action = object(interactive, 'action', 'interactive.action');
  switch (type) {
    case 'button':
      checkButtons(action);
      break;
    case 'list':
      checkList(action);
      break;
    case 'cta_url': {
      const parameters = object(action, 'parameters', 'interactive.action.parameters');
      text(parameters, 'display_text', 'interactive.action.parameters.display_text', 20);
      if (!/^https?:\/\//.test(text(parameters, 'url', 'interactive.action.parameters.url', 2000)))
        throw invalid('interactive.action.parameters.url must be an http address.');
      break;
    }
    case 'location_request_message':
      if (action.name !== 'send_location') throw invalid('interactive.action.name must be send_location.');
      break;
    default:
      throw new GraphError(131009, `interactive.type ${type} is not known.`);
  }
  return interactive;
};

const checkHeader = (header: Json, type: string, checks: BodyChecks): void => {
  const kind = text(header, 'type', 'interactive.header.type', 20);
  if (kind === 'text') text(header, 'text', 'interactive.header.text', 60);
  else if (type === 'list') throw invalid('A list takes a text header only.');
  else if (['image', 'video', 'document'].includes(kind))
    checkMedia(object(header, kind, `interactive.header.${kind}`), kind, `interactive.header.${kind}`, checks);
  else throw invalid(`interactive.header.type ${kind} is not known.`);
};

const checkButtons = (action: Json): void => {
  const buttons = action.buttons;
  if (!Array.isArray(buttons) || buttons.length === 0) throw missing('interactive.action.buttons');
  if (buttons.length > 3) throw invalid('interactive.action.buttons: at most 3.');
  const ids = new Set<string>();
  for (const button of buttons as unknown[]) {
    if (!isObject(button) || button.type !== 'reply') throw invalid('interactive.action.buttons: each must be of type reply.');
    const reply = object(button, 'reply', 'interactive.action.buttons.reply');
    ids.add(text(reply, 'id', 'interactive.action.buttons.reply.id', 256));
    text(reply, 'title', 'interactive.action.buttons.reply.title', 20);
  }
  if (ids.size !== buttons.length) throw invalid('interactive.action.buttons: ids must differ.');
};

const checkList = (action: Json): void => {
  text(action, 'button', 'interactive.action.button', 20);
  const sections = action.sections;
  if (!Array.isArray(sections) || sections.length === 0) throw missing('interactive.action.sections');
  if (sections.length > 10) throw invalid('interactive.action.sections: at most 10.');
  let rows = 0;
  const ids = new Set<string>();
  for (const section of sections as unknown[]) {
    if (!isObject(section)) throw invalid('interactive.action.sections must hold objects.');
    if (sections.length > 1) text(section, 'title', 'interactive.action.sections.title', 24);
    else optionalText(section, 'title', 'interactive.action.sections.title', 24);
    if (!Array.isArray(section.rows) || section.rows.length === 0) throw missing('interactive.action.sections.rows');
    for (const row of section.rows as unknown[]) {
      if (!isObject(row)) throw invalid('interactive.action.sections.rows must hold objects.');
      rows++;
      ids.add(text(row, 'id', 'interactive.action.sections.rows.id', 200));
      text(row, 'title', 'interactive.action.sections.rows.title', 24);
      optionalText(row, 'description', 'interactive.action.sections.rows.description', 72);
    }
  }
  if (rows > 10) throw invalid('interactive.action.sections: at most 10 rows in all.');
  if (ids.size !== rows) throw invalid('interactive.action.sections.rows: ids must differ.');
};
