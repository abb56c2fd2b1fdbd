import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Header } from 'tar-stream';
import type { Client } from '../support/client';
import { PASSWORD } from '../support/app';
import { activate, appPackage, buildsOf, packed, pluginPackage, Site, tarball } from './support';

const site = new Site();
let admin: Client;
beforeAll(async () => {
  site.install('workbench', appPackage('workbench', '1.0.0'));
  site.install('acme', pluginPackage('acme', '2.0.0'));
  await site.start();
  admin = await site.server.signIn('admin');
});
afterAll(() => site.close());

const refusal = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return { status: response.status, ...error };
};
const incoming = () => readdirSync(join(site.dataDir, 'ui/.incoming'));

test('a build is published into the running server, activated and rolled back; each step is told with who did it', async () => {
  const tail = await admin.events((await admin.ask('{ latestEventId }')).latestEventId, 'id type nodeId');
  const [installed] = await buildsOf(admin, 'workbench');
  const response = await site.publish(await packed(appPackage('workbench', '1.1.0', { script: 'void 11;' })), admin.token);
  expect(response.status).toBe(201);
  const build = (await response.json()) as { id: string; entry: string; digest: string };
  expect(build).toMatchObject({
    remote: 'workbench',
    version: '1.1.0',
    origin: 'published',
    active: false,
    problem: null,
    publishedAt: expect.stringMatching(/Z$/),
  });
  expect((await site.registry()).workbench?.version).toBe('1.0.0');
  expect((await site.get(build.entry)).status).toBe(200);

  expect(await activate(admin, build.id)).toEqual({ build: { id: build.id, active: true }, errors: [] });
  expect((await site.registry()).workbench).toMatchObject({ version: '1.1.0', entry: build.entry, digest: build.digest });
  expect(await activate(admin, installed?.id ?? '')).toMatchObject({ build: { active: true }, errors: [] });
  expect((await site.registry()).workbench?.version).toBe('1.0.0');
  expect((await site.get(build.entry)).status).toBe(200);
  for (let told = 0; told < 3; told++) expect(await tail.until('ui.changed')).toMatchObject({ nodeId: site.server.organizationId });

  const { agent } = (await admin.ask('{ viewer { agent { id } } }')).viewer;
  const rows = (await site.server.app.kernel.db.read.query(
    "select actorId, data from event where type = 'ui.changed' order by seq desc limit 2",
  )) as { actorId: string; data: string }[];
  const [back, forth] = rows.map(({ actorId, data }) => ({ actorId, data: JSON.parse(data) as Record<string, string> }));
  const name = ({ version, digest }: { version: string; digest: string }) => `${version}-${digest.slice(0, 10)}`;
  const [from, to] = [name(installed as never), name({ version: '1.1.0', digest: build.digest })];
  expect(forth).toEqual({ actorId: agent.id, data: { remote: 'workbench', from, to } });
  expect(back).toEqual({ actorId: agent.id, data: { remote: 'workbench', from: to, to: from } });
});

test('what npm pack makes is taken too, and a plugin with its slots', async () => {
  const response = await site.publish(await packed(pluginPackage('acme', '2.1.0'), 'package/'), admin.token);
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({ remote: 'acme', version: '2.1.0' });
});

test('publishing the same content again makes no second build', async () => {
  const body = await packed(appPackage('workbench', '1.2.0', { script: 'void 12;' }));
  const first = (await (await site.publish(body, admin.token)).json()) as { id: string };
  expect(await (await site.publish(body, admin.token)).json()).toMatchObject({ id: first.id });
});

