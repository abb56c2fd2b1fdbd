import { readdirSync, rmSync } from 'node:fs';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { appPackage, pluginPackage } from '../ui/support';
import { Folder, freePort } from './support';

// processes of their own, on a machine that may be busy
jest.setTimeout(120_000);

interface Finding {
  area: string;
  state: 'ok' | 'warn' | 'fail';
  text: string;
  remedy?: string;
}

/** A channel whose provider is an address in its settings. */
const CHANNEL = `
const { definePlugin, defineChannel } = require('@parley/plugin');
const { z } = require('zod');
exports.default = definePlugin({ channels: [defineChannel({
  id: 'post', label: 'Post', abilities: {}, settings: z.object({ url: z.string(), token: z.string().meta({ secret: true }) }),
  verify: () => true, receive: () => [], send: async () => ({ providerId: 'x' }),
  check: async (ctx, inbox) => {
    const answer = await fetch(inbox.settings.url, { headers: { authorization: inbox.settings.token }, signal: ctx.signal });
    return answer.ok ? {} : { problem: 'The post office does not take the token' };
  },
})] });
`;

const folder = new Folder();
let provider: HttpServer;
let mail: Server;
let taken: string[] = [];
let isOpen = true;
let closedPort: number;
const portOf = (server: Server | HttpServer): number => (server.address() as AddressInfo).port;
const listening = (server: Server | HttpServer) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

const config = (more = ''): string => `export default {
  plugins: [{ package: './post' }, { package: './acme' }${more}],
  ui: { shell: './shell', remotes: [{ id: 'workbench', label: 'Workbench', package: './workbench', module: './App' }] },
  demo: { inboxes: [{ name: 'Front desk', channel: 'post', address: '1', settings: { url: 'http://127.0.0.1:${portOf(provider)}/', token: 'secret-token' } }] },
};
`;
const doctor = async (env: Record<string, string> = {}) => {
  const { code, out, err } = await folder.run(['doctor', '--json'], { env });
  expect(err).toBe('');
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: Finding[] };
  return { code, ok, findings, of: (area: string) => findings.filter((one) => one.area === area) };
};

beforeAll(async () => {
  provider = createHttp((request, response) => {
    taken.push(`${request.method} ${request.headers.authorization}`);
    response.writeHead(isOpen ? 200 : 401).end();
  });
  mail = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('220-mail.example\r\n220 ready\r\n');
    socket.on('data', (chunk) => socket.write(String(chunk).startsWith('EHLO') ? '250-mail.example\r\n250 PIPELINING\r\n' : '221 bye\r\n'));
  });
  await Promise.all([listening(provider), listening(mail)]);
  closedPort = await freePort();
  folder.install('post', {
    'package.json': JSON.stringify({
      name: 'post',
      version: '1.0.0',
      parley: { id: 'post', prefix: 'post', contract: '^1.0', server: './index.js' },
    }),
    'index.js': CHANNEL,
  });
  folder.install('acme', pluginPackage('acme', '2.0.0'));
  folder.install('workbench', appPackage('workbench', '1.0.0'));
  folder.install('shell', { 'package.json': '{"version":"0.1.0"}', 'dist/index.html': '<!doctype html>' });
  folder.write('parley.config.ts', config());
});
afterAll(async () => {
  await folder.close();
  provider.close();
  mail.close();
});

test('in a fresh folder it says what is still to be done, and makes nothing', async () => {
  const { code, ok, of } = await doctor();
  expect([code, ok]).toEqual([0, true]);
  expect(of('database')).toEqual([
    {
      area: 'database',
      state: 'warn',
      text: expect.stringMatching(/parley\.db does not exist yet$/),
      remedy: 'Run: parley migrate, or parley start',
    },
  ]);
  expect(readdirSync(join(folder.path, 'data'))).toEqual(['secret.key']);
});

