import { GraphError, invalid, missing } from './errors';
import { checkInteractive } from './interactive-body';
import type { Json } from './json';
import { isObject, object, optionalText, text } from './json';
import type { BodyChecks } from './media-body';
import { checkMedia } from './media-body';

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'];
const CAPTIONED = ['image', 'video', 'document'];

/**
 * Checks what stands under the message's type and gives it back.
 *
 * @throws GraphError 131008, 131009, 131051, 131053
 */
export const checkBody = (type: string, message: Json, checks: BodyChecks): Json | Json[] => {
  if (MEDIA.includes(type)) {
    const media = object(message, type);
    checkMedia(media, type, type, checks);
    if (CAPTIONED.includes(type)) optionalText(media, 'caption', `${type}.caption`, 1024);
    else if (media.caption !== undefined) throw new GraphError(100, `${type} takes no caption.`);
    return media;
  }
  switch (type) {
    case 'text': {
      const body = object(message, 'text');
      text(body, 'body', 'text.body', 4096);
      return body;
    }
    case 'location': {
      const location = object(message, 'location');
      for (const name of ['latitude', 'longitude']) {
        const value = Number(location[name]);
        if (location[name] === undefined || location[name] === '') throw missing(`location.${name}`);
        if (!Number.isFinite(value) || Math.abs(value) > (name === 'latitude' ? 90 : 180))
          throw invalid(`location.${name} is out of range.`);
      }
      return location;
    }
    case 'contacts': {
      const contacts = message.contacts;
      if (!Array.isArray(contacts) || contacts.length === 0) throw missing('contacts');
      for (const contact of contacts as unknown[]) {
        if (!isObject(contact)) throw invalid('contacts must hold objects.');
        text(object(contact, 'name', 'contacts.name'), 'formatted_name', 'contacts.name.formatted_name', 1024);
      }
      return contacts as Json[];
    }
    case 'reaction': {
      const reaction = object(message, 'reaction');
      text(reaction, 'message_id', 'reaction.message_id', 1024);
      if (reaction.emoji !== undefined && typeof reaction.emoji !== 'string') throw invalid('reaction.emoji must be a string.');
      return reaction;
    }
    case 'interactive':
      return checkInteractive(object(message, 'interactive'), checks);
    default:
      throw new GraphError(131051, `Message type ${type} is not supported.`);
  }
};
