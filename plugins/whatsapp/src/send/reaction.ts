import { refuse } from '../limits';
import type { Builder } from './builder';

/** An emoji on a message; an empty one takes it away. */
export const reaction: Builder = (_ctx, _inbox, message) => {
  const given = message.reaction;
  if (!given?.targetProviderId) return refuse('REACTION', 'The message to react to is not known to WhatsApp yet. Try again in a moment.');
  return { type: 'reaction', reaction: { message_id: given.targetProviderId, emoji: given.emoji } };
};
