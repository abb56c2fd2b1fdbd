import type { InboundIdentityChange } from '@parley/plugin';
import { findContact, linkIdentities, placeOf } from './decide-contact';
import { append, currentConversation } from './decide-conversation';
import { blankMessage, isUnattached, keepUnattached } from './decide-message';
import { placeKey, providerKey, type Draft } from './draft';
import type { OnInbox } from './unit';

/** A customer's identity changed: the contact stays the same, the new identity is linked, and the conversation says so. */
export const decideIdentity = (draft: Draft, item: OnInbox<InboundIdentityChange>): void => {
  const { event, inboxId } = item;
  if (draft.messageByProvider.has(providerKey(inboxId, event.providerId)) || isUnattached(draft, item)) return;
  const contact = findContact(draft, item.orgId, [...event.from, ...event.to]);
  if (!contact) return keepUnattached(draft, item, 'The customer whose identity changed is not known');
  if (linkIdentities(draft, contact, [...event.to, ...event.from]) && !draft.newContacts.has(contact)) draft.changedContacts.add(contact);
  if (event.replyTo && draft.places.has(placeKey(contact.id, inboxId))) placeOf(draft, contact, inboxId, event.replyTo);
  const conversation = currentConversation(draft, contact, inboxId);
  if (!conversation) return keepUnattached(draft, item, 'The customer has no conversation on this inbox');
  const message = Object.assign(blankMessage(draft, conversation), {
    kind: 'system',
    authorKind: 'system',
    providerId: event.providerId,
    text: event.text ?? null,
    content: { type: 'identity_changed', ...(event.text ? { body: event.text } : {}) },
    raw: event.raw ?? null,
    sentAt: event.at,
  });
  append(draft, conversation, message);
  draft.messageByProvider.set(providerKey(inboxId, event.providerId), message);
  draft.tell('message.received', () => draft.messageEvent(message));
};
