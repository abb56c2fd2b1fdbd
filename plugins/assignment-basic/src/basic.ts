import { defineAssignmentRule, type Candidate } from '@parley/plugin';
import { settings, type BasicSettings } from './settings';
import { atCapacity, inTurn } from './words';

/** Longest without a new conversation first; who never had one comes before everybody; equals by id. */
const byTurn = (a: Candidate, b: Candidate): number => (a.lastAssignedAt ?? -1) - (b.lastAssignedAt ?? -1) || (a.id < b.id ? -1 : 1);

/** In sequence: whoever waited longest for a conversation of this inbox, among those who may take one and have room. */
export const basic = defineAssignmentRule<BasicSettings>({
  id: 'basic',
  label: 'Basic assignment',
  settings,
  pick: (_, { candidates, settings: { mode } }) => {
    if (mode === 'none') return { wait: true, why: 'This inbox does not assign automatically' };
    if (candidates.length === 0) return { wait: true, why: 'No agent was added to this inbox' };
    const asked = mode === 'all' ? [...candidates] : candidates.filter((one) => one.presence === 'ONLINE');
    if (asked.length === 0) return { wait: true, why: 'Nobody is online in this inbox' };
    const next = asked.filter((one) => one.load < one.capacity).sort(byTurn);
    const [first] = next;
    return first ? { agent: first.id, why: inTurn(mode, asked.length, next.length) } : { wait: true, why: atCapacity(mode, asked) };
  },
});
