import type { Kernel } from '../kernel';
import { ContactRow } from '../contacts/contact.entity';
import { canSee, type Viewer } from '../people/viewer';
import { ConversationRow } from './conversation.entity';

/** A conversation that this person may read, else null: absent and forbidden look the same. Inside a write it is the transaction's view. */
export const findVisible = async (kernel: Kernel, viewer: Viewer, conversationId: string): Promise<ConversationRow | null> => {
  const row = await kernel.db.read.findOneBy(ConversationRow, { id: conversationId, orgId: viewer.orgId });
  if (!row) return null;
  const contact = await kernel.db.read.findOneBy(ContactRow, { id: row.contactId });
  return canSee(viewer, { ...row, ownerId: contact?.ownerId ?? null }) ? row : null;
};
