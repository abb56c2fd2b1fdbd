import type { Journal } from './journal';
import type { Checks } from './verdict';
import type { World } from './world';

/** What came over the sockets, over all their breaks: nothing missing, nothing twice, in order. */
export const verifyRealtime = async (world: World, journal: Journal, checks: Checks): Promise<void> => {
  const log = await world.query<{ seq: number | string; audience: string | null }>(
    'select seq, audience from event where orgId = ? order by seq',
    [world.orgId],
  );
  const frames = journal.seen.reduce((sum, seen) => sum + seen.ids.length, 0);
  const order = checks.begin('I9 no socket saw an event twice or out of order', frames);
  const missing = checks.begin('I9 no socket missed an event that was for it', frames);
  const agents = new Map(world.agents.map(({ id, username }) => [username, id]));
  for (const { who, ids } of journal.seen) {
    ids.forEach((id, i) => i > 0 && id <= (ids[i - 1] ?? 0) && order(`${who} saw ${id} after ${ids[i - 1]}`));
    const had = new Set(ids);
    const self = agents.get(who);
    for (const { seq, audience } of log) {
      const told = JSON.parse(audience ?? '{}') as { all?: boolean; agents?: string[]; conversation?: boolean };
      // an agent's: what names them or everybody; whoever watches has the right to see all conversations
      const isFor = told.all === true || (self ? (told.agents?.includes(self) ?? false) : told.conversation === true);
      if (isFor && !had.has(Number(seq))) missing(`${who} missed entry ${seq}`);
    }
  }
};
