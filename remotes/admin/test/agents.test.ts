import { answersTo, chosen, houseLoad, type Agent } from '../src/people/agents';

const agent = (id: string, part: Partial<Agent> = {}): Agent => ({
  id,
  name: id,
  username: id.toLowerCase(),
  email: `${id.toLowerCase()}@halden.example`,
  phone: null,
  state: 'ACTIVE',
  capacity: 5,
  load: 0,
  hidePhone: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  presence: { status: 'ONLINE', source: 'choice', since: '2026-01-01T00:00:00.000Z', connected: true },
  team: { id: 'support', name: 'Support', role: { id: 'service', name: 'Service' } },
  role: { id: 'service', name: 'Service', permissions: ['workbench.use'] },
  ...part,
});

const ana = agent('Ana', { load: 4, phone: '+351912555014' });
const ben = agent('Ben', { load: 5, state: 'INACTIVE' });
const chloe = agent('Chloé', {
  load: 2,
  createdAt: '2026-02-01T00:00:00.000Z',
  team: { id: 'sales', name: 'Sales', role: { id: 'sales', name: 'Sales' } },
});
const omar = agent('Omar', { role: { id: 'manager', name: 'Inbox manager', permissions: ['console.use'] } });
const all = [omar, chloe, ben, ana];
const names = (wanted: Partial<Parameters<typeof chosen>[1]>) =>
  chosen(all, { typed: '', state: 'ALL', teamId: '', sort: { key: 'name', down: false }, ...wanted }).map(({ name }) => name);

describe('the list of agents', () => {
  it('R240 finds an agent by name, email and phone number however it is written', () => {
    expect(names({ typed: 'an' })).toEqual(['Ana']);
    expect(names({ typed: 'BEN@HALDEN' })).toEqual(['Ben']);
    expect(names({ typed: '912 555' })).toEqual(['Ana']);
    expect(answersTo(ana, '  ')).toBe(true);
    expect(answersTo(chloe, '912 555')).toBe(false);
  });

  it('R241 R242 narrows to a team and to a state of the account', () => {
    expect(names({ teamId: 'sales' })).toEqual(['Chloé']);
    expect(names({ state: 'INACTIVE' })).toEqual(['Ben']);
    expect(names({ state: 'ACTIVE', teamId: 'support' })).toEqual(['Ana', 'Omar']);
  });

  it('sorts by name, load and age', () => {
    expect(names({})).toEqual(['Ana', 'Ben', 'Chloé', 'Omar']);
    expect(names({ sort: { key: 'load', down: true } })).toEqual(['Ben', 'Ana', 'Chloé', 'Omar']);
    expect(names({ sort: { key: 'createdAt', down: true } })[0]).toBe('Chloé');
  });

  it('R245 sums the load of those who can get conversations', () => {
    expect(houseLoad(all)).toEqual({ online: 2, load: 6, capacity: 10 });
  });
});
