import { GraphError, missing } from './errors';
import type { Json } from './json';
import { isObject, object, text } from './json';
import type { BodyChecks } from './media-body';
import { checkMedia } from './media-body';
import type { GraphTemplate, TemplateButton, TemplateComponent } from './templates';

/** A template with everything filled in: what a phone draws. */
export interface FilledTemplate extends Json {
  name: string;
  language: string;
  header?: { text?: string; type?: string; media?: Json };
  body: string;
  footer?: string;
  buttons: { type: TemplateButton['type']; text: string; payload?: string; url?: string; phone?: string }[];
}

/**
 * Finds the template and fills it.
 *
 * @throws GraphError 132001 unknown or not approved, 132015 paused, 132016 disabled, 132000 wrong number of values, 132012 wrong shape
 */
export const fillTemplate = (
  message: Json,
  templates: readonly GraphTemplate[],
  checks: BodyChecks,
): { template: GraphTemplate; filled: FilledTemplate } => {
  const given = object(message, 'template');
  const name = text(given, 'name', 'template.name', 512);
  const language = text(object(given, 'language', 'template.language'), 'code', 'template.language.code', 20);
  const template = templates.find((one) => one.name === name && one.language === language);
  if (template?.status === 'PAUSED') throw new GraphError(132015, `Template ${name} is paused.`);
  if (template?.status === 'DISABLED') throw new GraphError(132016, `Template ${name} is disabled.`);
  if (template?.status !== 'APPROVED') throw new GraphError(132001, `template name (${name}) does not exist in ${language}`);
  const components = given.components ?? [];
  if (!Array.isArray(components) || !components.every(isObject))
    throw new GraphError(132012, 'template.components must be a list of objects.');
  const values = (type: string): Json[] => {
    const component = components.find((one) => String(one.type).toLowerCase() === type);
    const parameters = component?.parameters ?? [];
    if (!Array.isArray(parameters) || !parameters.every(isObject))
      throw new GraphError(132012, `${type}: parameters must be a list of objects.`);
    return parameters;
  };
  const part = (type: TemplateComponent['type']): TemplateComponent | undefined =>
    template.components.find((component) => component.type === type);
  const header = part('HEADER');
  const filled: FilledTemplate = {
    name,
    language,
    ...(header ? { header: fillHeader(header, values('header'), template, checks) } : {}),
    body: fillText(part('BODY')?.text ?? '', values('body'), template, 'body'),
    ...(part('FOOTER')?.text ? { footer: part('FOOTER')?.text } : {}),
    buttons: fillButtons(part('BUTTONS')?.buttons ?? [], components),
  };
  if (!header && values('header').length)
    throw new GraphError(132000, 'header: number of localizable_params (1) does not match the expected number of params (0)');
  return { template, filled };
};

const fillHeader = (
  header: TemplateComponent,
  parameters: Json[],
  template: GraphTemplate,
  checks: BodyChecks,
): FilledTemplate['header'] => {
  if (header.format === 'TEXT' || !header.format) return { text: fillText(header.text ?? '', parameters, template, 'header') };
  const type = header.format.toLowerCase();
  const [parameter] = parameters;
  if (!parameter) throw new GraphError(132012, `header: Format mismatch, expected ${header.format}, received UNKNOWN`);
  if (parameter.type !== type)
    throw new GraphError(132012, `header: Format mismatch, expected ${header.format}, received ${String(parameter.type).toUpperCase()}`);
  const media = object(parameter, type, `template header ${type}`);
  if (type !== 'location') checkMedia(media, type, `template header ${type}`, checks);
  return { type, media };
};

/** Puts values in the place of `{{1}}` or `{{name}}`; as many as there are places, no more and no fewer. */
const fillText = (pattern: string, parameters: Json[], template: GraphTemplate, where: string): string => {
  const places = [...new Set([...pattern.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!))];
  if (places.length !== parameters.length) {
    throw new GraphError(
      132000,
      `${where}: number of localizable_params (${parameters.length}) does not match the expected number of params (${places.length})`,
    );
  }
  const named = template.parameter_format === 'NAMED';
  return pattern.replace(/\{\{(\w+)\}\}/g, (_all, place: string) => {
    const parameter = named ? parameters.find((one) => one.parameter_name === place) : parameters[Number(place) - 1];
    if (!parameter) throw new GraphError(132012, `${where}: Parameter name is missing or empty (${place})`);
    return valueOf(parameter, where);
  });
};

const valueOf = (parameter: Json, where: string): string => {
  if (parameter.type === 'text') return text(parameter, 'text', `${where} text`, 1024);
  if (parameter.type === 'currency' || parameter.type === 'date_time')
    return text(object(parameter, parameter.type), 'fallback_value', `${where} fallback_value`, 1024);
  throw new GraphError(132012, `${where}: Format mismatch, expected TEXT, received ${String(parameter.type).toUpperCase()}`);
};

const fillButtons = (buttons: readonly TemplateButton[], components: Json[]): FilledTemplate['buttons'] => {
  const given = components.filter((component) => String(component.type).toLowerCase() === 'button');
  for (const component of given) {
    if (!buttons[Number(component.index)]) throw new GraphError(132000, `button: there is no button at index ${String(component.index)}`);
  }
  return buttons.map((button, index) => {
    const component = given.find((one) => Number(one.index) === index);
    const parameter = Array.isArray(component?.parameters) ? (component.parameters[0] as Json | undefined) : undefined;
    const base = { type: button.type, text: button.text };
    if (button.type === 'URL') {
      if (!button.url?.includes('{{1}}')) return { ...base, url: button.url ?? '' };
      if (!parameter) throw missing(`button at index ${index}: the text of its address`);
      return { ...base, url: button.url.replace('{{1}}', encodeURIComponent(text(parameter, 'text', 'button text', 2000))) };
    }
    if (button.type === 'PHONE_NUMBER') return { ...base, phone: button.phone_number ?? '' };
    if (button.type === 'QUICK_REPLY')
      return { ...base, payload: typeof parameter?.payload === 'string' ? parameter.payload : button.text };
    return base;
  });
};
