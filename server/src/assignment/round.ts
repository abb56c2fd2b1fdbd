import { In, IsNull, type EntityManager } from 'typeorm';
import { ConversationRow } from '../conversations/conversation.entity';
import type { NewEvent } from '../events/event-log';
import type { Kernel } from '../kernel';
import { crashPoint } from '../lib/crash-point';
import type { Dialect } from '../lib/db';
import { newId } from '../lib/ids';
import { execute } from '../lib/sets';
import type { PluginHost } from '../plugin-host/plugin-host';
import { RuleAsker, type Decision } from './ask';
import { moveConversation } from './claim';
import { Candidates, describe, readRules } from './picture';

/** A conversation and what was decided about it. */
interface Decided extends Decision {
  conversation: ConversationRow;
  /** When it was the agent's turn: several in one millisecond still have an order. */
  turn: number;
  /** The agent's, as the rule saw it. */
  presence: string;
}

/** What a round came to. */
export interface Round {
  given: number;
  /** Somebody else was faster, or nobody was there any more. */
  lost: number;
  /** How many the page had, and where it ended. */
  size: number;
  end: ConversationRow | null;
}

/** Deadlocks between servers are retried so often. */
const RETRIES = 3;

/**
 * Asks the rules about conversations that wait, in the order given, and gives them out: everything is read once, every answer counts
 * for the next question, and all claims are one transaction.
 *
 * @param waiting reads the page that is served
 */
export const serve = async (
  kernel: Kernel,
  host: PluginHost,
  orgId: string,
  waiting: () => Promise<readonly ConversationRow[]>,
  pickDeadlineMs: number,
): Promise<Round> => {
  const seen = await waiting();
  if (seen.length === 0) return { given: 0, lost: 0, size: 0, end: null };
  const inboxIds = [...new Set(seen.map((row) => row.inboxId))];
  const candidates = await Candidates.read(kernel.db, orgId, inboxIds);
  // again, behind the agents: whoever waited before an agent became free is seen, and nobody less urgent is served first
  const page = (await waiting()).filter(({ inboxId }) => inboxIds.includes(inboxId));
  const [rules, asked] = [await readRules(kernel.db, inboxIds), await describe(kernel.db, page)];
  const asker = new RuleAsker(host, orgId, pickDeadlineMs);
  const decisions: Decided[] = [];
  for (const conversation of page) {
    const question = asked.get(conversation.id);
    if (!question) continue;
    const decision = await asker.ask(rules.get(conversation.inboxId) ?? [], question, candidates.of(conversation.inboxId));
    const presence = candidates.of(conversation.inboxId).find(({ id }) => id === decision.agentId)?.presence ?? '';
    const turn = decision.agentId === null ? 0 : candidates.give(conversation.inboxId, decision.agentId, kernel.clock.now());
    decisions.push({ ...decision, conversation, turn, presence });
  }
  const news = decisions.filter((one) => one.agentId !== null || line(one.why) !== one.conversation.waitWhy);
  const end = seen[seen.length - 1] ?? null;
  if (news.length === 0) return { given: 0, lost: 0, size: seen.length, end };
  const served = await kernel.db.write(async (manager) => {
    const now = kernel.clock.now();
    const events: NewEvent[] = [];
    let given = 0;
    let lost = 0;
    const fresh = await readAgain(manager, kernel.db.dialect, news);
    for (const stale of news) {
      const conversation = fresh.get(stale.conversation.id);
      if (!conversation) {
        if (stale.agentId !== null) lost++;
        continue;
      }
      const decision = { ...stale, conversation };
      if (decision.agentId === null) {
        await keepWaiting(manager, now, decision);
        continue;
      }
      const moved = await claim(manager, now, decision, decision.agentId);
      if (moved) events.push(...moved);
      if (moved) given++;
      else lost++;
    }
    await kernel.events.append(manager, events);
    if (given > 0) crashPoint('assignment.claimed');
    return { given, lost };
  }, RETRIES);
  if (served.given > 0) crashPoint('assignment.committed');
  return { ...served, size: seen.length, end };
};

/** The conversations as they are now: while the rules were asked, more may have been written in them, and the log tells what we give it. */
const readAgain = async (
  manager: EntityManager,
  dialect: Dialect,
  decisions: readonly Decided[],
): Promise<Map<string, ConversationRow>> => {
  const rows = manager
    .createQueryBuilder(ConversationRow, 'c')
    .where({ id: In(decisions.map((one) => one.conversation.id)), status: 'QUEUED', assigneeId: IsNull() });
  if (dialect === 'mysql') rows.setLock('pessimistic_write');
  return new Map((await rows.getMany()).map((row) => [row.id, row]));
};

const claim = (
  manager: EntityManager,
  now: number,
  { conversation, rule, why, steps, turn, presence }: Decided,
  agentId: string,
): Promise<NewEvent[] | null> =>
  moveConversation(
    manager,
    now,
    conversation,
    { assigneeId: null, status: 'QUEUED' },
    agentId,
    { outcome: 'ASSIGNED', rule, why, steps, turn },
    { presence },
  );

/** As long as the column is. */
const line = (why: string): string => why.slice(0, 255);

/** Notes the new reason why it waits. */
const keepWaiting = async (manager: EntityManager, now: number, { conversation, rule, why, steps }: Decided): Promise<void> => {
  await execute(manager, 'update conversation set waitWhy = ? where id = ?', [line(why), conversation.id]);
  await manager.query(
    'insert into assignment_trace(id, orgId, conversationId, outcome, rule, agentId, actorId, why, steps, tracedAt) values (?,?,?,?,?,?,?,?,?,?)',
    [newId('trc', now), conversation.orgId, conversation.id, 'WAITING', rule, null, null, why, JSON.stringify(steps), now],
  );
};
