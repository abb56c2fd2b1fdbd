import type { InboundIdentity, InboundSender, OutboundAddress } from '@parley/plugin';
import { ContactIdentityRow } from '../../contacts/contact-identity.entity';
import { ContactInboxRow } from '../../contacts/contact-inbox.entity';
import { ContactRow } from '../../contacts/contact.entity';
import { newId } from '../../lib/ids';
import { identityKey, placeKey, type Draft } from './draft';
import { cut } from './keys';

/** The contact that the first known identity points to, in the order of strength. */
export const findContact = (draft: Draft, orgId: string, identities: readonly InboundIdentity[]): ContactRow | undefined => {
  for (const identity of identities) {
    const id = draft.identities.get(identityKey(orgId, identity));
    if (id !== undefined) return draft.contacts.get(id);
  }
  return undefined;
};

/**
 * Gives the contact the identities that nobody has yet. One that belongs to another contact stays there: two customers are never
 * merged by themselves.
 *
 * @returns true if any was new
 */
export const linkIdentities = (draft: Draft, contact: ContactRow, identities: readonly InboundIdentity[]): boolean => {
  let linked = false;
  for (const { kind, value } of identities) {
    const key = identityKey(contact.orgId, { kind, value });
    if (draft.identities.has(key)) continue;
    draft.identities.set(key, contact.id);
    draft.newIdentities.push(
      Object.assign(new ContactIdentityRow(), {
        id: newId('iden', draft.now),
        orgId: contact.orgId,
        contactId: contact.id,
        kind,
        value,
        createdAt: draft.now,
      }),
    );
    linked = true;
  }
  return linked;
};

/** What a sender says of themselves, as long as the columns. */
const profileOf = (sender: InboundSender): Partial<Pick<ContactRow, 'name' | 'username' | 'phone'>> => ({
  ...(sender.name ? { name: cut(sender.name, 190) } : {}),
  ...(sender.username ? { username: cut(sender.username, 190) } : {}),
  ...(sender.phone && sender.phone.length <= 32 ? { phone: sender.phone } : {}),
});

/** What searches look at: name, username and number in lower case. */
export const searchTextOf = (contact: Pick<ContactRow, 'name' | 'username' | 'phone'>): string =>
  cut([contact.name, contact.username, contact.phone].filter(Boolean).join(' ').toLowerCase(), 255);

/** A customer who was not known. */
export const createContact = (draft: Draft, orgId: string, sender: InboundSender): ContactRow => {
  const { now } = draft;
  const contact = Object.assign(new ContactRow(), {
    id: newId('cont', now),
    orgId,
    name: null,
    username: null,
    phone: null,
    ownerId: null,
    attributes: null,
    createdAt: now,
    updatedAt: now,
    ...profileOf(sender),
  });
  contact.searchText = searchTextOf(contact);
  draft.contacts.set(contact.id, contact);
  draft.newContacts.add(contact);
  linkIdentities(draft, contact, sender.identities);
  draft.tell('contact.created', () => draft.contactEvent(contact));
  return contact;
};

/** Takes over what a known customer newly says of themselves. */
export const touchContact = (draft: Draft, contact: ContactRow, sender: InboundSender): void => {
  const linked = linkIdentities(draft, contact, sender.identities);
  const profile = profileOf(sender);
  const changed = (Object.keys(profile) as (keyof typeof profile)[]).some((key) => profile[key] !== contact[key]);
  if (changed) {
    Object.assign(contact, profile, { updatedAt: draft.now });
    contact.searchText = searchTextOf(contact);
  }
  if ((changed || linked) && !draft.newContacts.has(contact)) draft.changedContacts.add(contact);
};

/** What holds between a contact and an inbox; made on first use. The address to answer to is the latest one. */
export const placeOf = (draft: Draft, contact: ContactRow, inboxId: string, replyTo: OutboundAddress): ContactInboxRow => {
  const key = placeKey(contact.id, inboxId);
  let place = draft.places.get(key);
  if (!place) {
    place = Object.assign(new ContactInboxRow(), {
      contactId: contact.id,
      inboxId,
      windowUntil: null,
      replyKind: replyTo.kind,
      replyValue: replyTo.value,
      lastConversationId: null,
    });
    draft.places.set(key, place);
    draft.changedPlaces.add(place);
  } else if (place.replyKind !== replyTo.kind || place.replyValue !== replyTo.value) {
    Object.assign(place, { replyKind: replyTo.kind, replyValue: replyTo.value });
    draft.changedPlaces.add(place);
  }
  return place;
};
