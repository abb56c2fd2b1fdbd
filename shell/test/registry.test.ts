import { appOf, otherApp } from '../src/app-name';
import { disabledIn, fitsContract, loadRegistry, parseRegistry } from '../src/registry';

const row = {
  id: 'workbench',
  version: '0.1.0',
  contract: '^1.0',
  label: 'Agent workbench',
  entry: '/ui/workbench/0.1.0/mf-manifest.json',
  module: './App',
};
const demo = {
  account: '123456',
  password: 'demo-parley',
  people: [{ username: 'ana', name: 'Ana Ribeiro', role: 'Agent' }],
  phoneUrl: '/simulator/',
};
const answer =
  (body: unknown, status = 200) =>
  async () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
const down = async () => {
  throw new TypeError('fetch failed');
};

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      kept.set(key, value);
    },
  };
}

describe('the registry', () => {
  it('gives the remotes and the demo of the server', async () => {
    expect(await loadRegistry({ fetch: answer({ remotes: [row], demo }), storage: memory() })).toEqual({
      remotes: [row],
      demo,
      stale: false,
    });
  });

  it.each([
    ['no network', down],
    ['an error page', answer('oops', 502)],
    ['a page that is no JSON', answer('<html>')],
    ['something else', answer({ hello: 1 })],
  ])('falls back to the last good copy on %s', async (_name, fetch) => {
    const storage = memory();
    await loadRegistry({ fetch: answer({ remotes: [row], demo }), storage });
    expect(await loadRegistry({ fetch, storage })).toEqual({ remotes: [row], demo, stale: true });
  });

  it('fails when there is neither an answer nor a copy, so that the page can say so', async () => {
    await expect(loadRegistry({ fetch: down, storage: memory() })).rejects.toThrow('fetch failed');
  });

  it('works in a browser whose storage is full', async () => {
    const storage = {
      getItem: () => null,
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    expect((await loadRegistry({ fetch: answer({ remotes: [row] }), storage })).remotes).toHaveLength(1);
  });

  it('leaves out rows that make no sense and code of another origin', () => {
    const bad = [
      null,
      7,
      {},
      { ...row, entry: 'https://elsewhere.example/mf-manifest.json' },
      { ...row, entry: '//elsewhere.example/x.json' },
      { ...row, module: '' },
    ];
    expect(
      parseRegistry({ remotes: [...bad, row, { ...row, id: 'b', label: undefined, permission: 'acme.view' }] }).remotes.map(
        ({ id, label, permission }) => [id, label, permission],
      ),
    ).toEqual([
      ['workbench', 'Agent workbench', undefined],
      ['b', 'b', 'acme.view'],
    ]);
  });

  it('takes a demo only when it is complete', () => {
    expect(parseRegistry({ remotes: [], demo: { people: [] } }).demo).toBeNull();
    expect(parseRegistry({ remotes: [] }).demo).toBeNull();
  });
});

it('a remote made for another major version of the contract is not loaded', () => {
  expect(['^1.0', '1', '>=1.2', '', '^2.0', '0.9'].map(fitsContract)).toEqual([true, true, true, true, false, false]);
});

it('?disable-plugins= names what is switched off for this visit', () => {
  expect([...disabledIn('?account=1&disable-plugins=acme-loyalty,%20other,')]).toEqual(['acme-loyalty', 'other']);
  expect(disabledIn('').size).toBe(0);
});

it('R001 the workbench and the admin console are two apps, told apart by their address', () => {
  expect(['/workbench/', '/workbench/settings', '/admin', '/admin/people', '/administrator', '/'].map(appOf)).toEqual([
    'workbench',
    'workbench',
    'admin',
    'admin',
    'workbench',
    'workbench',
  ]);
  expect(otherApp('admin')).toBe('workbench');
});
