import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../support/client';
import { appPackage } from '../ui/support';
import { Folder, freePort } from './support';

// processes of their own, on a machine that may be busy
jest.setTimeout(120_000);

/** One operator's day: the database is made, the server runs, people and screens are changed beside it. */
const CONFIG = `export default {
  plugins: [],
  ui: { shell: './shell', remotes: [{ id: 'workbench', label: 'Workbench', package: './workbench', module: './App' }] },
};
`;
const folder = new Folder(CONFIG);
let env: Record<string, string>;
let url: string;
beforeAll(async () => {
  folder.install('shell', { 'package.json': '{"version":"0.1.0"}', 'dist/index.html': '<!doctype html>' });
  folder.install('workbench', appPackage('workbench', '1.0.0'));
  folder.install('built', appPackage('workbench', '1.1.0', { script: 'void 11;' }));
  const port = await freePort();
  url = `http://localhost:${port}`;
  env = { PORT: String(port) };
});
afterAll(() => folder.close());

const run = (line: string, more: { env?: Record<string, string>; stdin?: string } = {}) =>
  folder.run(line.split(' '), { ...more, env: { ...env, ...more.env } });
const signIn = async (username: string, password: string) => (await new Client(url).trySignIn('123456', username, password)).errors;
const AS_ADMIN = { env: { PARLEY_PASSWORD: 'demo-parley' } };
const ADMIN = '--account 123456 --username admin';
const active = async () =>
  ((await (await fetch(`${url}/ui/registry.json`)).json()) as { remotes: { version: string }[] }).remotes[0]?.version;

test('migrate --check changes nothing and says what is left to do; migrate does it, once', async () => {
  const before = await run('migrate --check');
  expect(before).toMatchObject({ code: 1, out: expect.stringMatching(/There is no database at sqlite:.*parley\.db yet/) });
  expect(existsSync(join(folder.path, 'data/parley.db'))).toBe(false);
  const made = await run('migrate');
  expect(made).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^\d+ migrations ran on .*:\n {2}core {2}CreatePeople/) });
  expect(existsSync(join(folder.path, 'data/parley.db'))).toBe(true);
  expect(await run('migrate --check')).toMatchObject({ code: 0, out: expect.stringMatching(/is up to date\.\n$/) });
  expect(await run('migrate')).toMatchObject({ code: 0, out: expect.stringMatching(/nothing ran\.\n$/) });
});

test('before there is an organization, people cannot be made, and it says how to get there', async () => {
  expect(await run('user list')).toMatchObject({
    code: 1,
    err: 'There is no organization yet. Start the server and open the link that it prints.\n',
  });
});

test('start runs the server in the operator’s own folder, with its data there', async () => {
  await folder.start(env);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(existsSync(join(folder.path, 'data/ui/workbench'))).toBe(true);
  const second = await run('start');
  expect(second).toMatchObject({ code: 1, err: expect.stringMatching(/^PORT: another program listens there already/) });
});

test('a locked-out operator sees who there is, makes an admin, and sets a password', async () => {
  expect(await run('user list')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/account 123456\n\nUSERNAME +NAME +ROLE +TEAM +STATE\nadmin +Alex Admin +Admin +Operations +active\n/),
  });
  const made = await run('user create Rescue --name Rita', { env: { PARLEY_NEW_PASSWORD: 'correct horse battery' } });
  expect(made).toMatchObject({ code: 0, out: 'rescue is a person of Halden & Roe (account 123456), as Admin in Operations.\n' });
  expect(await signIn('rescue', 'correct horse battery')).toEqual([]);
  expect(await run('user password ana', { stdin: 'another battery\n' })).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Ana Ribeiro has a new password/),
  });
  expect(await signIn('ana', 'another battery')).toEqual([]);
  expect(await run('user deactivate rescue')).toMatchObject({ code: 0 });
  expect(await signIn('rescue', 'correct horse battery')).toMatchObject([{ code: 'SESSION_INACTIVE' }]);
});

test.each([
  ['user create ana', 'correct horse battery', /Somebody else already has this username/],
  ['user create dora --role king', 'correct horse battery', /There is no role king\. There are: admin, /],
  ['user create dora --team Moon', 'correct horse battery', /There is no team Moon\. There are: /],
  ['user create dora', '12345', /Use at least 8 characters/],
  ['user create dora', '', /There is no password\. Set PARLEY_NEW_PASSWORD/],
  ['user password nobody', 'correct horse battery', /Nobody in Halden & Roe has the username or email address nobody/],
  ['user list --account 999999', '', /No organization has the account 999999\. There are: 123456 \(Halden & Roe\)/],
])('%s is refused with what to do', async (line, stdin, sentence) => {
  const { code, err } = await run(line, { stdin });
  expect([code, err]).toEqual([1, expect.stringMatching(sentence)]);
});

test('a new build of a screen is published, activated and rolled back beside the running server', async () => {
  expect(await active()).toBe('1.0.0');
  const published = await run(`ui publish built ${ADMIN}`, AS_ADMIN);
  expect(published).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/^Published workbench 1\.1\.0-[0-9a-f]{10} \(\d+ kB\) as build_/),
  });
  expect(await active()).toBe('1.0.0');
  expect(await run(`ui activate workbench 1.1.0 ${ADMIN}`, AS_ADMIN)).toMatchObject({ code: 0 });
  expect(await active()).toBe('1.1.0');
  const list = await run(`ui list workbench ${ADMIN}`, AS_ADMIN);
  expect(list.out).toMatch(/^\* +workbench +1\.1\.0-[0-9a-f]{10} +published/m);
  expect(list.out).toMatch(/^ +workbench +1\.0\.0-[0-9a-f]{10} +package/m);
  expect(await run(`ui rollback workbench ${ADMIN}`, AS_ADMIN)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^workbench is back at 1\.0\.0-/),
  });
  expect(await active()).toBe('1.0.0');
  expect(await run(`ui publish built --activate ${ADMIN}`, AS_ADMIN)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/It is active: new tabs get it/),
  });
  expect(await active()).toBe('1.1.0');
  // the sessions that it opened are ended
  const client = new Client(url);
  await client.signIn('123456', 'admin', 'demo-parley', 'api');
  const { viewer } = await client.ask('{ viewer { agent { sessions { app } } } }');
  expect(viewer.agent.sessions).toHaveLength(1);
});

test.each([
  ['ui list', {}, /Say as whom: --token \(or PARLEY_TOKEN\), or --account and --username/],
  [`ui list ${ADMIN}`, { PARLEY_PASSWORD: 'wrong' }, /do not match/],
  ['ui list --token nonsense', {}, /Sign in first/],
  ['ui list --url http://127.0.0.1:9 --token x', {}, /No server answers at http:\/\/127\.0\.0\.1:9 \(.+\)\. Start it, or name another/],
  [`ui publish nowhere ${ADMIN}`, {}, /nowhere: Its package\.json cannot be read: there is none/],
  [`ui publish shell ${ADMIN}`, {}, /shell: Its package\.json names no screen|is not valid/],
  [`ui activate workbench 7.0.0 ${ADMIN}`, AS_ADMIN.env, /There is no build 7\.0\.0 of workbench\. There are: 1\.1\.0-/],
  [`ui rollback billing ${ADMIN}`, AS_ADMIN.env, /There is no build of billing/],
])('%s is refused with what to do', async (line, more, sentence) => {
  const { code, err } = await run(line, { env: more as unknown as Record<string, string> });
  expect([code, err]).toEqual([1, expect.stringMatching(sentence)]);
});

test('a signal stops the server in order', async () => {
  expect(await folder.stop()).toBe(0);
});
