import { buffer } from 'node:stream/consumers';
import { Rejected, type OutboundAttachment, type OutboundMessage } from '@parley/plugin';
import type { EntityManager } from 'typeorm';
import { ContactInboxRow } from '../../contacts/contact-inbox.entity';
import { ConversationRow } from '../../conversations/conversation.entity';
import type { MediaStore } from '../../media/media-store';
import { AttachmentRow } from '../attachment.entity';
import { MessageRow } from '../message.entity';
import type { OutboxRow } from '../outbox.entity';
import type { ReactionContent } from '../reaction.service';

const gone = (): Rejected =>
  new Rejected({ code: 'ATTACHMENT_MISSING', message: 'The file is no longer in the storage. Attach it again.' }, { reason: 'content' });

/**
 * What the channel gets to send, from rows as they are now.
 *
 * @throws Rejected when it cannot be put together
 */
export const envelopeOf = async (manager: EntityManager, row: OutboxRow, store: MediaStore): Promise<OutboundMessage> => {
  const message = await manager.findOneByOrFail(MessageRow, { id: row.messageId });
  const conversation = await manager.findOneByOrFail(ConversationRow, { id: row.conversationId });
  const link = await manager.findOneBy(ContactInboxRow, { contactId: conversation.contactId, inboxId: row.inboxId });
  if (!link)
    throw new Rejected(
      { code: 'ADDRESS_UNKNOWN', message: 'There is no address of this customer on this inbox.' },
      { reason: 'recipient' },
    );
  const base = { messageId: message.id, to: { kind: link.replyKind, value: link.replyValue }, kind: message.kind, attempt: row.attempts };
  const quoted = message.replyToId ? await manager.findOneBy(MessageRow, { id: message.replyToId }) : null;
  const quotedId = quoted?.providerId ?? message.replyToProviderId ?? undefined;
  if (message.kind === 'reaction')
    return { ...base, reaction: { targetProviderId: quotedId ?? '', emoji: (message.content as ReactionContent).emoji } };
  const attachment = await manager.findOneBy(AttachmentRow, { messageId: message.id });
  return {
    ...base,
    ...(message.text === null ? {} : { text: message.text }),
    ...(message.content === null ? {} : { content: message.content }),
    ...(attachment ? { attachment: outboundAttachment(attachment, store) } : {}),
    ...(quotedId ? { replyToProviderId: quotedId } : {}),
  };
};

const outboundAttachment = (row: AttachmentRow, store: MediaStore): OutboundAttachment => ({
  kind: row.kind as OutboundAttachment['kind'],
  mimeType: row.mimeType,
  size: row.size ?? 0,
  ...(row.fileName === null ? {} : { fileName: row.fileName }),
  ...(row.voice ? { voice: true } : {}),
  read: async () => {
    if (row.storageKey === null) throw gone();
    try {
      return await buffer(await store.open(row.storageKey));
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? gone() : error;
    }
  },
});
