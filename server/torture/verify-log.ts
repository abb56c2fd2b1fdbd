import type { Checks } from './verdict';
import type { World } from './world';

interface LogRecord {
  seq: number | string;
  type: string;
  nodeId: string;
  actorId: string | null;
  data: string | null;
}

/** Plays the log from its beginning, and holds what it says against the rules and against the tables. */
export const replayLog = async (world: World, checks: Checks): Promise<void> => {
  const log = await world.query<LogRecord>('select seq, type, nodeId, actorId, data from event where orgId = ? order by seq', [
    world.orgId,
  ]);
  const [counter] = await world.query<{ seq: number | string }>('select seq from event_counter where orgId = ?', [world.orgId]);
  const dense = checks.begin('I9 the log has no gap', log.length);
  log.forEach((entry, i) => Number(entry.seq) === i + 1 || dense(`entry ${i + 1} has the number ${entry.seq}`));
  if (Number(counter?.seq) !== log.length) dense(`the counter says ${counter?.seq}, there are ${log.length} entries`);

  const capacity = new Map(
    (await world.query<{ id: string; capacity: number | string }>('select id, capacity from agent')).map((row) => [
      row.id,
      Number(row.capacity),
    ]),
  );
  const chain = checks.begin(
    'I4 the history of assignments is a chain',
    log.filter((entry) => entry.type.startsWith('conversation.')).length,
  );
  const full = checks.begin(
    'I5 nobody is given more than they may hold',
    log.filter((entry) => entry.type === 'conversation.assigned').length,
  );
  const routable = checks.begin(
    'I6 only who is online is given anything',
    log.filter((entry) => entry.type === 'conversation.assigned').length,
  );
  const timers = checks.begin(
    'I11 what was released was held, and is released once',
    log.filter((entry) => entry.type === 'conversation.released').length,
  );
  const assignee = new Map<string, string | null>();
  const closed = new Set<string>();
  const load = new Map<string, number>();
  const presence = new Map<string, string>();
  const add = (agentId: string | null | undefined, by: number) => void (agentId && load.set(agentId, (load.get(agentId) ?? 0) + by));

  for (const { seq, type, nodeId, actorId, data } of log) {
    const said = (data ? JSON.parse(data) : {}) as { from?: string | null; to?: string | null };
    if (type === 'presence.changed') presence.set(nodeId, said.to ?? '');
    if (type === 'conversation.opened') {
      if (assignee.has(nodeId)) chain(`${nodeId} was opened twice (entry ${seq})`);
      assignee.set(nodeId, null);
    }
    if (type === 'conversation.assigned' || type === 'conversation.transferred' || type === 'conversation.released') {
      const before = assignee.get(nodeId);
      if (before !== (said.from ?? null)) chain(`${nodeId}: entry ${seq} takes it from ${said.from}, it was with ${before}`);
      if (closed.has(nodeId)) chain(`${nodeId}: entry ${seq} moves it after its end`);
      if (type === 'conversation.released' && before === null) timers(`${nodeId}: entry ${seq} releases what nobody had`);
      add(before, -1);
      add(said.to, 1);
      assignee.set(nodeId, said.to ?? null);
    }
    if (type === 'conversation.assigned' && actorId === null && said.to) {
      if ((load.get(said.to) ?? 0) > (capacity.get(said.to) ?? 0))
        full(`entry ${seq} gives ${said.to} number ${load.get(said.to)} of ${capacity.get(said.to)}`);
      if (presence.get(said.to) !== 'ONLINE')
        routable(`entry ${seq} gives ${nodeId} to ${said.to}, who is ${presence.get(said.to) ?? 'nowhere'}`);
    }
    if (type === 'conversation.closed') {
      if (closed.has(nodeId)) chain(`${nodeId} was closed twice (entry ${seq})`);
      closed.add(nodeId);
      add(assignee.get(nodeId), -1);
    }
  }

  const rows = await world.query<{ id: string; status: string; assigneeId: string | null }>(
    'select id, status, assigneeId from conversation',
  );
  const audit = checks.begin('I12 the log tells of everything that the tables say', rows.length);
  for (const row of rows) {
    if (!assignee.has(row.id)) audit(`${row.id} was never opened`);
    else if ((assignee.get(row.id) ?? null) !== row.assigneeId)
      audit(`${row.id} is with ${row.assigneeId}, the log says ${assignee.get(row.id)}`);
    if ((row.status === 'CLOSED') !== closed.has(row.id))
      audit(`${row.id} is ${row.status}, the log says ${closed.has(row.id) ? 'closed' : 'open'}`);
  }
  const agents = await world.query<{ id: string; presence: string }>('select id, presence from agent');
  for (const row of agents)
    if (presence.has(row.id) && presence.get(row.id) !== row.presence)
      audit(`${row.id} is ${row.presence}, the log says ${presence.get(row.id)}`);
  const messages = await world.query<{ id: string; type: string | null; n: number | string }>(
    "select m.id, count(e.seq) as n from message m left join event e on e.nodeId = m.id and e.type in ('message.received','message.created') where m.seq > 0 and m.kind <> 'reaction' group by m.id",
  );
  for (const row of messages) if (Number(row.n) !== 1) audit(`${row.id} came into the log ${row.n} times`);
};
