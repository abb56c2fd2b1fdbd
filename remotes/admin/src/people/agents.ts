import type { AgentLineFragment } from '../gql/generated';

/** An agent as the list shows it. */
export type Agent = AgentLineFragment;
/** All, or by the state of the account. */
export type StateFilter = 'ALL' | 'ACTIVE' | 'INACTIVE';
/** By what the list can be sorted. */
export type SortKey = 'name' | 'load' | 'createdAt';
/** The order of the list. */
export interface Sort {
  key: SortKey;
  down: boolean;
}

/** Only who may use the workbench gets conversations. */
export const isRouted = (agent: { role: Pick<Agent['role'], 'permissions'> }): boolean => agent.role.permissions.includes('workbench.use');

const digits = (text: string) => text.replace(/\D/g, '');

/** Does an agent answer to what was typed: a part of the name, the username, the email, or digits of the number? */
export function answersTo(agent: Agent, typed: string): boolean {
  const wanted = typed.trim().toLocaleLowerCase();
  if (wanted === '') return true;
  const number = digits(wanted);
  if (number.length >= 3 && digits(agent.phone ?? '').includes(number)) return true;
  return [agent.name, agent.username, agent.email].some((text) => text?.toLocaleLowerCase().includes(wanted));
}

/** The agents to show, in order. */
export function chosen(agents: readonly Agent[], wanted: { typed: string; state: StateFilter; teamId: string; sort: Sort }): Agent[] {
  const { key, down } = wanted.sort;
  const compare = (a: Agent, b: Agent) =>
    (key === 'load' ? a.load - b.load : key === 'createdAt' ? a.createdAt.localeCompare(b.createdAt) : 0) || a.name.localeCompare(b.name);
  return agents
    .filter(
      (agent) =>
        (wanted.state === 'ALL' || agent.state === wanted.state) &&
        (wanted.teamId === '' || agent.team.id === wanted.teamId) &&
        answersTo(agent, wanted.typed),
    )
    .sort((a, b) => (down ? compare(b, a) : compare(a, b)));
}

/** How busy everybody is: who is online, and how many conversations of how many they could hold. */
export function houseLoad(agents: readonly Agent[]): { online: number; load: number; capacity: number } {
  const working = agents.filter((agent) => agent.state === 'ACTIVE' && isRouted(agent));
  return {
    online: working.filter((agent) => agent.presence.status === 'ONLINE').length,
    load: working.reduce((sum, agent) => sum + agent.load, 0),
    capacity: working.reduce((sum, agent) => sum + agent.capacity, 0),
  };
}
