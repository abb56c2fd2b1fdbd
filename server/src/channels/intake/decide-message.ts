import type { InboundAttachment, InboundEvent, InboundMessage } from '@parley/plugin';
import type { ContactRow } from '../../contacts/contact.entity';
import type { ConversationRow } from '../../conversations/conversation.entity';
import { newId } from '../../lib/ids';
import { AttachmentRow } from '../../messages/attachment.entity';
import { MessageRow } from '../../messages/message.entity';
import { ChannelNoticeRow } from '../notice.entity';
import { applyReceipt } from '../receipts';
import { createContact, findContact, placeOf, touchContact } from './decide-contact';
import { append, currentConversation, openConversation, setPending } from './decide-conversation';
import { noticeId, providerKey, type Draft } from './draft';
import { cut, eventKey } from './keys';
import type { OnInbox } from './unit';

/** A message with everything that nobody has said yet. */
export const blankMessage = (draft: Draft, conversation: ConversationRow): MessageRow =>
  Object.assign(new MessageRow(), {
    id: newId('msg', draft.now),
    orgId: conversation.orgId,
    conversationId: conversation.id,
    inboxId: conversation.inboxId,
    seq: 0,
    direction: 'IN',
    providerId: null,
    text: null,
    content: null,
    raw: null,
    authorId: null,
    replyToId: null,
    replyToProviderId: null,
    forwarded: false,
    deliveryRank: 0,
    acceptedAt: null,
    deliverySentAt: null,
    deliveredAt: null,
    readAt: null,
    failedAt: null,
    errorCode: null,
    errorMessage: null,
    errorRetryable: false,
    uncertain: false,
    clientMutationKey: null,
    receivedAt: draft.now,
    editedAt: null,
    revokedAt: null,
  });

const UNATTACHED = 'unattached';

/** Was it kept as a notice before? Then it stays one, however often it comes. */
export const isUnattached = (draft: Draft, item: OnInbox): boolean =>
  draft.notices.has(noticeId(item.connectionId, UNATTACHED, eventKey(item.event)));

/** Keeps an event that belongs to nothing we have, so that an admin can see it. */
export const keepUnattached = (draft: Draft, item: OnInbox, reason: string): void => {
  const { event } = item;
  if (isUnattached(draft, item)) return;
  addNotice(draft, item, UNATTACHED, eventKey(event), { reason, event });
};

/** Adds a notice, once for its key. */
export const addNotice = (
  draft: Draft,
  item: { event: InboundEvent; orgId: string; connectionId: string; inboxId: string | null },
  kind: string,
  dedupeKey: string,
  data: unknown,
): void => {
  const id = noticeId(item.connectionId, kind, dedupeKey);
  if (draft.notices.has(id)) return;
  draft.notices.add(id);
  const row = Object.assign(new ChannelNoticeRow(), {
    id: newId('note', draft.now),
    orgId: item.orgId,
    connectionId: item.connectionId,
    inboxId: item.inboxId,
    kind,
    dedupeKey,
    data: data ?? {},
    occurredAt: item.event.at,
    receivedAt: draft.now,
  });
  draft.newNotices.push(row);
  draft.tell('notice.received', () => ({
    orgId: row.orgId,
    nodeId: row.id,
    audience: { permission: 'intake.manage' },
    rows: [[ChannelNoticeRow, row]],
  }));
};

/** A message of the customer, one that our side wrote elsewhere, or a word of the system. */
export const decideMessage = (draft: Draft, item: OnInbox<InboundMessage>): void => {
  const { event, inboxId } = item;
  if (draft.messageByProvider.has(providerKey(inboxId, event.providerId))) return void draft.duplicates++;
  const speaks = event.echo !== true && event.opens !== false;
  const known = findContact(draft, item.orgId, event.sender.identities);
  if (!speaks) {
    const conversation = known && currentConversation(draft, known, inboxId);
    if (!conversation) return keepUnattached(draft, item, 'The customer has no conversation on this inbox');
    if (isUnattached(draft, item)) return;
    return store(draft, item, known, conversation);
  }
  const contact = known ?? createContact(draft, item.orgId, event.sender);
  const place = placeOf(draft, contact, inboxId, event.sender.replyTo);
  store(draft, item, contact, draft.open.get(`${inboxId}:${contact.id}`) ?? openConversation(draft, contact, place, item.hasBot));
};

