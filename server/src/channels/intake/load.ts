import type { InboundIdentity } from '@parley/plugin';
import type { EntityManager } from 'typeorm';
import { ContactInboxRow } from '../../contacts/contact-inbox.entity';
import { ContactRow } from '../../contacts/contact.entity';
import { ConversationRow } from '../../conversations/conversation.entity';
import type { Row, Sets } from '../../lib/sets';
import { MessageRow } from '../../messages/message.entity';
import { ReactionRow } from '../../messages/reaction.entity';
import { ReceiptRow } from '../../messages/receipt.entity';
import { ChannelNoticeRow } from '../notice.entity';
import { Draft, identityKey, noticeId, placeKey, providerKey, reactionKey } from './draft';
import { eventKey, noticeKey } from './keys';
import { tableOf } from './table';
import type { Placed } from './unit';

/** Sorted and once each: two transactions never wait for each other in opposite orders. */
const keys = (values: Iterable<string | null | undefined>): string[] => [...new Set([...values].filter((v): v is string => !!v))].sort();

/** Who is meant by an event. */
const people = ({ event }: Placed): InboundIdentity[] => {
  if (event.type === 'identity') return [...event.from, ...event.to];
  return event.type === 'receipt' || event.type === 'notice' ? [] : event.sender.identities;
};

/** The provider's ids that an event names. */
const names = ({ event }: Placed): (string | undefined)[] => {
  if (event.type === 'notice') return [];
  if (event.type === 'message') return [event.providerId, event.replyToProviderId];
  if (event.type === 'receipt' || event.type === 'identity') return [event.providerId];
  return [event.targetProviderId];
};

/** Does it belong to a conversation that may already be closed? */
const isQuiet = ({ event }: Placed): boolean =>
  event.type === 'identity' || (event.type === 'message' && (event.echo === true || event.opens === false));

/** Reads all that the decisions about a group need: a fixed number of statements, whatever its size. */
export const load = async (manager: EntityManager, sets: Sets, items: readonly Placed[], draft: Draft): Promise<void> => {
  await loadMessages(manager, sets, items, draft);
  const contactsOf = await loadPeople(manager, sets, items, draft);
  await loadConversations(manager, sets, items, draft, contactsOf);
  await loadMarks(manager, sets, items, draft);
};

const loadMessages = async (manager: EntityManager, sets: Sets, items: readonly Placed[], draft: Draft): Promise<void> => {
  const table = tableOf(manager, MessageRow);
  const keep = (raw: Row): void => {
    const row = table.read(raw);
    if (draft.messages.has(row.id)) return;
    draft.messages.set(row.id, row);
    if (row.providerId !== null) draft.messageByProvider.set(providerKey(row.inboxId, row.providerId), row);
  };
  (await sets.selectIn(`select ${table.list()} from message where providerId`, keys(items.flatMap(names)), sets.lock)).forEach(keep);
  const own = items.flatMap(({ event, inboxId }) =>
    event.type === 'receipt' && event.messageId && !draft.messageByProvider.has(providerKey(inboxId ?? '', event.providerId))
      ? [event.messageId]
      : [],
  );
  (await sets.selectIn(`select ${table.list()} from message where id`, keys(own), sets.lock)).forEach(keep);
};

/** @returns the contacts that each event's identities point to */
const loadPeople = async (
  manager: EntityManager,
  sets: Sets,
  items: readonly Placed[],
  draft: Draft,
): Promise<(item: Placed) => string[]> => {
  const table = tableOf(manager, ContactRow);
  const rows = await sets.selectIn(
    `select i.orgId as iOrg, i.kind as iKind, i.value as iValue, ${table.list('c')} from contact_identity i join contact c on c.id = i.contactId where i.value`,
    keys(items.flatMap((item) => people(item).map((i) => i.value))),
  );
  for (const raw of rows) {
    const contact = draft.contacts.get(raw.id as string) ?? table.read(raw);
    draft.contacts.set(contact.id, contact);
    draft.identities.set(identityKey(raw.iOrg as string, { kind: raw.iKind as string, value: raw.iValue as string }), contact.id);
  }
  return (item) => [...new Set(people(item).flatMap((identity) => draft.identities.get(identityKey(item.orgId, identity)) ?? []))];
};

