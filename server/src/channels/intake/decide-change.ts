import type { InboundEdit, InboundReaction, InboundRevoke } from '@parley/plugin';
import type { MessageRow } from '../../messages/message.entity';
import { previewOf } from '../../messages/preview';
import { ReactionRow } from '../../messages/reaction.entity';
import { findContact } from './decide-contact';
import { isUnattached, keepUnattached } from './decide-message';
import { providerKey, reactionKey, type Draft } from './draft';
import type { OnInbox } from './unit';

type Change = InboundReaction | InboundEdit | InboundRevoke;

/** The message that a change speaks of; without one the change is kept as a notice. */
const targetOf = (draft: Draft, item: OnInbox<Change>): MessageRow | undefined => {
  const target = draft.messageByProvider.get(providerKey(item.inboxId, item.event.targetProviderId));
  if (!target) keepUnattached(draft, item, 'The message that it changes is not known');
  return target && !isUnattached(draft, item) ? target : undefined;
};

/** The line in the list follows when the last message changes its words. */
const refreshPreview = (draft: Draft, message: MessageRow): void => {
  const conversation = draft.conversations.get(message.conversationId);
  if (conversation?.lastMessageId !== message.id) return;
  conversation.lastMessageText = message.revokedAt === null ? previewOf(message) : null;
  draft.changedConversations.add(conversation);
};

/**
 * An emoji on a message, one a person. Taking it away leaves a row without an emoji, so that an older reaction that comes again stays
 * old.
 */
export const decideReaction = (draft: Draft, item: OnInbox<InboundReaction>): void => {
  const { event } = item;
  const message = targetOf(draft, item);
  if (!message) return;
  const contactId =
    findContact(draft, item.orgId, event.sender.identities)?.id ?? draft.conversations.get(message.conversationId)?.contactId;
  const authorId = event.echo ? 'elsewhere' : (contactId ?? 'elsewhere');
  const key = reactionKey(message.id, authorId);
  const before = draft.reactions.get(key);
  // the provider counts in seconds: what this very group brought is in order
  const isNewer = !before || event.at > before.reactedAt || (event.at === before.reactedAt && draft.changedReactions.has(before));
  const emoji = event.emoji ?? '';
  if (!isNewer) return;
  const row = before ?? Object.assign(new ReactionRow(), { messageId: message.id, authorId, emoji: '' });
  const shows = row.emoji !== emoji;
  Object.assign(row, { emoji, reactedAt: event.at });
  draft.reactions.set(key, row);
  if (event.echo) replaceOurs(draft, row);
  draft.changedReactions.add(row);
  if (shows || event.echo) draft.touchedMessages.add(message);
};

/** Our side has one reaction on a message: what was set elsewhere replaces an agent's. */
const replaceOurs = (draft: Draft, ours: ReactionRow): void => {
  for (const other of draft.reactions.values()) {
    if (other.messageId !== ours.messageId || other === ours || other.authorId.startsWith('cont_') || other.reactedAt > ours.reactedAt)
      continue;
    other.emoji = '';
    draft.changedReactions.add(other);
  }
};

/** Who may change a message: whoever wrote it. */
const isAuthors = (message: MessageRow, echo: boolean | undefined): boolean => message.direction === (echo ? 'OUT' : 'IN');

/** New words for a message. */
export const decideEdit = (draft: Draft, item: OnInbox<InboundEdit>): void => {
  const { event } = item;
  const message = targetOf(draft, item);
  if (!message) return;
  if (!isAuthors(message, event.echo)) return keepUnattached(draft, item, 'The message was not written by whoever changes it');
  if (message.revokedAt !== null || (message.editedAt !== null && message.editedAt >= event.at)) return;
  Object.assign(message, {
    editedAt: event.at,
    ...(event.text === undefined ? {} : { text: event.text }),
    ...(event.content ? { content: event.content } : {}),
  });
  draft.rewordedMessages.add(message);
  refreshPreview(draft, message);
};

/** A message that was taken back. */
export const decideRevoke = (draft: Draft, item: OnInbox<InboundRevoke>): void => {
  const { event } = item;
  const message = targetOf(draft, item);
  if (!message) return;
  if (!isAuthors(message, event.echo)) return keepUnattached(draft, item, 'The message was not written by whoever takes it back');
  if (message.revokedAt !== null) return;
  message.revokedAt = event.at;
  draft.rewordedMessages.add(message);
  refreshPreview(draft, message);
};
