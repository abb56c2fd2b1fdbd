import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appOf, otherApp } from '../src/app-name';
import { UI_CONTRACT, fitsContract } from '../src/contract';
import { disabledIn, loadRegistry, overridden, parseRegistry } from '../src/registry';

const row = {
  id: 'workbench',
  version: '0.1.0',
  contract: '^1.0',
  label: 'Agent workbench',
  entry: '/ui/workbench/0.1.0/mf-manifest.json',
  module: './App',
};
const read = { ...row, kind: 'app', digest: '0.1.0' };
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
      remotes: [read],
      demo,
      override: null,
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
    expect(await loadRegistry({ fetch, storage })).toEqual({ remotes: [read], demo, override: null, stale: true });
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

it.each([
  ['', true],
  ['*', true],
  ['1', true],
  ['1.x', true],
  ['^1.0', true],
  ['^1.0.0', true],
  ['~1.0', true],
  ['>=1.0', true],
  ['>= 1.0 <2', true],
  ['0.9 || ^1.0', true],
  ['<=1', true],
  ['=1.0.0', true],
  ['^1.1', false],
  ['~1.1', false],
  ['1.0.1', false],
  ['>1', false],
  ['<1.0.0', false],
  ['^2.0', false],
  ['^0.9', false],
  ['0.9', false],
  ['>=1.2 <2', false],
  ['latest', false],
  ['^1.0 nonsense', false],
])('a remote made for the contract %p is loaded by a shell of 1.0.0: %p', (range, fits) => {
  expect(fitsContract(range, '1.0.0')).toBe(fits);
});

it.each([
  ['^1.2', '1.4.0', true],
  ['^1.2', '1.1.9', false],
  ['^0.2.3', '0.2.9', true],
  ['^0.2.3', '0.3.0', false],
  ['^0.0.3', '0.0.4', false],
  ['~1', '1.9.0', true],
  ['1.2.x', '1.2.7', true],
  ['<=1.2', '1.2.9', true],
  ['>1.2', '1.3.0', true],
])('the range %p and version %s: %p', (range, version, fits) => {
  expect(fitsContract(range, version)).toBe(fits);
});

it('the shell speaks the contract of the server', () => {
  const contract = readFileSync(join(__dirname, '../../plugins/sdk/contract/src/version.ts'), 'utf8');
  expect(/CONTRACT_VERSION = '(.+)'/.exec(contract)?.[1]).toBe(UI_CONTRACT);
});

it('?disable-plugins= names what is switched off for this visit; * means every plugin and no app', () => {
  const some = disabledIn('?account=1&disable-plugins=acme-loyalty,%20workbench,');
  expect(some.ids).toEqual(['acme-loyalty', 'workbench']);
  expect([some.has('acme-loyalty', 'plugin'), some.has('workbench', 'app'), some.has('other', 'plugin')]).toEqual([true, true, false]);
  const all = disabledIn('?disable-plugins=*');
  expect([all.has('acme-loyalty', 'plugin'), all.has('workbench', 'app')]).toEqual([true, false]);
  expect(disabledIn('').ids).toEqual([]);
});

describe('?ui-override=', () => {
  const acme = { ...row, id: 'acme', kind: 'plugin', module: undefined, entry: '/ui/acme/1/mf-manifest.json', digest: 'abc' };
  const local = 'http://localhost:3301/mf-manifest.json';

  it('is passed on to the server, and nothing else of the address is', async () => {
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return new Response(JSON.stringify({ remotes: [] }));
    };
    await loadRegistry({ fetch, storage: memory(), search: `?account=1&ui-override=acme@${local}` });
    expect(asked).toEqual([`/ui/registry.json?${new URLSearchParams({ 'ui-override': `acme@${local}` })}`]);
  });

  it('puts a build of this computer in the place of the server’s, or beside the others', () => {
    const [app, plugin] = overridden(parseRegistry({ remotes: [row, acme], override: { id: 'acme', entry: local } }));
    expect([app?.entry, plugin?.entry, plugin?.digest, plugin?.kind]).toEqual([row.entry, local, local, 'plugin']);
    expect(overridden(parseRegistry({ remotes: [row], override: { id: 'acme', entry: local } })).map(({ id }) => id)).toEqual([
      'workbench',
      'acme',
    ]);
  });

  it.each([
    ['refused by the server', { id: 'acme', refused: true }],
    ['of another computer', { id: 'acme', entry: 'http://localhost.evil.example/mf-manifest.json' }],
    ['of another computer, with a name in front', { id: 'acme', entry: 'http://localhost:1@evil.example/mf-manifest.json' }],
    ['no address', { id: 'acme', entry: 'javascript:alert(1)' }],
  ])('%s changes nothing', (_name, override) => {
    const registry = parseRegistry({ remotes: [row, acme], override });
    expect(registry.override).toEqual({ id: 'acme', entry: null });
    expect(overridden(registry)).toBe(registry.remotes);
  });

  it('is not kept for the next visit', async () => {
    const storage = memory();
    await loadRegistry({ fetch: answer({ remotes: [row], override: { id: 'acme', entry: local } }), storage });
    expect((await loadRegistry({ fetch: down, storage })).override).toBeNull();
  });
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
