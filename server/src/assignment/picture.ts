import type { Candidate, WaitingConversation } from '@parley/plugin';
import { In, IsNull } from 'typeorm';
import { ConversationRow } from '../conversations/conversation.entity';
import { InboxRuleRow } from '../inboxes/inbox-rule.entity';
import type { Db } from '../lib/db';
import { Sets } from '../lib/sets';

/** Where a page of the queue ended. */
export type Place = Pick<ConversationRow, 'priority' | 'queuedAt' | 'id'>;

/**
 * The next conversations that wait: the highest priority first, then those that wait longest. Read one priority at a time: no index has both
 * orders, and to sort the whole queue for each page costs more than all the rest of routing.
 */
export const waitingPage = async (db: Db, orgId: string, after: Place | null, size: number): Promise<ConversationRow[]> => {
  const waiting = () => db.read.createQueryBuilder(ConversationRow, 'c').where({ orgId, status: 'QUEUED', assigneeId: IsNull() });
  const highest = async (below: number | null): Promise<number | null> => {
    const query = waiting().select('max(c.priority)', 'priority');
    if (below !== null) query.andWhere('c.priority < :below', { below });
    const found = (await query.getRawOne<{ priority: number | string | null }>())?.priority ?? null;
    return found === null ? null : Number(found);
  };
  const rows: ConversationRow[] = [];
  for (let priority = after?.priority ?? (await highest(null)); priority !== null; priority = await highest(priority)) {
    const page = waiting().andWhere('c.priority = :priority', { priority });
    if (after?.priority === priority)
      page.andWhere('c.queuedAt >= :queuedAt and (c.queuedAt > :queuedAt or c.id > :id)', { queuedAt: after.queuedAt, id: after.id });
    rows.push(
      ...(await page
        .orderBy('c.queuedAt', 'ASC')
        .addOrderBy('c.id', 'ASC')
        .limit(size - rows.length)
        .getMany()),
    );
    if (rows.length === size) break;
  }
  return rows;
};

interface CandidateRow {
  inboxId: string;
  id: string;
  name: string;
  presence: Candidate['presence'];
  held: number | string;
  capacity: number | string;
  teamId: string;
  lastAssignedAt: number | string | null;
}

/** The agents of one inbox. */
interface Roster {
  candidates: Candidate[];
  /** What a rule is shown; null: somebody has been given something since. */
  shown: readonly Candidate[] | null;
  /** Agent → place among the candidates. */
  at: Map<string, number>;
  /** The latest turn of any of them. */
  turn: number;
}

const NOBODY: readonly Candidate[] = Object.freeze([]);

/** The active agents of inboxes and what they hold, kept up while a round gives conversations out. What rules see is frozen. */
export class Candidates {
  private readonly byInbox = new Map<string, Roster>();

  private constructor(rows: readonly CandidateRow[]) {
    for (const row of rows) {
      let roster = this.byInbox.get(row.inboxId);
      if (!roster) this.byInbox.set(row.inboxId, (roster = { candidates: [], shown: null, at: new Map(), turn: -1 }));
      const lastAssignedAt = row.lastAssignedAt === null ? null : Number(row.lastAssignedAt);
      const { id, name, presence, teamId } = row;
      roster.at.set(id, roster.candidates.length);
      roster.turn = Math.max(roster.turn, lastAssignedAt ?? -1);
      const candidate = { id, name, presence, load: Number(row.held), capacity: Number(row.capacity), lastAssignedAt, teamId };
      roster.candidates.push(Object.freeze(candidate));
    }
  }

  static async read(db: Db, orgId: string, inboxIds: readonly string[]): Promise<Candidates> {
    const sets = new Sets(db.read, db.dialect);
    const sql = `select ia.inboxId as inboxId, a.id as id, a.name as name, a.presence as presence, a.held as held, a.capacity as capacity, a.teamId as teamId,
      ia.lastAssignedAt as lastAssignedAt, a.orgId as orgId from inbox_agent ia join agent a on a.id = ia.agentId and a.state = 'ACTIVE' where ia.inboxId`;
    const rows = await sets.selectIn<CandidateRow & { orgId: string }>(sql, [...inboxIds].sort());
    return new Candidates(rows.filter((row) => row.orgId === orgId).sort((a, b) => (a.id < b.id ? -1 : 1)));
  }

  of(inboxId: string): readonly Candidate[] {
    const roster = this.byInbox.get(inboxId);
    return roster ? (roster.shown ??= Object.freeze([...roster.candidates])) : NOBODY;
  }

  /**
   * Notes that an agent gets a conversation.
   *
   * @returns when, as the order of turns knows it: later than every other of the inbox, also within one millisecond
   */
  give(inboxId: string, agentId: string, now: number): number {
    const turn = Math.max(now, (this.byInbox.get(inboxId)?.turn ?? -1) + 1);
    for (const [id, roster] of this.byInbox) {
      const at = roster.at.get(agentId);
      const before = at === undefined ? undefined : roster.candidates[at];
      if (at === undefined || !before) continue;
      const lastAssignedAt = id === inboxId ? turn : before.lastAssignedAt;
      roster.candidates[at] = Object.freeze({ ...before, load: before.load + 1, lastAssignedAt });
      roster.shown = null;
      if (id === inboxId) roster.turn = turn;
    }
    return turn;
  }
}

/** The rules of inboxes, in the order in which they are asked. */
export const readRules = async (db: Db, inboxIds: readonly string[]): Promise<Map<string, InboxRuleRow[]>> => {
  const rules = new Map<string, InboxRuleRow[]>();
  for (const row of await db.read.find(InboxRuleRow, {
    where: { inboxId: In([...inboxIds]) },
    order: { inboxId: 'ASC', position: 'ASC' },
  })) {
    rules.set(row.inboxId, [...(rules.get(row.inboxId) ?? []), row]);
  }
  return rules;
};

/** What rules are told of conversations: with the owner and the agents before, one query each for all of them. */
export const describe = async (db: Db, rows: readonly ConversationRow[]): Promise<Map<string, WaitingConversation>> => {
  const sets = new Sets(db.read, db.dialect);
  const contactIds = [...new Set(rows.map((row) => row.contactId))].sort();
  const owners = new Map(
    (await sets.selectIn<{ id: string; ownerId: string | null }>('select id, ownerId from contact where id', contactIds)).map((row) => [
      row.id,
      row.ownerId,
    ]),
  );
  const before = await sets.selectIn<{ contactId: string; orgId: string; assigneeId: string; lastAt: number | string }>(
    'select contactId, orgId, assigneeId, max(openedAt) as lastAt from conversation where assigneeId is not null and contactId',
    contactIds,
    ' group by contactId, orgId, assigneeId',
  );
  before.sort((a, b) => Number(b.lastAt) - Number(a.lastAt));
  const agents = new Map<string, string[]>();
  for (const { contactId, orgId, assigneeId } of before)
    agents.set(`${orgId} ${contactId}`, [...(agents.get(`${orgId} ${contactId}`) ?? []), assigneeId]);
  return new Map(
    rows.map((row) => [
      row.id,
      Object.freeze({
        id: row.id,
        inboxId: row.inboxId,
        contactId: row.contactId,
        ownerId: owners.get(row.contactId) ?? null,
        previousAgentIds: agents.get(`${row.orgId} ${row.contactId}`) ?? [],
        priority: row.priority,
        waitingSince: row.queuedAt,
      }),
    ]),
  );
};
