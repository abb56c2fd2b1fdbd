import { existsSync, readdirSync, rmSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { activate, appPackage, buildsOf, pluginPackage, Site } from './support';

let site: Site;
beforeEach(async () => {
  site = new Site();
  site.install('workbench', appPackage('workbench', '1.0.0'));
  site.install('acme', pluginPackage('acme', '2.0.0'));
  await site.start();
});
afterEach(() => site.close());

const admin = () => site.server.signIn('admin');
/** Asks for a path as it is written, and takes the answer as it comes: `fetch` would tidy both. */
const raw = (path: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(site.server.url);
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
const rawStatus = async (path: string): Promise<number> => (await raw(path)).status;

test('what the installed packages bring is active after the first boot', async () => {
  const { workbench, acme } = await site.registry();
  expect(workbench).toMatchObject({
    kind: 'app',
    label: 'Agent workbench',
    version: '1.0.0',
    contract: '^1.0',
    module: './App',
    permission: 'workbench.use',
    digest: expect.stringMatching(/^[0-9a-f]{96}$/),
  });
  expect(workbench?.entry).toBe(`/ui/workbench/1.0.0-${workbench?.digest?.slice(0, 10)}/mf-manifest.json`);
  expect(acme).toMatchObject({ kind: 'plugin', label: 'Acme points', version: '2.0.0' });
  expect(acme).not.toHaveProperty('module');
});

test('assets are served compressed and for ever, manifests fresh, and nothing else is reachable', async () => {
  const { entry = '' } = (await site.registry()).workbench ?? {};
  const base = entry.replace('mf-manifest.json', '');
  const manifest = await site.get(entry);
  expect([manifest.status, manifest.headers.get('cache-control'), manifest.headers.get('content-type')]).toEqual([
    200,
    'no-store',
    'application/json; charset=utf-8',
  ]);
  const script = await site.get(`${base}static/js/remoteEntry.1a2b.js`, { 'accept-encoding': 'identity' });
  expect(await script.text()).toBe('void 0;');
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(script.headers.get('x-content-type-options')).toBe('nosniff');
  for (const [accepted, encoding, bytes] of [
    ['gzip', 'gzip', 'gzip'],
    ['gzip, br', 'br', 'brotli'],
  ] as const)
    expect(await raw(`${base}static/js/remoteEntry.1a2b.js`, { 'accept-encoding': accepted })).toMatchObject({
      status: 200,
      headers: { 'content-encoding': encoding, vary: 'Accept-Encoding', 'content-type': expect.stringMatching(/^text\/javascript/) },
      body: bytes,
    });
  expect((await site.get(`${base}static/image/mark.svg`)).headers.get('content-type')).toMatch(/^image\/svg\+xml/);

  for (const path of [
    `${base}package.json`,
    `${base}../../../../parley.db`,
    `${base}..%2f..%2f..%2fparley.db`,
    `${base}%2e%2e/%2e%2e/%2e%2e/secret.key`,
    '/ui/workbench/1.0.0/mf-manifest.json',
    '/ui/.incoming/x',
    '/ui/constructor/__proto__/toString',
  ])
    expect([path, await rawStatus(path)]).toEqual([path, 404]);
  expect(await rawStatus(`${base}static/%E0%A4%A`)).toBe(400);
});

test('a newly installed package becomes active at the next start, is told to everybody, and open tabs keep what they have', async () => {
  const before = (await site.registry()).workbench?.entry ?? '';
  site.install('workbench', appPackage('workbench', '1.1.0', { script: 'void "newer";' }));
  const client = await admin();
  const { latestEventId } = await client.ask('{ latestEventId }');
  await site.restart();
  const after = (await site.registry()).workbench;
  expect(after?.version).toBe('1.1.0');
  expect((await site.get(before)).status).toBe(200);
  expect((await site.get(after?.entry ?? '')).status).toBe(200);
  const { events } = await client.ask('query ($after: ID!) { events(after: $after) { nodes { type nodeId } } }', { after: latestEventId });
  expect(events.nodes).toContainEqual({ type: 'ui.changed', nodeId: site.server.organizationId });
});

test('two builds of one version have addresses of their own', async () => {
  const before = (await site.registry()).workbench?.entry;
  site.install('workbench', appPackage('workbench', '1.0.0', { script: 'void "built again";' }));
  await site.restart();
  const after = (await site.registry()).workbench;
  expect(after?.version).toBe('1.0.0');
  expect(after?.entry).not.toBe(before);
});

test('a build that a person chose stays when another package is installed, until they choose the installed one', async () => {
  site.install('workbench', appPackage('workbench', '1.1.0', { script: 'void 11;' }));
  await site.restart();
  const client = await admin();
  const [second, first] = await buildsOf(client, 'workbench');
  expect(await activate(client, first?.id ?? '')).toMatchObject({ build: { active: true }, errors: [] });
  site.install('workbench', appPackage('workbench', '1.2.0', { script: 'void 12;' }));
  await site.restart();
  expect((await site.registry()).workbench?.version).toBe('1.0.0');
  const [third] = await buildsOf(client, 'workbench');
  expect(third).toMatchObject({ version: '1.2.0', active: false, origin: 'package', problem: null });
  await activate(client, third?.id ?? '');
  site.install('workbench', appPackage('workbench', '1.3.0', { script: 'void 13;' }));
  await site.restart();
  expect((await site.registry()).workbench?.version).toBe('1.3.0');
  expect(second?.version).toBe('1.1.0');
});

test('while developing, what a build leaves is there at the next load of a page', async () => {
  await site.server.close();
  await site.start({ developing: true });
  site.install('workbench', appPackage('workbench', '1.0.0', { script: 'void "changed";' }));
  const { workbench } = await site.registry();
  const script = await site.get((workbench?.entry ?? '').replace('mf-manifest.json', 'static/js/remoteEntry.1a2b.js'), {
    'accept-encoding': 'identity',
  });
  expect(await script.text()).toBe('void "changed";');
});

describe('a build that cannot be shown', () => {
  const without = (name: string) => {
    const files = pluginPackage('acme', '3.0.0', { script: 'void 30;' });
    delete files[name];
    return files;
  };
  const manifest = 'dist/ui/mf-manifest.json';
  test.each([
    [
      'was not built',
      { 'package.json': pluginPackage('acme', '3.0.0')['package.json'] ?? '' },
      /It is not built: mf-manifest\.json is missing/,
    ],
    ['has a manifest that is not JSON', { ...without(manifest), [manifest]: '{ "oops"' }, /mf-manifest\.json is not JSON/],
    ['has a manifest of something else', { ...without(manifest), [manifest]: '[]' }, /not a federation manifest/],
    [
      'does not expose what a slot names',
      pluginPackage('acme', '3.0.0', { exposes: ['./Panel'] }),
      /does not expose \.\/Page, which the slot admin\.page names/,
    ],
    ['lacks a file', without('dist/ui/static/js/remoteEntry.1a2b.js'), /names static\/js\/remoteEntry\.1a2b\.js, which is not there/],
  ])('%s: the plugin says so, and the build before it is shown on', async (_what, files, reason) => {
    site.install('acme', files);
    await site.restart();
    const client = await admin();
    const { plugins } = await client.ask('{ plugins { id state reason remedy builds { version problem active } } }');
    expect(plugins[0]).toMatchObject({ id: 'acme', state: 'DEGRADED', reason: expect.stringMatching(reason), remedy: expect.any(String) });
    expect(plugins[0].builds[0]).toMatchObject({ version: '3.0.0', active: false, problem: expect.stringMatching(reason) });
    expect((await site.registry()).acme?.version).toBe('2.0.0');
    const refused = await activate(client, (await buildsOf(client, 'acme'))[0]?.id ?? '');
    expect(refused.errors[0]).toMatchObject({ code: 'UI_BUILD_BROKEN', message: expect.stringMatching(reason) });
  });

  test('an application for another contract is left out with its reason; the rest of the server works', async () => {
    site.install('workbench', appPackage('workbench', '9.0.0', {}, '^9.0'));
    await site.restart();
    const [newest] = await buildsOf(await admin(), 'workbench');
    expect(newest).toMatchObject({
      version: '9.0.0',
      active: false,
      problem: expect.stringMatching(/built for contract \^9\.0, this server has 1\./),
    });
    expect((await site.registry()).workbench?.version).toBe('1.0.0');
  });

  test('one whose UI lies beside its server code is refused: the folder would be served', async () => {
    const files = pluginPackage('acme', '3.0.0');
    files['package.json'] = files['package.json']?.replace('./dist/ui/mf-manifest.json', './mf-manifest.json') ?? '';
    site.install('acme', files);
    await site.restart();
    const { plugins } = await (await admin()).ask('{ plugins { state reason } }');
    expect(plugins[0]).toMatchObject({ state: 'DEGRADED', reason: expect.stringMatching(/must lie in a folder of its own/) });
  });
});

test('files are kept of the active build and of the newest three, rows of the last ten', async () => {
  const client = await admin();
  const [first] = await buildsOf(client, 'workbench');
  for (let n = 1; n <= 11; n++) {
    site.server.clock.advance(1000);
    site.install('workbench', appPackage('workbench', `1.0.${n}`, { script: `void ${n};` }));
    await site.server.app.rooms.ui.takeOver();
  }
  const builds = await buildsOf(client, 'workbench');
  expect(builds.map(({ version }) => version)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => `1.0.${n}`));
  const statuses = await Promise.all(builds.map(async ({ entry }) => (await site.get(entry)).status));
  expect(statuses).toEqual([200, 200, 200, 404, 404, 404, 404, 404, 404, 404]);
  expect(readdirSync(join(site.dataDir, 'ui/workbench'))).toHaveLength(3);
  expect((await site.get(first?.entry ?? '')).status).toBe(404);
  expect((await activate(client, builds[5]?.id ?? '')).errors[0]).toMatchObject({
    code: 'UI_BUILD_BROKEN',
    message: expect.stringMatching(/Publish it again/),
  });
});

test('when the chosen build is lost with its disk, the installed one takes its place', async () => {
  const client = await admin();
  const [first] = await buildsOf(client, 'workbench');
  site.install('workbench', appPackage('workbench', '1.1.0', { script: 'void 11;' }));
  await site.restart();
  await activate(client, first?.id ?? '');
  rmSync(join(site.dataDir, 'ui'), { recursive: true });
  await site.restart();
  const { workbench } = await site.registry();
  expect(workbench?.version).toBe('1.1.0');
  expect((await site.get(workbench?.entry ?? '')).status).toBe(200);
  expect(existsSync(join(site.dataDir, 'ui/acme'))).toBe(true);
});
