import type { AssignmentRule, Candidate, Choice, PluginContext } from '@parley/plugin';
import fc from 'fast-check';
import plugin, { settings, type BasicSettings } from '../src';

const rule = plugin.assignment?.[0] as unknown as AssignmentRule<BasicSettings>;
const conversation = {
  id: 'conv_1',
  inboxId: 'inbox_1',
  contactId: 'cont_1',
  ownerId: null,
  previousAgentIds: [],
  priority: 0,
  waitingSince: 0,
};
// the rule is pure: it needs nothing of its context
const pick = (candidates: readonly Candidate[], mode: BasicSettings['mode'] = 'online') =>
  rule.pick({} as PluginContext, { conversation, candidates, settings: { mode } }) as Choice;
const agent = (name: string, over: Partial<Candidate> = {}): Candidate => ({
  id: `agent_${name.toLowerCase()}`,
  name,
  presence: 'ONLINE',
  load: 0,
  capacity: 5,
  lastAssignedAt: null,
  teamId: 'team_1',
  ...over,
});

const candidates = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[a-z]{1,4}$/),
    name: fc.constant('Somebody'),
    presence: fc.constantFrom('ONLINE', 'BUSY', 'AWAY', 'OFFLINE') as fc.Arbitrary<Candidate['presence']>,
    load: fc.nat(6),
    capacity: fc.nat(6),
    lastAssignedAt: fc.option(fc.nat(1000), { nil: null }),
    teamId: fc.constant('team_1'),
  }),
  { selector: (one) => one.id, maxLength: 12 },
);

describe('basic assignment', () => {
  it('assigns to those online unless told otherwise', () => expect(settings.parse({})).toEqual({ mode: 'online' }));

  it('R110 takes the online agents in sequence', () => {
    const list = [
      agent('Ana', { lastAssignedAt: 30 }),
      agent('Ben', { lastAssignedAt: 10 }),
      agent('Chloe', { lastAssignedAt: 20, presence: 'BUSY' }),
    ];
    expect(pick(list)).toEqual({ agent: 'agent_ben', why: 'Next in turn among 2 online' });
    expect(pick([...list, agent('Dia')])).toEqual({ agent: 'agent_dia', why: 'Next in turn among 3 online' });
    expect(pick([agent('Ana')])).toEqual({ agent: 'agent_ana', why: 'The only one online in this inbox' });
  });

  it('R111 takes all agents in sequence in the mode that says so, online or not', () => {
    expect(pick([agent('Ana', { lastAssignedAt: 2 }), agent('Ben', { lastAssignedAt: 1, presence: 'OFFLINE' })], 'all')).toEqual({
      agent: 'agent_ben',
      why: 'Next in turn among 2 agents',
    });
  });

  it('R112 assigns nothing in the mode that says so', () => {
    expect(pick([agent('Ana')], 'none')).toEqual({ wait: true, why: 'This inbox does not assign automatically' });
  });

  it('R121 says why nobody gets it', () => {
    expect(pick([])).toEqual({ wait: true, why: 'No agent was added to this inbox' });
    expect(pick([agent('Ana', { presence: 'AWAY' })])).toEqual({ wait: true, why: 'Nobody is online in this inbox' });
    expect(pick([agent('Ana', { load: 5 }), agent('Ben', { load: 6 })])).toEqual({
      wait: true,
      why: 'Everybody online is at capacity: Ana 5 of 5, Ben 6 of 5',
    });
    expect(pick([agent('Ana', { capacity: 0, presence: 'AWAY' })], 'all')).toEqual({
      wait: true,
      why: 'Everybody is at capacity: Ana 0 of 0',
    });
    expect(pick('abcdefg'.split('').map((name) => agent(name, { load: 5 })))).toMatchObject({
      why: expect.stringMatching(/e 5 of 5 and 2 more$/),
    });
  });

  it('C27 skips who is at capacity, and says how many were left', () => {
    expect(pick([agent('Ana', { load: 5 }), agent('Ben', { lastAssignedAt: 9 })])).toEqual({
      agent: 'agent_ben',
      why: 'Next in turn among 2 online, 1 of them with room',
    });
  });

  it('R036 never names somebody who is not online, nor one without room, and answers the same twice', () =>
    fc.assert(
      fc.property(candidates, fc.constantFrom('online', 'all', 'none') as fc.Arbitrary<BasicSettings['mode']>, (list, mode) => {
        const answer = pick(list, mode);
        expect(pick([...list].reverse(), mode)).toMatchObject('agent' in answer ? { agent: answer.agent } : { wait: true });
        expect(answer.why).toMatch(/\w/);
        const room = list.filter((one) => one.load < one.capacity && (mode === 'all' || one.presence === 'ONLINE'));
        if (mode === 'none' || room.length === 0) return expect(answer).toMatchObject({ wait: true });
        expect(room.map((one) => one.id)).toContain((answer as { agent: string }).agent);
      }),
    ));

  it('P09 R120 spreads evenly over those online, and never above capacity', () =>
    fc.assert(
      fc.property(candidates, fc.nat(60), (start, count) => {
        let list: Candidate[] = start.map((one) => ({ ...one, load: 0 }));
        const given = new Map<string, number>();
        for (let i = 0; i < count; i++) {
          const answer = pick(list);
          if (!('agent' in answer)) break;
          given.set(answer.agent, (given.get(answer.agent) ?? 0) + 1);
          list = list.map((one) => (one.id === answer.agent ? { ...one, load: one.load + 1, lastAssignedAt: 2000 + i } : one));
        }
        for (const one of list) {
          expect(one.load).toBeLessThanOrEqual(one.capacity);
          if (one.presence !== 'ONLINE') expect(one.load).toBe(0);
        }
        // two who both have room left never differ by more than one
        const open = list.filter((one) => one.presence === 'ONLINE' && one.load < one.capacity).map((one) => given.get(one.id) ?? 0);
        if (open.length > 0) expect(Math.max(...open) - Math.min(...open)).toBeLessThanOrEqual(1);
      }),
    ));
});
