import type { InboundIdentity } from '@parley/plugin';
import type { EventRows, NewEvent } from '../../events/event-log';
import { conversationAudience, type Audience } from '../../events/audience';
import type { ContactIdentityRow } from '../../contacts/contact-identity.entity';
import type { ContactInboxRow } from '../../contacts/contact-inbox.entity';
import { ContactRow } from '../../contacts/contact.entity';
import { ConversationRow } from '../../conversations/conversation.entity';
import type { AttachmentRow } from '../../messages/attachment.entity';
import { MessageRow } from '../../messages/message.entity';
import type { ReactionRow } from '../../messages/reaction.entity';
import type { ReceiptRow } from '../../messages/receipt.entity';
import type { ChannelNoticeRow } from '../notice.entity';

export const identityKey = (orgId: string, identity: InboundIdentity): string => `${orgId}|${identity.kind}|${identity.value}`;
export const placeKey = (contactId: string, inboxId: string): string => `${inboxId}:${contactId}`;
export const providerKey = (inboxId: string, providerId: string): string => `${inboxId}|${providerId}`;
export const noticeId = (connectionId: string, kind: string, key: string): string => `${connectionId}|${kind}|${key}`;
export const reactionKey = (messageId: string, authorId: string): string => `${messageId}|${authorId}`;

/**
 * What one group knows and what it is going to write: loaded first, then changed in memory only, then written as sets. The entities
 * are shared: who changes one marks it.
 */
export class Draft {
  // known, loaded or made by this group
  readonly messageByProvider = new Map<string, MessageRow>();
  readonly messages = new Map<string, MessageRow>();
  /** Identity → contact's id. */
  readonly identities = new Map<string, string>();
  readonly contacts = new Map<string, ContactRow>();
  readonly places = new Map<string, ContactInboxRow>();
  /** `inbox:contact` → the open conversation. */
  readonly open = new Map<string, ConversationRow>();
  readonly conversations = new Map<string, ConversationRow>();
  readonly reactions = new Map<string, ReactionRow>();
  readonly notices = new Set<string>();
  /** Receipts that came before their message. */
  readonly parked = new Map<string, ReceiptRow[]>();

  // to be written
  readonly newContacts = new Set<ContactRow>();
  readonly changedContacts = new Set<ContactRow>();
  readonly newIdentities: ContactIdentityRow[] = [];
  readonly changedPlaces = new Set<ContactInboxRow>();
  readonly newConversations = new Set<ConversationRow>();
  readonly changedConversations = new Set<ConversationRow>();
  /** Of these `pendingSince` moves: a column named in SET has its indexes rewritten, changed or not. */
  readonly movedPending = new Set<ConversationRow>();
  readonly newMessages = new Set<MessageRow>();
  /** Delivery state moved. */
  readonly deliveredMessages = new Set<MessageRow>();
  /** A receipt told the provider's id. */
  readonly identifiedMessages = new Set<MessageRow>();
  /** Edited or taken back. */
  readonly rewordedMessages = new Set<MessageRow>();
  /** Reactions on it changed. */
  readonly touchedMessages = new Set<MessageRow>();
  readonly newAttachments: AttachmentRow[] = [];
  readonly changedReactions = new Set<ReactionRow>();
  readonly newReceipts: ReceiptRow[] = [];
  readonly unparkedReceipts: ReceiptRow[] = [];
  /** Messages whose provider call is known to have arrived. */
  readonly settledSends = new Set<string>();
  /** Rows of reactions of ours that the provider refused: taken back after the write. */
  readonly failedReactions = new Set<MessageRow>();
  readonly newNotices: ChannelNoticeRow[] = [];
  /** Messages that were there already. */
  duplicates = 0;
  private readonly told: { type: string; make: () => NewEvent }[] = [];

  constructor(readonly now: number) {}

  /** Notes an event; it is made at the end, when the rows have their final state. */
  tell(type: string, make: () => Omit<NewEvent, 'type'>): void {
    this.told.push({ type, make: () => ({ type, ...make() }) });
  }

  /** The events of the group, in order. */
  events(): NewEvent[] {
    for (const contact of this.changedContacts) this.tell('contact.updated', () => this.contactEvent(contact));
    const updated = new Set([...this.deliveredMessages, ...this.identifiedMessages, ...this.rewordedMessages, ...this.touchedMessages]);
    // a reaction of ours has a row of its own, which nobody is shown
    for (const message of updated)
      if (!this.newMessages.has(message) && message.kind !== 'reaction') this.tell('message.updated', () => this.messageEvent(message));
    return this.told.map((one) => one.make());
  }

  messageEvent(message: MessageRow): Omit<NewEvent, 'type'> {
    const conversation = this.conversations.get(message.conversationId);
    const rows: EventRows = [[MessageRow, message], ...this.rowsOf(conversation)];
    return { orgId: message.orgId, nodeId: message.id, audience: this.audience(conversation), rows };
  }

  conversationEvent(conversation: ConversationRow): Omit<NewEvent, 'type'> {
    return { orgId: conversation.orgId, nodeId: conversation.id, audience: this.audience(conversation), rows: this.rowsOf(conversation) };
  }

  contactEvent(contact: ContactRow): Omit<NewEvent, 'type'> {
    const own = [...this.conversations.values()].filter((c) => c.contactId === contact.id && c.openKey !== null);
    const agents = [...new Set(own.map((c) => c.assigneeId).filter((id): id is string => id !== null))];
    const queue = own.find((c) => c.assigneeId === null);
    const audience: Audience = {
      permission: 'contacts.read.all',
      conversation: true,
      ...(agents.length > 0 ? { agents } : {}),
      ...(queue ? { queueOf: queue.inboxId } : {}),
      ...(contact.ownerId ? { ownerId: contact.ownerId } : {}),
    };
    return { orgId: contact.orgId, nodeId: contact.id, audience, rows: [[ContactRow, contact]] };
  }

  private audience(conversation: ConversationRow | undefined): Audience {
    if (!conversation) return { conversation: true };
    return conversationAudience({ ...conversation, ownerId: this.contacts.get(conversation.contactId)?.ownerId ?? null });
  }

  private rowsOf(conversation: ConversationRow | undefined): EventRows {
    if (!conversation) return [];
    const contact = this.contacts.get(conversation.contactId);
    return contact
      ? [
          [ConversationRow, conversation],
          [ContactRow, contact],
        ]
      : [[ConversationRow, conversation]];
  }
}
