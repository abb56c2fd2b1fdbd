import type { Permission } from './permissions';

/** The app of a plugin that asks in its own name; `agentId` is then the plugin's id. */
export const PLUGIN_APP = 'plugin';

/** Who asks: everything an answer may depend on. Made anew when a role, a team or an inbox membership changes. */
export interface Viewer {
  agentId: string;
  orgId: string;
  sessionId: string;
  /** workbench, admin or api: where they are signed in. */
  app: string;
  permissions: ReadonlySet<Permission>;
  hidePhone: boolean;
  /** Inboxes whose conversations they may receive. */
  inboxIds: ReadonlySet<string>;
}

/** What decides who may see a conversation. */
export interface ConversationSight {
  inboxId: string;
  assigneeId: string | null;
  status: string;
  ownerId?: string | null;
}

/** May this person read this conversation? The one place that says so; {@link sightWhere} is the same in SQL. */
export const canSee = (viewer: Viewer, c: ConversationSight): boolean =>
  viewer.permissions.has('conversations.read.all') ||
  c.assigneeId === viewer.agentId ||
  (viewer.permissions.has('queue.read') && c.assigneeId === null && c.status !== 'CLOSED' && viewer.inboxIds.has(c.inboxId)) ||
  (viewer.permissions.has('conversations.read.owned') && !!c.ownerId && c.ownerId === viewer.agentId);

/**
 * {@link canSee} as SQL over a conversation.
 *
 * @param alias of the conversation's table
 * @returns a condition with named parameters for a TypeORM query builder
 */
export const sightWhere = (viewer: Viewer, alias: string): { where: string; params: Record<string, unknown> } => {
  if (viewer.permissions.has('conversations.read.all')) return { where: '1=1', params: {} };
  const ways = [`${alias}.assigneeId = :viewerId`];
  const params: Record<string, unknown> = { viewerId: viewer.agentId };
  if (viewer.permissions.has('queue.read') && viewer.inboxIds.size > 0) {
    ways.push(`(${alias}.assigneeId is null and ${alias}.status <> 'CLOSED' and ${alias}.inboxId in (:...viewerInboxes))`);
    params.viewerInboxes = [...viewer.inboxIds];
  }
  if (viewer.permissions.has('conversations.read.owned'))
    ways.push(`${alias}.contactId in (select o.id from contact o where o.ownerId = :viewerId)`);
  return { where: `(${ways.join(' or ')})`, params };
};

/** A key that two people share exactly when every answer to them is the same, given that they may see the node at all. */
export const viewerClass = (viewer: Viewer): string => `${viewer.orgId}|${viewer.hidePhone}|${[...viewer.permissions].sort().join(',')}`;
