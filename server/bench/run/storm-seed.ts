import { addStaff } from './seed.ts';
import type { Sql, Value } from './database.ts';
import type { Organization } from './organization.ts';

type Cells = Record<string, Value>;

/** One screen that comes back. */
export interface Screen {
  orgId: string;
  token: string;
  /** The last event that it has. */
  after: number;
  /** The last one that it missed. */
  last: number;
}

/** Who comes back, and to what. */
export interface StormPlan {
  sockets: number;
  organizations: number;
  /** Events of each organization while nobody was there. */
  missed: number;
  /** Did their server die a moment ago, or have they been away for long and count as Offline? */
  away: 'restart' | 'long';
}

/** Adds organizations like the first one, whose staff shares nothing with it. @returns all of them */
const addOrganizations = async (sql: Sql, first: Organization, count: number): Promise<Organization[]> => {
  const [organization] = await sql.all<Cells>('select * from organization');
  const [inbox] = await sql.all<Cells>('select * from inbox');
  const roles = await sql.all<Cells>('select * from role');
  const all = [first];
  for (let n = 1; n < count; n++) {
    const own = (id: string): string => `${id.slice(0, -3)}${String(n).padStart(3, '0')}`;
    const orgId = own(first.orgId);
    await sql.insert('organization', [{ ...organization, id: orgId, account: String(500_000 + n) }]);
    await sql.insert('event_counter', [{ orgId, seq: 0 }]);
    await sql.insert('inbox', [{ ...inbox, id: own(first.inboxId), orgId, address: `${inbox?.address}-${n}` }]);
    // roles were made in one moment: their ends may be all that tells them apart
    const mine = Object.keys(first.roles).map((key, at): [string, string] => [key, `role_bench${n}of${at}`]);
    await sql.insert(
      'role',
      mine.map(([key, id]): Cells => ({ ...roles.find(({ roleKey }) => roleKey === key), id, orgId })),
    );
    all.push({ orgId, inboxId: own(first.inboxId), connectionId: first.connectionId, roles: Object.fromEntries(mine) });
  }
  return all;
};

/** Fills a database as it is when a crowd comes back: agents with a session each, the events that they missed, what their server left. */
export const seedStorm = async (sql: Sql, first: Organization, { sockets, organizations, missed, away }: StormPlan): Promise<Screen[]> => {
  const now = Date.now();
  const screens: Screen[] = [];
  const [node] = await sql.all<Cells>('select * from server_node limit 1');
  await sql.run('delete from server_node');
  if (away === 'restart') await sql.insert('server_node', [{ ...node, id: 'gone', state: 'ALIVE', beatAt: now }]);
  for (const [n, org] of (await addOrganizations(sql, first, organizations)).entries()) {
    const begin = Math.floor((n * sockets) / organizations);
    const count = Math.floor(((n + 1) * sockets) / organizations) - begin;
    const { agentIds, tokens } = await addStaff(sql, org, { count, role: 'service', capacity: 10, first: begin });
    const { orgId } = org;
    const [counter] = await sql.all<{ seq: number | string }>('select seq from event_counter where orgId = ?', [orgId]);
    const after = Number(counter?.seq ?? 0);
    const events = Array.from({ length: missed }, (_, i): Cells => {
      const nodeId = agentIds[i % count] as string;
      return { orgId, seq: after + 1 + i, type: 'thing.happened', nodeId, occurredAt: now, audience: '{"all":true}' };
    });
    await sql.insert('event', events);
    await sql.run('update event_counter set seq = ? where orgId = ?', [after + missed, orgId]);
    screens.push(...tokens.map((token) => ({ orgId, token, after, last: after + missed })));
    if (away !== 'restart') continue;
    await sql.run("update agent set presence = 'ONLINE', presenceSource = 'connection' where orgId = ? and username like 'service%'", [
      orgId,
    ]);
    const sessions = await sql.all<Cells>("select id, agentId from session where orgId = ? and app = 'workbench'", [orgId]);
    await sql.insert(
      'agent_socket',
      sessions.map(({ id, agentId }): Cells => ({
        id: `left ${agentId}`,
        nodeId: 'gone',
        orgId,
        agentId: agentId as Value,
        sessionId: id as Value,
        openedAt: now,
      })),
    );
  }
  return screens;
};