const store = (draft: Draft, item: OnInbox<InboundMessage>, contact: ContactRow, conversation: ConversationRow): void => {
  const { event, inboxId } = item;
  touchContact(draft, contact, event.sender);
  const place = placeOf(draft, contact, inboxId, event.sender.replyTo);
  if (!event.echo && event.opensWindow !== false && item.windowMs !== undefined) {
    const until = event.at + item.windowMs;
    if (place.windowUntil === null || until > place.windowUntil) {
      place.windowUntil = until;
      draft.changedPlaces.add(place);
    }
    // a message that comes late still gives an agent the whole time before the conversation closes by itself
    if (conversation.openKey !== null) conversation.windowUntil = Math.max(place.windowUntil ?? 0, draft.now + item.windowMs);
  }
  const message = messageOf(draft, item, contact, conversation);
  append(draft, conversation, message);
  draft.messageByProvider.set(providerKey(inboxId, event.providerId), message);
  event.attachments?.forEach((file, position) => draft.newAttachments.push(attachmentOf(draft, message, file, position)));
  if (event.echo) {
    // our side has answered, only not here
    if (conversation.pendingSince !== null && event.at >= conversation.pendingSince) setPending(draft, conversation, null);
    for (const receipt of draft.parked.get(providerKey(inboxId, event.providerId)) ?? []) {
      applyReceipt(message, receipt);
      draft.unparkedReceipts.push(Object.assign(receipt, { applied: true, messageId: message.id }));
    }
  } else if (event.opens !== false) {
    conversation.unread++;
    if (conversation.pendingSince === null) setPending(draft, conversation, Math.min(event.at, draft.now));
  }
  draft.tell(event.echo ? 'message.created' : 'message.received', () => draft.messageEvent(message));
};

const messageOf = (draft: Draft, item: OnInbox<InboundMessage>, contact: ContactRow, conversation: ConversationRow): MessageRow => {
  const { event, inboxId } = item;
  const quoted = event.replyToProviderId ? draft.messageByProvider.get(providerKey(inboxId, event.replyToProviderId)) : undefined;
  // a quote never shows another customer's words
  const isTheirs = quoted !== undefined && draft.conversations.get(quoted.conversationId)?.contactId === contact.id;
  const plain = event.kind === 'text' && !event.content && !event.replyToProviderId && !event.forwarded;
  const author = event.echo
    ? { authorKind: 'elsewhere' }
    : event.kind === 'system'
      ? { authorKind: 'system' }
      : { authorKind: 'contact', authorId: contact.id };
  return Object.assign(blankMessage(draft, conversation), author, {
    direction: event.echo ? 'OUT' : 'IN',
    kind: event.kind,
    providerId: event.providerId,
    text: event.text ?? null,
    content: event.content ?? null,
    raw: plain ? null : (event.raw ?? null),
    replyToId: isTheirs ? quoted.id : null,
    replyToProviderId: event.replyToProviderId ?? null,
    forwarded: event.forwarded === true,
    sentAt: event.at,
    ...(event.echo ? { deliveryRank: 1, acceptedAt: event.at } : {}),
  });
};

const attachmentOf = (draft: Draft, message: MessageRow, file: InboundAttachment, position: number): AttachmentRow =>
  Object.assign(new AttachmentRow(), {
    id: newId('att', draft.now),
    orgId: message.orgId,
    messageId: message.id,
    inboxId: message.inboxId,
    uploadedById: null,
    position,
    kind: file.kind,
    mimeType: cut(file.mimeType ?? 'application/octet-stream', 190),
    fileName: file.fileName ? cut(file.fileName, 255) : null,
    size: Number.isSafeInteger(file.size) ? file.size : null,
    sha256: file.sha256 && file.sha256.length <= 100 ? file.sha256 : null,
    voice: file.voice === true,
    state: 'PENDING',
    providerMediaId: file.mediaId,
    providerUrl: file.url ?? null,
    storageKey: null,
    width: null,
    height: null,
    durationMs: null,
    error: null,
    attempts: 0,
    createdAt: draft.now,
  });
