import { PASSWORD, ACCOUNT } from '../support/app';
import { readOverride } from '../../src/ui/override';
import { appPackage, pluginPackage, Site } from './support';

const site = new Site();
let ana: string;
let admin: string;
beforeAll(async () => {
  site.install('workbench', appPackage('workbench', '1.0.0'));
  site.install('acme', pluginPackage('acme', '2.0.0'));
  await site.start();
  await site.server.agent('ana');
  ana = await cookieOf('ana', 'workbench');
  admin = await cookieOf('admin', 'admin');
});
afterAll(() => site.close());

const OVERRIDE = 'ui-override=acme@http://localhost:3301/mf-manifest.json';
const policyOf = async (path: string, cookie = ''): Promise<Record<string, string>> => {
  const response = await site.get(path, cookie ? { cookie } : {});
  expect([path, response.status]).toEqual([path, 200]);
  const directives = (response.headers.get('content-security-policy') ?? '').split(';').map((one) => one.trim().split(/ (.*)/));
  return Object.fromEntries(directives) as Record<string, string>;
};
/** Signs in as a browser does, and gives what it would send along. */
const cookieOf = async (username: string, app: string): Promise<string> => {
  const response = await fetch(`${site.server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { errors { message } } }',
      variables: { input: { account: ACCOUNT, username, password: PASSWORD, app } },
    }),
  });
  const cookies = response.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
  expect(cookies).toContainEqual(expect.stringMatching(`^parley_${app}=.+`));
  return cookies.join('; ');
};
const overrideIn = async (query: string, cookie = '') =>
  ((await (await site.get(`/ui/registry.json?${query}`, cookie ? { cookie } : {})).json()) as { override?: unknown }).override;

test('every page runs scripts of this server only', async () => {
  for (const path of ['/workbench/', '/workbench/c/conv_1', '/admin/', '/admin/plugins'])
    expect(await policyOf(path)).toMatchObject({ 'script-src': "'self'", 'object-src': "'none'", 'base-uri': "'self'" });
  const graphiql = await site.get('/graphql', { accept: 'text/html' });
  expect(graphiql.headers.get('content-security-policy')).toMatch(/script-src 'self'(;|$)/);
});

test('an admin may load a plugin from their own machine: the page takes that origin and no other', async () => {
  const policy = await policyOf(`/workbench/?${OVERRIDE}`, admin);
  expect(policy['script-src']).toBe("'self' http://localhost:3301");
  expect(policy['style-src']).toBe("'self' 'unsafe-inline' http://localhost:3301");
  expect(policy['connect-src']).toBe("'self' ws: wss: http://localhost:3301 ws://localhost:3301");
  expect(policy['default-src']).toBe("'self'");
  expect(await overrideIn(OVERRIDE, admin)).toEqual({ id: 'acme', entry: 'http://localhost:3301/mf-manifest.json' });
});

test('whichever of the browser’s sessions has the permission counts', async () => {
  expect(await overrideIn(OVERRIDE, `${ana}; ${admin}`)).toMatchObject({ entry: expect.any(String) });
});

test('without the permission, or for an address elsewhere, it is refused and the page stays shut', async () => {
  for (const [query, cookie] of [
    [OVERRIDE, ''],
    [OVERRIDE, ana],
    ['ui-override=acme@https://evil.example/mf-manifest.json', admin],
    ['ui-override=acme@http://evil.example/mf-manifest.json', admin],
    ['ui-override=acme@http://localhost.evil.example/mf-manifest.json', admin],
    ['ui-override=acme@http://localhost:3301@evil.example/mf-manifest.json', admin],
    ['ui-override=acme@http://localhost:3301;script-src%20*/mf-manifest.json', admin],
  ] as const) {
    expect([query, await overrideIn(query, cookie)]).toEqual([query, { id: 'acme', refused: true }]);
    expect((await policyOf(`/workbench/?${query}`, cookie))['script-src']).toBe("'self'");
  }
  expect(await overrideIn('')).toBeUndefined();
});

test('an address is read as browsers read it', () => {
  expect(readOverride('acme@http://127.0.0.1:3301/a/mf-manifest.json?x=1')).toEqual({
    id: 'acme',
    entry: 'http://127.0.0.1:3301/a/mf-manifest.json?x=1',
  });
  expect(readOverride('acme')).toEqual({ id: 'acme' });
  expect(readOverride('Acme Corp@http://localhost/mf-manifest.json')).toEqual({ id: '' });
  expect(readOverride(['a', 'b'])).toBeNull();
});
