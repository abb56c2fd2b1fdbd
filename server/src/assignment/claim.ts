import type { EntityManager } from 'typeorm';
import { conversationAudience } from '../events/audience';
import type { NewEvent } from '../events/event-log';
import { ConversationRow } from '../conversations/conversation.entity';
import { newId } from '../lib/ids';
import { execute } from '../lib/sets';

/** One step of the trace: what a rule was asked and answered. */
export interface TraceStep {
  rule: string;
  answer: 'agent' | 'wait' | 'pass' | 'failed';
  why: string;
}

/** Why somebody gets or loses a conversation. */
export interface Move {
  outcome: 'ASSIGNED' | 'CLAIMED' | 'TRANSFERRED' | 'RELEASED' | 'HANDED_OVER';
  why: string;
  /** Who did it by hand. */
  actorId?: string | null;
  rule?: string | null;
  steps?: TraceStep[];
  /** When it was the agent's turn, for the order of turns; now unless given. */
  turn?: number;
}

/** As the one who decides saw it: the claim fails when it is no longer so. */
export interface Seen {
  assigneeId: string | null;
  status: string;
}

/** A rule chose the agent: what it chose them by. */
export interface Automatic {
  /** ONLINE BUSY AWAY OFFLINE. */
  presence: string;
}

/**
 * Moves a conversation to an agent, or back to the queue, by compare-and-set together with the load of both agents; inside an open
 * transaction. The only code that writes `assigneeId` and `held`.
 *
 * @param to the agent, or null for the queue
 * @param automatic refuses when the agent is at capacity, or is not any more as available as the rule saw them; by hand both may be so
 * @returns what to append to the log, or null when somebody else was faster or there was no room: nothing was written then
 */
export const moveConversation = async (
  manager: EntityManager,
  now: number,
  conversation: ConversationRow,
  seen: Seen,
  to: string | null,
  move: Move,
  automatic: Automatic | null,
): Promise<NewEvent[] | null> => {
  const from = seen.assigneeId;
  if (to !== null && to !== from) {
    const room = automatic ? ' and held < capacity and presence = ?' : '';
    const took = await execute(manager, `update agent set held = held + 1 where id = ? and orgId = ? and state = 'ACTIVE'${room}`, [
      to,
      conversation.orgId,
      ...(automatic ? [automatic.presence] : []),
    ]);
    if (took === 0) return null;
  }
  const status = to === null ? 'QUEUED' : 'ACTIVE';
  const set = await execute(
    manager,
    `update conversation set assigneeId = ?, status = ?, assignedAt = ?, waitWhy = null where id = ? and status = ? and ${from === null ? 'assigneeId is null' : 'assigneeId = ?'}`,
    [to, status, to === null ? null : now, conversation.id, seen.status, ...(from === null ? [] : [from])],
  );
  if (set === 0) {
    if (to !== null && to !== from) await manager.query('update agent set held = held - 1 where id = ?', [to]);
    return null;
  }
  if (from !== null && from !== to) await manager.query('update agent set held = held - 1 where id = ? and held > 0', [from]);
  if (to !== null)
    await manager.query('update inbox_agent set lastAssignedAt = ? where inboxId = ? and agentId = ?', [
      move.turn ?? now,
      conversation.inboxId,
      to,
    ]);
  await manager.query(
    'insert into assignment_trace(id, orgId, conversationId, outcome, rule, agentId, actorId, why, steps, tracedAt) values (?,?,?,?,?,?,?,?,?,?)',
    [
      newId('trc', now),
      conversation.orgId,
      conversation.id,
      move.outcome,
      move.rule ?? null,
      to,
      move.actorId ?? null,
      move.why,
      move.steps ? JSON.stringify(move.steps) : null,
      now,
    ],
  );
  const before = { assigneeId: from, queued: from === null };
  const moved: ConversationRow = Object.assign(new ConversationRow(), conversation, {
    assigneeId: to,
    status,
    assignedAt: to === null ? null : now,
    waitWhy: null,
  });
  return [
    {
      orgId: conversation.orgId,
      type: eventOf(move, to),
      nodeId: conversation.id,
      actorId: move.actorId ?? null,
      audience: conversationAudience(moved, before),
      data: { from, to, why: move.why },
      rows: [[ConversationRow, moved]],
    },
  ];
};

/** What the log calls a move. */
const eventOf = ({ outcome }: Move, to: string | null): string => {
  // nobody had it before
  if (outcome === 'HANDED_OVER') return 'conversation.queued';
  if (to === null) return 'conversation.released';
  return outcome === 'TRANSFERRED' ? 'conversation.transferred' : 'conversation.assigned';
};

/** How a conversation ends. */
export interface End {
  /** Who ended it; null: the system. */
  actorId: string | null;
  /** `agent`, `supervisor`, `bot`, `window_ended`, … */
  reason: string;
}

/**
 * Closes a conversation for ever and frees its agent's place; inside an open transaction. The assignee stays on the row: it is
 * theirs in Recent.
 *
 * @returns what to append to the log, or null when it was closed already or has moved meanwhile
 */
export const closeConversation = async (
  manager: EntityManager,
  now: number,
  conversation: ConversationRow,
  end: End,
): Promise<NewEvent[] | null> => {
  const set = await execute(
    manager,
    `update conversation set status = 'CLOSED', openKey = null, closedAt = ?, closedById = ?, closeReason = ?, pendingSince = null, unread = 0 where id = ? and status = ? and ${conversation.assigneeId === null ? 'assigneeId is null' : 'assigneeId = ?'}`,
    [
      now,
      end.actorId,
      end.reason,
      conversation.id,
      conversation.status,
      ...(conversation.assigneeId === null ? [] : [conversation.assigneeId]),
    ],
  );
  if (set === 0) return null;
  if (conversation.assigneeId !== null)
    await manager.query('update agent set held = held - 1 where id = ? and held > 0', [conversation.assigneeId]);
  const closed: ConversationRow = Object.assign(new ConversationRow(), conversation, {
    status: 'CLOSED',
    openKey: null,
    closedAt: now,
    closedById: end.actorId,
    closeReason: end.reason,
    pendingSince: null,
    unread: 0,
  });
  return [
    {
      orgId: conversation.orgId,
      type: 'conversation.closed',
      nodeId: conversation.id,
      actorId: end.actorId,
      audience: conversationAudience(closed, { queued: conversation.assigneeId === null }),
      data: { from: conversation.status, reason: end.reason },
      rows: [[ConversationRow, closed]],
    },
  ];
};
