import type { Candidate, WaitingConversation } from '@parley/plugin';
import { Chance } from '../../chance';

/** What a rule is asked: who waits, and who could take it. */
export interface Picture {
  conversation: WaitingConversation;
  candidates: Candidate[];
}

const NOW = Date.UTC(2026, 0, 5, 9, 0, 0);
const PRESENCES = ['ONLINE', 'ONLINE', 'BUSY', 'AWAY', 'OFFLINE'] as const;
const NAMES = ['Ana Ribeiro', 'Ben Adeyemi', 'Chloé Laurent', 'مها', '', '<b>Bob</b>', 'x'.repeat(190)];

/** An agent who is online and has room. */
export const candidate = (id: string, over: Partial<Candidate> = {}): Candidate => ({
  id,
  name: `Agent ${id}`,
  presence: 'ONLINE',
  load: 0,
  capacity: 5,
  lastAssignedAt: null,
  teamId: 'team_1',
  ...over,
});

/** A conversation that waits. */
export const waiting = (over: Partial<WaitingConversation> = {}): WaitingConversation => ({
  id: 'conv_1',
  inboxId: 'inbox_1',
  contactId: 'cont_1',
  ownerId: null,
  previousAgentIds: [],
  priority: 0,
  waitingSince: NOW - 60_000,
  ...over,
});

const anyCandidate = (chance: Chance, n: number): Candidate => {
  const capacity = chance.one([0, 1, 2, 5, 100]);
  return candidate(`agent_${n}`, {
    name: chance.one(NAMES),
    presence: chance.one(PRESENCES),
    capacity,
    // a capacity that was lowered leaves some above it
    load: chance.upTo(capacity + 1),
    lastAssignedAt: chance.one([null, NOW, NOW - chance.upTo(86_400_000)]),
    teamId: `team_${chance.upTo(2)}`,
  });
};

/** So many pictures of all sorts; the same in every run. */
export const manyPictures = (count: number): Picture[] => {
  const chance = new Chance(19);
  return Array.from({ length: count }, (_, n) => {
    const candidates = Array.from({ length: chance.upTo(8) }, (_unused, at) => anyCandidate(chance, at));
    const ids = [...candidates.map(({ id }) => id), 'agent_gone', null];
    return {
      candidates,
      conversation: waiting({
        id: `conv_${n}`,
        contactId: `cont_${n}`,
        ownerId: chance.one(ids),
        previousAgentIds: ids.filter((id): id is string => id !== null && chance.next() < 0.3),
        priority: chance.one([0, 0, 1, -1, 1000]),
        waitingSince: NOW - chance.upTo(86_400_000),
      }),
    };
  });
};
