import { createHash } from 'node:crypto';
import { waIdOf } from '../load/requests.ts';
import type { Sql, Value } from './database.ts';
import type { Organization } from './organization.ts';

type Cells = Record<string, Value>;
const DAY = 86_400_000;
/** An id that sorts by its number, as those of the server do by time; long before any that it makes. */
const id = (prefix: string, n: number, what = ''): string => `${prefix}_00${what}${n.toString(36).padStart(24 - what.length, '0')}`;

/** People who are signed in to the workbench. */
export interface Staff {
  agentIds: string[];
  /** Bearer tokens, in the same order. */
  tokens: string[];
}

/** Who is added. */
export interface StaffPlan {
  count: number;
  /**
   * `service`: agents of the inbox, signed in to the workbench, told of their own conversations and the queue. `supervisor`: watchers, signed
   * in to the console and in no inbox, told of everything.
   */
  role: 'service' | 'supervisor';
  /** Of each; big where the bench must not run into it. */
  capacity: number;
  /** The number of the first, where several organizations have staff. */
  first?: number;
}

/** Adds agents with a session each, all in one team. */
export const addStaff = async (sql: Sql, org: Organization, { count, role, capacity, first = 0 }: StaffPlan): Promise<Staff> => {
  const now = Date.now();
  const { orgId, inboxId } = org;
  const teamId = id('team', first, role);
  const numbers = Array.from({ length: count }, (_, i) => i);
  const agentIds = numbers.map((i) => id('agent', first + i, role));
  const tokens = numbers.map((i) => `bench-token-${role}-${first + i}`);
  await sql.insert('team', [{ id: teamId, orgId, name: role, roleId: org.roles[role] ?? '', createdAt: now }]);
  await sql.insert(
    'agent',
    numbers.map((i): Cells => ({
      id: agentIds[i] as string,
      orgId,
      name: `Agent ${i}`,
      username: `${role}${i}`,
      state: 'ACTIVE',
      teamId,
      capacity,
      held: 0,
      hidePhone: 0,
      createdAt: now,
      presence: 'OFFLINE',
      presenceSource: 'system',
      presenceSince: now,
      presenceChoice: 'ONLINE',
    })),
  );
  if (role === 'service')
    await sql.insert(
      'inbox_agent',
      agentIds.map((agentId): Cells => ({ inboxId, agentId, lastAssignedAt: null })),
    );
  await sql.insert(
    'session',
    numbers.map((i): Cells => ({
      id: id('sess', first + i, role),
      orgId,
      agentId: agentIds[i] as string,
      tokenHash: createHash('sha256')
        .update(tokens[i] as string)
        .digest('hex'),
      app: role === 'service' ? 'workbench' : 'admin',
      createdAt: now,
      lastSeenAt: now,
    })),
  );
  return { agentIds, tokens };
};

/**
 * Adds customers who have an open conversation without a message yet: with an agent each, in turn, or in the queue.
 *
 * @param agentIds who has them; none: they wait
 */
export const addOpenConversations = async (sql: Sql, org: Organization, count: number, agentIds: readonly string[]): Promise<void> => {
  const now = Date.now();
  const { orgId, inboxId } = org;
  const numbers = Array.from({ length: count }, (_, i) => i);
  const contactId = (i: number): string => id('cont', i);
  await sql.insert(
    'contact',
    numbers.map((i): Cells => ({
      id: contactId(i),
      orgId,
      name: `Contact ${i}`,
      phone: waIdOf(i),
      searchText: `contact ${i} ${waIdOf(i)}`,
      createdAt: now,
      updatedAt: now,
    })),
  );
  await sql.insert(
    'contact_identity',
    numbers.flatMap((i): Cells[] => [
      { id: id('iden', 2 * i), orgId, contactId: contactId(i), kind: 'wa_id', value: waIdOf(i), createdAt: now },
      { id: id('iden', 2 * i + 1), orgId, contactId: contactId(i), kind: 'bsuid', value: `DE.${waIdOf(i)}0017`, createdAt: now },
    ]),
  );
  await sql.insert(
    'contact_inbox',
    numbers.map((i): Cells => ({
      contactId: contactId(i),
      inboxId,
      windowUntil: now + DAY,
      replyKind: 'wa_id',
      replyValue: waIdOf(i),
      lastConversationId: id('conv', i),
    })),
  );
  await sql.insert(
    'conversation',
    numbers.map((i): Cells => {
      const agentId = agentIds[i % agentIds.length] ?? null;
      return {
        id: id('conv', i),
        orgId,
        inboxId,
        contactId: contactId(i),
        openKey: `${inboxId}:${contactId(i)}`,
        status: agentId ? 'ACTIVE' : 'QUEUED',
        assigneeId: agentId,
        priority: 0,
        openedAt: now - count + i,
        queuedAt: now - count + i,
        assignedAt: agentId ? now : null,
        lastActivityAt: now - count + i,
        unread: 0,
        windowUntil: now + DAY,
        messageSeq: 0,
      };
    }),
  );
  for (const [index, agentId] of agentIds.entries()) {
    const held = Math.floor(count / agentIds.length) + (index < count % agentIds.length ? 1 : 0);
    await sql.run('update agent set held = ? where id = ?', [held, agentId]);
  }
};
