import type { LoggedEvent } from '../events/event-log';
import type { Viewer } from './viewer';

/** What may change what one agent may do: the event's node is the agent. */
const OF_ONE = new Set(['agent.created', 'agent.updated', 'session.ended']);
/** What may change it for anybody of the organization. */
const OF_MANY = new Set(['inbox.created', 'inbox.updated', 'team.updated', 'role.updated']);

/** Whose rights may have changed. */
export interface ChangedRights {
  orgId: string;
  /** The agents concerned; null: everybody of the organization. */
  agentIds: ReadonlySet<string> | null;
}

/**
 * Reads from the log whose rights may have changed, on whichever server that happened.
 *
 * @param events of one organization
 * @returns null when nobody's
 */
export const changedRights = (events: readonly LoggedEvent[]): ChangedRights | null => {
  const agentIds = new Set<string>();
  for (const { orgId, type, nodeId } of events) {
    if (OF_MANY.has(type)) return { orgId, agentIds: null };
    if (OF_ONE.has(type)) agentIds.add(nodeId);
  }
  const orgId = events[0]?.orgId;
  return orgId === undefined || agentIds.size === 0 ? null : { orgId, agentIds };
};

/** May it have changed what this person may do? */
export const concerns = ({ orgId, agentIds }: ChangedRights, viewer: Viewer): boolean =>
  viewer.orgId === orgId && (agentIds?.has(viewer.agentId) ?? true);
