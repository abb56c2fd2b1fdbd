import type { Reference } from '@apollo/client';

/** How many of the newest messages are remembered for one conversation. */
const REMEMBERED = 50;
/** How many conversations are remembered; the one that was quiet longest goes first. */
const CONVERSATIONS = 200;

const byConversation = new Map<string, Reference[]>();

/**
 * Messages that came over the log lately. A page of messages that was read on the server just before such a message, but
 * arrives after it, is completed with them: otherwise the message would be in neither.
 */
export const arrivals = {
  /** Remembers a message that the log brought. */
  add(conversationId: string, message: Reference): void {
    const known = byConversation.get(conversationId) ?? [];
    byConversation.delete(conversationId);
    byConversation.set(conversationId, [...known.filter((ref) => ref.__ref !== message.__ref), message].slice(-REMEMBERED));
    if (byConversation.size > CONVERSATIONS) byConversation.delete(byConversation.keys().next().value as string);
  },
  /** The remembered messages of a conversation, oldest first. */
  of(conversationId: string): readonly Reference[] {
    return byConversation.get(conversationId) ?? [];
  },
};
