import type { Permission } from '../people/permissions';
import type { Viewer } from '../people/viewer';

/** Who may be told of an event: decided when it is written, so that a replay gives the same answer. Any way is enough. */
export interface Audience {
  /** Everybody of the organization. */
  all?: true;
  /** These agents: who has it now, and who had it until now. */
  agents?: string[];
  /** It waits, or waited until now, in this inbox: whoever sees the queue there. */
  queueOf?: string;
  /** The customer's owner. */
  ownerId?: string;
  /** Whoever has this permission. */
  permission?: Permission;
  /** It belongs to a conversation: whoever reads them all. */
  conversation?: true;
}

/** May this person be told? */
export const isAudience = (audience: Audience, viewer: Viewer): boolean =>
  audience.all === true ||
  (audience.conversation === true && viewer.permissions.has('conversations.read.all')) ||
  (audience.agents?.includes(viewer.agentId) ?? false) ||
  (audience.queueOf !== undefined && viewer.permissions.has('queue.read') && viewer.inboxIds.has(audience.queueOf)) ||
  (audience.ownerId !== undefined && audience.ownerId === viewer.agentId && viewer.permissions.has('conversations.read.owned')) ||
  (audience.permission !== undefined && viewer.permissions.has(audience.permission));

/** The audience of what happens in a conversation. */
export const conversationAudience = (
  c: { inboxId: string; assigneeId: string | null; status: string; ownerId?: string | null },
  before: { assigneeId?: string | null; queued?: boolean } = {},
): Audience => {
  const agents = [...new Set([c.assigneeId, before.assigneeId].filter((id): id is string => !!id))];
  const queued = (c.assigneeId === null && c.status !== 'CLOSED') || before.queued === true;
  return {
    conversation: true,
    ...(agents.length > 0 ? { agents } : {}),
    ...(queued ? { queueOf: c.inboxId } : {}),
    ...(c.ownerId ? { ownerId: c.ownerId } : {}),
  };
};