const loadConversations = async (
  manager: EntityManager,
  sets: Sets,
  items: readonly Placed[],
  draft: Draft,
  contactsOf: (item: Placed) => string[],
): Promise<void> => {
  const table = tableOf(manager, ConversationRow);
  const pairs = items.flatMap((item) =>
    item.inboxId ? contactsOf(item).map((contactId) => ({ item, key: placeKey(contactId, item.inboxId as string), contactId })) : [],
  );
  for (const raw of await sets.selectIn(
    `select ${table.list()} from conversation where openKey`,
    keys(pairs.map((p) => p.key)),
    sets.lock,
  )) {
    const row = table.read(raw);
    draft.conversations.set(row.id, row);
    draft.open.set(row.openKey as string, row);
  }
  const places = tableOf(manager, ContactInboxRow);
  for (const raw of await sets.selectIn(
    `select ${places.list()} from contact_inbox where contactId`,
    keys(pairs.map((p) => p.contactId)),
  )) {
    const place = places.read(raw);
    draft.places.set(placeKey(place.contactId, place.inboxId), place);
  }
  const late = pairs.filter((p) => isQuiet(p.item) && !draft.open.has(p.key)).map((p) => draft.places.get(p.key)?.lastConversationId);
  const byMessage = [...draft.messages.values()].map((message) => message.conversationId);
  const missing = keys([...late, ...byMessage]).filter((id) => !draft.conversations.has(id));
  for (const raw of await sets.selectIn(`select ${table.list()} from conversation where id`, missing, sets.lock)) {
    const row = table.read(raw);
    draft.conversations.set(row.id, row);
    if (row.openKey !== null) draft.open.set(row.openKey, row);
  }
  const contacts = tableOf(manager, ContactRow);
  const owners = keys([...draft.conversations.values()].map((c) => c.contactId)).filter((id) => !draft.contacts.has(id));
  for (const raw of await sets.selectIn(`select ${contacts.list()} from contact where id`, owners)) {
    const contact = contacts.read(raw);
    draft.contacts.set(contact.id, contact);
  }
};

/** Reactions, receipts and notices that are there already. */
const loadMarks = async (manager: EntityManager, sets: Sets, items: readonly Placed[], draft: Draft): Promise<void> => {
  const reactions = tableOf(manager, ReactionRow);
  const targets = items.flatMap(({ event, inboxId }) =>
    event.type === 'reaction' && inboxId ? [draft.messageByProvider.get(providerKey(inboxId, event.targetProviderId))?.id] : [],
  );
  for (const raw of await sets.selectIn(`select ${reactions.list()} from reaction where messageId`, keys(targets))) {
    const row = reactions.read(raw);
    draft.reactions.set(reactionKey(row.messageId, row.authorId), row);
  }
  const receipts = tableOf(manager, ReceiptRow);
  const echoes = items.flatMap(({ event }) => (event.type === 'message' && event.echo ? [event.providerId] : []));
  for (const raw of await sets.selectIn(`select ${receipts.list()} from receipt where applied = 0 and providerId`, keys(echoes))) {
    const row = receipts.read(raw);
    const key = providerKey(row.inboxId, row.providerId);
    draft.parked.set(key, [...(draft.parked.get(key) ?? []), row]);
  }
  const notices = tableOf(manager, ChannelNoticeRow);
  const wanted = items.flatMap((item) => {
    const { event } = item;
    if (event.type === 'notice') return [noticeKey(event)];
    const mayStandAlone = isQuiet(item) || event.type === 'reaction' || event.type === 'edit' || event.type === 'revoke';
    return mayStandAlone ? [eventKey(event)] : [];
  });
  for (const raw of await sets.selectIn(`select ${notices.list()} from channel_notice where dedupeKey`, keys(wanted))) {
    const row = notices.read(raw);
    draft.notices.add(noticeId(row.connectionId, row.kind, row.dedupeKey));
  }
};
