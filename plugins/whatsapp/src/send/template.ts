import { compact, isRecord, list, record, word, type Json } from '../json';
import { refuse } from '../limits';
import type { Builder } from './builder';
import { fileOf } from './upload';

/**
 * An approved template: `content { name, language, components }`, components in the form of the Cloud API. A component without values is
 * left out, as WhatsApp wants it. A file of the message becomes the template's header.
 */
export const template: Builder = async (ctx, inbox, message) => {
  const content = record(message.content);
  const name = word(content.name) ?? refuse('TEMPLATE', 'The template has no name. Choose it again.');
  const code =
    word(content.language) ?? word(record(content.language).code) ?? refuse('TEMPLATE', 'The template has no language. Choose it again.');
  const given = list(content.components).filter(isRecord).filter(hasValues);
  const { attachment } = message;
  const header = attachment && { type: 'header', parameters: [await fileOf(ctx, inbox, attachment)] };
  const components = header ? [header, ...given.filter((entry) => !isHeader(entry))] : given;
  return {
    type: 'template',
    template: compact({ name, language: { code }, components: components.length > 0 ? components : undefined }),
  };
};

const isHeader = (component: Json): boolean => word(component.type)?.toLowerCase() === 'header';

const hasValues = (component: Json): boolean => list(component.parameters).length > 0 || list(component.cards).length > 0;