describe('who may', () => {
  const body = () => packed(appPackage('workbench', '1.3.0'));

  test('nobody without a session, and nobody without plugins.manage', async () => {
    expect(await refusal(await site.publish(await body(), null))).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    await site.server.agent('ana');
    const ana = await site.server.signIn('ana');
    expect(await refusal(await site.publish(await body(), ana.token))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const answer = await ana.raw('mutation { uiBuildActivate(input: { buildId: "build_x" }) { build { id } } }');
    expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('only the organization that runs the server, which is its first one', async () => {
    const { rooms, kernel } = site.server.app;
    site.server.clock.advance(1000);
    const { organization, roles } = await kernel.db.write((manager) =>
      rooms.organizations.create(manager, { account: '777777', name: 'Tenant' }),
    );
    const team = await rooms.people.createTeam(organization.id, null, { name: 'Operations', roleId: roles.admin?.id ?? '' });
    await rooms.people.createAgent(organization.id, null, { name: 'Tina', username: 'tina', password: PASSWORD, teamId: team.id });
    const tina = site.server.client();
    await tina.signIn('777777', 'tina', PASSWORD);
    expect(await refusal(await site.publish(await body(), tina.token))).toMatchObject({ status: 403, code: 'UI_NOT_OPERATOR' });
    const response = await site.publish(await packed(appPackage('workbench', '1.3.1', { script: 'void 131;' })), admin.token);
    const other = (await response.json()) as { id: string };
    expect((await activate(tina, other.id)).errors).toEqual([
      { code: 'UI_NOT_OPERATOR', message: 'The screens belong to the whole server: its first organization decides about them.' },
    ]);
    // it is told nevertheless, but not who it was
    const tail = await tina.events((await tina.ask('{ latestEventId }')).latestEventId, 'id type nodeId');
    await activate(admin, other.id);
    expect(await tail.until('ui.changed')).toMatchObject({ nodeId: organization.id });
    const told = (await kernel.db.read.query("select distinct actorId from event where type = 'ui.changed' and orgId = ?", [
      organization.id,
    ])) as object[];
    expect(told).toEqual([{ actorId: null }]);
  });
});

describe('what is not taken, with a sentence and without a trace', () => {
  const good = () => appPackage('workbench', '1.4.0', { script: 'void 14;' });
  const evil = async (header: Partial<Header> & { name: string }) =>
    tarball([...Object.entries(good()).map(([name, bytes]) => ({ header: { name }, bytes })), { header }]);
  const cases: [what: string, body: () => Promise<Buffer>, expected: { status: number; code: string; message: RegExp }][] = [
    [
      'something else than an archive',
      async () => Buffer.from('hello'),
      { status: 422, code: 'ARCHIVE_UNREADABLE', message: /not a gzip tar/ },
    ],
    [
      'half an archive',
      async () => (await packed(good())).subarray(0, 200),
      { status: 422, code: 'ARCHIVE_UNREADABLE', message: /not a gzip tar/ },
    ],
    [
      'a path upwards',
      () => evil({ name: '../../evil.js' }),
      { status: 422, code: 'ARCHIVE_UNSAFE', message: /outside of itself: "\.\.\/\.\.\/evil\.js"/ },
    ],
    ['an absolute path', () => evil({ name: '/etc/cron.d/evil' }), { status: 422, code: 'ARCHIVE_UNSAFE', message: /outside of itself/ }],
    ['a path of Windows', () => evil({ name: 'C:\\evil.js' }), { status: 422, code: 'ARCHIVE_UNSAFE', message: /outside of itself/ }],
    [
      'a symbolic link',
      () => evil({ name: 'dist/link', type: 'symlink', linkname: '/etc/passwd' }),
      { status: 422, code: 'ARCHIVE_UNSAFE', message: /a link or a device, "dist\/link"/ },
    ],
    [
      'a hard link',
      () => evil({ name: 'dist/link', type: 'link', linkname: 'package.json' }),
      { status: 422, code: 'ARCHIVE_UNSAFE', message: /a link/ },
    ],
    [
      'too many files',
      () => tarball(Array.from({ length: 10_002 }, (_, n) => ({ header: { name: `f${n}` } }))),
      { status: 413, code: 'ARCHIVE_TOO_LARGE', message: /more than 10000 files/ },
    ],
    [
      'a bomb',
      () => tarball([{ header: { name: 'zeros' }, bytes: '\0'.repeat(130 * 1024 * 1024) }]),
      { status: 413, code: 'ARCHIVE_TOO_LARGE', message: /more than 128 MB/ },
    ],
    [
      'a package without a screen',
      () => packed({ 'package.json': '{"version":"1.0.0"}' }),
      { status: 422, code: 'UI_PACKAGE_INVALID', message: /names no screen/ },
    ],
    [
      'no package at all',
      () => packed({ 'readme.txt': 'hi' }),
      { status: 422, code: 'UI_PACKAGE_INVALID', message: /package\.json cannot be read: there is none/ },
    ],
    [
      'a build that is served from outside of the package',
      () =>
        packed({
          'package.json': JSON.stringify({
            version: '1.0.0',
            parleyRemote: { id: 'workbench', module: './App', contract: '^1.0', entry: '../../mf-manifest.json' },
          }),
        }),
      { status: 422, code: 'UI_PACKAGE_INVALID', message: /must lie in a folder of its own/ },
    ],
    [
      'a screen nobody has heard of',
      () => packed(appPackage('billing', '1.0.0')),
      { status: 422, code: 'UI_REMOTE_UNKNOWN', message: /No screen called billing/ },
    ],
    [
      'a plugin that is not installed',
      () => packed(pluginPackage('other', '1.0.0')),
      { status: 422, code: 'UI_REMOTE_UNKNOWN', message: /No plugin called other/ },
    ],
    [
      'a build for another contract',
      () => packed(appPackage('workbench', '1.4.0', {}, '^2.0')),
      { status: 422, code: 'UI_BUILD_BROKEN', message: /built for contract \^2\.0/ },
    ],
    [
      'a build that exposes something else',
      () => packed(appPackage('workbench', '1.4.0', { exposes: ['./Other'] })),
      { status: 422, code: 'UI_BUILD_BROKEN', message: /does not expose \.\/App/ },
    ],
  ];
  test.each(cases)('%s', async (_what, body, { status, code, message }) => {
    const before = await buildsOf(admin, 'workbench');
    expect(await refusal(await site.publish(await body(), admin.token))).toEqual({
      status,
      code,
      message: expect.stringMatching(message),
    });
    expect(await buildsOf(admin, 'workbench')).toEqual(before);
    expect(incoming()).toEqual([]);
  });
});
