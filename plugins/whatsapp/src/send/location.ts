import { compact, number, record, word } from '../json';
import { refuse } from '../limits';
import type { Builder } from './builder';

/** A place: `content { latitude, longitude, name?, address? }`. */
export const location: Builder = (_ctx, _inbox, message) => {
  const content = record(message.content);
  const latitude = number(content.latitude);
  const longitude = number(content.longitude);
  if (latitude === undefined || longitude === undefined || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    return refuse('LOCATION', 'The place needs a latitude from -90 to 90 and a longitude from -180 to 180.');
  }
  return { type: 'location', location: compact({ latitude, longitude, name: word(content.name), address: word(content.address) }) };
};
