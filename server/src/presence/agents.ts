import { In, type EntityManager } from 'typeorm';
import type { NewEvent } from '../events/event-log';
import type { Dialect } from '../lib/db';
import { AgentRow } from '../people/agent.entity';
import { AgentSocketRow } from './agent-socket.entity';

/** The columns that presence writes. */
const COLUMNS = ['presence', 'presenceSource', 'presenceChoice', 'presenceSince', 'disconnectedAt'] as const;

/** What becomes of an agent's presence; nothing of it: all stays as it is. */
export type Change = (agent: AgentRow, connected: boolean) => Partial<Pick<AgentRow, (typeof COLUMNS)[number]>>;

/** Reads agents for changing, in the order of their ids: on MySQL the rows are locked, SQLite writes one transaction at a time. */
export const lockAgents = (manager: EntityManager, dialect: Dialect, ids: readonly string[]): Promise<AgentRow[]> =>
  manager.find(AgentRow, {
    where: { id: In([...new Set(ids)].sort()) },
    order: { id: 'ASC' },
    ...(dialect === 'mysql' ? { lock: { mode: 'pessimistic_write' as const } } : {}),
  });

/** Those of some agents who have a workbench connected, to whatever server. */
export const connectedOf = async (manager: EntityManager, agentIds: readonly string[]): Promise<Set<string>> => {
  const rows = await manager.find(AgentSocketRow, { select: { agentId: true }, where: { agentId: In([...agentIds]) } });
  return new Set(rows.map(({ agentId }) => agentId));
};

/**
 * Changes the presence of agents who are locked: one statement for all who become alike.
 *
 * @returns the agents as they are now, and what to append to the log
 */
export const patchAgents = async (
  manager: EntityManager,
  now: number,
  agents: readonly AgentRow[],
  to: Change,
): Promise<{ agents: AgentRow[]; events: NewEvent[] }> => {
  const connected = await connectedOf(manager, idsOf(agents));
  const alike = new Map<string, AgentRow[]>();
  const events: NewEvent[] = [];
  const next = agents.map((agent) => {
    const patch = to(agent, connected.has(agent.id));
    if (Object.keys(patch).length === 0) return agent;
    const changed = Object.assign(new AgentRow(), agent, patch);
    if (changed.presence !== agent.presence) changed.presenceSince = now;
    const key = JSON.stringify(COLUMNS.map((column) => changed[column]));
    const group = alike.get(key);
    if (group) group.push(changed);
    else alike.set(key, [changed]);
    if (changed.presence !== agent.presence || changed.presenceSource !== agent.presenceSource) events.push(changedEvent(agent, changed));
    return changed;
  });
  for (const group of alike.values()) {
    const [first] = group as [AgentRow];
    await manager.update(AgentRow, { id: In(idsOf(group)) }, Object.fromEntries(COLUMNS.map((column) => [column, first[column]])));
  }
  return { agents: next, events };
};

const changedEvent = (before: AgentRow, now: AgentRow): NewEvent => ({
  orgId: now.orgId,
  type: 'presence.changed',
  nodeId: now.id,
  actorId: now.id,
  audience: { all: true },
  data: { from: before.presence, to: now.presence, source: now.presenceSource },
  rows: [[AgentRow, now]],
});

/** The ids of rows. */
export const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