test('where everything works it says so of every part, and changes nothing anywhere', async () => {
  await folder.start({ PORT: String(await freePort()) });
  await folder.stop();
  taken = [];
  const { code, ok, findings, of } = await doctor({ SMTP_URL: `smtp://user:secret@127.0.0.1:${portOf(mail)}` });
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect([code, ok]).toEqual([0, true]);
  expect([...new Set(findings.map(({ area }) => area))]).toEqual([
    'configuration',
    'node',
    'database',
    'jobs',
    'wake-ups',
    'storage',
    'mail',
    'provider',
    'plugins',
    'screens',
  ]);
  expect(of('provider')[0]?.text).toBe('Front desk (post 1): reachable, and takes our credentials');
  expect(taken).toEqual(['GET secret-token']);
  expect(of('screens').map(({ text }) => text)).toEqual([
    'the shell (./shell) is built',
    expect.stringMatching(/^workbench 1\.0\.0-/),
    expect.stringMatching(/^acme 2\.0\.0-/),
  ]);
  const db = new Database(join(folder.path, 'data/parley.db'), { readonly: true });
  expect(db.prepare('select count(*) as n from mutation_key').get()).toEqual({ n: 0 });
  db.close();
  expect(JSON.stringify(findings)).not.toMatch(/secret/);
});

test('what does not work is named, each with what to do', async () => {
  isOpen = false;
  folder.install('broken', {
    'package.json': JSON.stringify({ version: '1.0.0', parley: { id: 'broken', prefix: 'broken', contract: '^7.0' } }),
  });
  folder.write('parley.config.ts', config(`, { package: './broken', required: true }, { package: '@acme/absent' }`));
  const [build = ''] = readdirSync(join(folder.path, 'data/ui/acme'));
  rmSync(join(folder.path, 'data/ui/acme', build, 'static/js/main.3c4d.js'));
  rmSync(join(folder.path, 'shell/dist'), { recursive: true });
  const { code, ok, of } = await doctor({
    SMTP_URL: `smtp://127.0.0.1:${closedPort}`,
    REDIS_URL: `redis://127.0.0.1:${closedPort}`,
    MONGODB_URL: `mongodb://127.0.0.1:${closedPort}`,
  });
  expect([code, ok]).toEqual([1, false]);
  const failed = (area: string) => of(area).filter(({ state }) => state === 'fail');
  expect(failed('mail')).toMatchObject([
    { text: expect.stringMatching(/does not answer: .*ECONNREFUSED/), remedy: expect.stringMatching(/SMTP_URL/) },
  ]);
  expect(failed('wake-ups')).toMatchObject([
    { text: expect.stringMatching(/Redis does not answer/), remedy: expect.stringMatching(/REDIS_URL/) },
  ]);
  expect(failed('jobs')).toMatchObject([
    { text: expect.stringMatching(/MongoDB does not answer/), remedy: expect.stringMatching(/MONGODB_URL/) },
  ]);
  expect(failed('provider')).toMatchObject([
    { text: 'Front desk (post 1): The post office does not take the token', remedy: expect.any(String) },
  ]);
  expect(failed('plugins').map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^broken 1\.0\.0: incompatible: It was written for contract \^7\.0/),
      expect.stringMatching(/@acme\/absent is not installed/),
    ]),
  );
  expect(failed('screens').map(({ text }) => text)).toEqual([
    'the shell (./shell) is not installed or not built',
    expect.stringMatching(/^acme 2\.0\.0-.*: mf-manifest\.json names static\/js\/main\.3c4d\.js, which is not there/),
  ]);
  const shown = await folder.run(['doctor']);
  expect(shown.code).toBe(1);
  expect(shown.out).toMatch(/^✓ node +Node 2\d/m);
  expect(shown.out).toMatch(/^✗ provider +Front desk .*\n +→ Correct the inbox in the console/m);
  expect(shown.out).toMatch(/\d+ fine, 0 to look at, \d+ that do not work\.\n$/);
});

test('a folder that cannot be written to, a database that is not there, a setting that makes no sense', async () => {
  folder.write('a-file', '');
  const { of } = await doctor({
    DATA_DIR: './a-file/data',
    SECRET_KEY: 'x'.repeat(32),
    DATABASE_URL: `mysql://root:secret@127.0.0.1:${closedPort}/parley`,
  });
  expect(of('storage')).toMatchObject([{ state: 'fail', remedy: expect.stringMatching(/another folder/) }]);
  expect(of('database')).toMatchObject([
    { state: 'fail', text: expect.stringMatching(/^The database mysql:\/\/127\.0\.0\.1.* cannot be opened: .*ECONNREFUSED/) },
  ]);
  expect((await doctor({ PORT: 'four' })).findings).toEqual([
    { area: 'configuration', state: 'fail', text: 'PORT: write a port number, 0-65535', remedy: expect.any(String) },
  ]);
});
