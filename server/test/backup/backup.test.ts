import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlugin, Retry } from '@parley/plugin';
import { startApp, type App } from '../../src/app';
import { readConfig } from '../../src/lib/config';
import { createLog } from '../../src/lib/log';
import { MediaUrls } from '../../src/media/media-url';
import { Folder } from '../cli/support';
import { acme, CreatePoint, Point } from '../plugin-host/acme';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { createTestDatabase, type TestDatabase } from '../support/db';
import { linePlugin, newScript, openLine, type Line } from '../support/line';

// processes of their own, on a machine that may be busy
jest.setTimeout(120_000);

/** One operator's bad day: a backup is made under load, the machine is lost, the backup becomes a server again. */
const KEY = 'a secret that only the tests know, 32+';
const PNG = readFileSync(join(__dirname, '../support/dot.png'));
const bucket = process.env.TEST_S3_URL;
const work = mkdtempSync(join(tmpdir(), 'parley-backup-'));
const script = newScript();
const { plugin: loyalty, within } = acme(definePlugin({ migrations: [CreatePoint], entities: [Point] }));
const plugins = [linePlugin(script), loyalty];
const operator = new Folder();
const databases: TestDatabase[] = [];
let server: TestApp;
let admin: Client;
let line: Line;
let waitingId: string;
const files: { id: string; bytes: Buffer }[] = [];

const environment = (databaseUrl: string, dataDir: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  DATA_DIR: dataDir,
  SECRET_KEY: KEY,
  PORT: '1',
  ...(bucket ? { S3_URL: bucket } : {}),
});
const here = () => environment(server.app.kernel.config.databaseUrl, server.app.kernel.config.dataDir);
/** A machine with nothing on it. */
const elsewhere = async (name: string, url?: string) => {
  const database = url === undefined ? await createTestDatabase() : { url, remove: async () => undefined };
  databases.push(database);
  return environment(database.url, join(work, name));
};
const parley = (line: string, env: Record<string, string>) => operator.run(line.split(' '), { env });
const path = (name: string) => join(work, name);

beforeAll(async () => {
  server = await startTestApp({ plugins, ...(bucket ? { env: { S3_URL: bucket } } : {}) });
  const anaId = await server.agent('ana', { capacity: 50 });
  admin = await server.signIn('admin');
  line = await openLine(server, admin, [anaId]);
  const ana = await server.signIn('ana');
  await ana.connect();
  const log = await admin.events();
  await line.says('4930001', 'the first');
  const { nodeId } = await log.until('conversation.assigned');
  // what the provider cannot take now waits in the outbox
  script.send = () => {
    throw new Retry({ code: 'BUSY', message: 'later' }, { afterMs: 3_600_000 });
  };
  const sent = await ana.ask('mutation($input: MessageSendInput!) { messageSend(input: $input) { message { id } errors { code } } }', {
    input: { conversationId: nodeId, clientMutationKey: randomUUID(), text: 'on its way' },
  });
  waitingId = sent.messageSend.message.id;
  for (const name of ['one.png', 'two.png']) {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), name);
    const answer = await fetch(`${server.url}/media`, { method: 'POST', body: form, headers: { authorization: `Bearer ${ana.token}` } });
    files.push({ id: ((await answer.json()) as { id: string }).id, bytes: PNG });
  }
  await within(server.organizationId).db.insert(Point, [{ id: 'p1', contactId: 'cont_1', points: 7, expired: false, note: 'gold ☆' }]);
});
afterAll(async () => {
  await server.close();
  await operator.close();
  await Promise.all(databases.map((database) => database.remove()));
  rmSync(work, { recursive: true, force: true });
});

/** Starts a server on what was restored, looks, and stops it. */
const visit = async <T>(env: Record<string, string>, look: (app: App, url: string) => Promise<T>): Promise<T> => {
  const config = readConfig({ ...env, PORT: '0', DEMO: '0' });
  const log = createLog('silent', false);
  const app = await startApp({ config, operator: { plugins: [] }, log, root: work, clock: server.clock, plugins });
  try {
    return await look(app, app.kernel.config.publicUrl.replace('localhost', '127.0.0.1'));
  } finally {
    await app.stop();
  }
};
const query = async <T>(app: App, sql: string) => (await app.kernel.db.read.query(sql)) as T[];
const sumsOfTables = (archive: string) =>
  readFileSync(join(archive, 'SHA256SUMS'), 'utf8')
    .split('\n')
    .filter((one) => one.includes('tables/'));

test('I1 a backup under a flood holds every message that was acknowledged before it began, whole, and becomes a server', async () => {
  const acknowledged: string[] = [];
  let flooding = true;
  const flood = Promise.all(
    Array.from({ length: 8 }, async (_, one) => {
      for (let n = 0; flooding; n++) acknowledged.push(await line.says(`49${one}${n % 25}`, `flood ${n}`));
    }),
  );
  while (acknowledged.length < 200) await new Promise((resolve) => setImmediate(resolve));
  const before = [...acknowledged];
  const made = await parley(`backup ${path('flood.tar.gz')}`, here());
  const during = acknowledged.length - before.length;
  flooding = false;
  await flood;
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toMatch(/as it was at .* UTC: \d+ tables, [\d,]+ rows, 2 files of messages/);
  expect(made.out).toMatch(/The secret key is not in it\./);
  // the writer did not wait for it
  expect(during).toBeGreaterThan(0);

  const env = await elsewhere('after-flood');
  const restored = await parley(`restore ${path('flood.tar.gz')}`, env);
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect(restored.out).toMatch(/The archive is whole/);
  expect(restored.out).toMatch(/1 message waited to be sent and may have gone out since/);
  expect(restored.out).toMatch(/The secret key here is the one that the settings are sealed with/);

  await visit(env, async (app, url) => {
    const known = new Set((await query<{ providerId: string }>(app, 'select providerId from message')).map((row) => row.providerId));
    expect(before.filter((id) => !known.has(id))).toEqual([]);
    // I9: what the restored log had when its server started, before its own events, is dense up to the counter
    const seqs = (await query<{ seq: number | string }>(app, 'select seq from event order by seq')).map(({ seq }) => Number(seq));
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
    const [counter] = await query<{ seq: number | string }>(app, 'select seq from event_counter');
    expect(Number(counter?.seq)).toBe(seqs.length);
    // the counters that lists show
    expect(
      await query(
        app,
        'select c.id from conversation c where c.messageSeq <> (select count(*) from message m where m.conversationId = c.id and m.seq > 0) or c.unread > c.messageSeq',
      ),
    ).toEqual([]);
    for (const { id, bytes } of files) {
      const address = new MediaUrls(app.kernel).mediaUrl({ id, state: 'READY' }, app.kernel.clock.now());
      expect(Buffer.from(await (await fetch(url + address)).arrayBuffer()).equals(bytes)).toBe(true);
    }
    // its own settings open, so that the provider is believed again
    const answer = await fetch(url + line.webhookPath, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-line-secret': 'line secret' },
      body: JSON.stringify([line.message('4930009', 'after the storm')]),
    });
    expect(answer.status).toBe(200);
    expect(await query(app, "select points, note from acme_point where id = 'p1'")).toEqual([{ points: 7, note: 'gold ☆' }]);
    expect(await app.kernel.db.drift()).toEqual([]);
  });
});

test('I6 what waited to be sent is never sent again blindly after a restore; told to, it is sent', async () => {
  await parley(`backup ${path('waiting')}`, here());
  const fate = async (env: Record<string, string>) =>
    visit(env, async (app) =>
      (
        await query<{ state: string; uncertain: number }>(
          app,
          `select o.state, m.uncertain from outbox o join message m on m.id = o.messageId where m.id = '${waitingId}'`,
        )
      ).map(({ state, uncertain }) => [state, Number(uncertain)]),
    );
  const careful = await elsewhere('careful');
  await parley(`restore ${path('waiting')}`, careful);
  expect(await fate(careful)).toEqual([['UNCERTAIN', 1]]);
  const told = await elsewhere('told');
  expect(await parley(`restore ${path('waiting')} --send-waiting`, told)).toMatchObject({ code: 0 });
  expect(await fate(told)).toEqual([['READY', 0]]);
});

test('an archive of one kind of database becomes the other kind and comes back, row by row the same', async () => {
  await parley(`backup ${path('first')}`, here());
  const file = await elsewhere('to-sqlite', `sqlite:${path('to.db')}`);
  expect(await parley(`restore ${path('first')} --send-waiting`, file)).toMatchObject({ code: 0, err: '' });
  expect(await parley(`backup ${path('second')}`, file)).toMatchObject({ code: 0 });
  const back = await elsewhere('back');
  expect(await parley(`restore ${path('second')} --send-waiting`, back)).toMatchObject({ code: 0, err: '' });
  expect(await parley(`backup ${path('third')}`, back)).toMatchObject({ code: 0 });
  const ledger = (sums: string[]) => sums.filter((one) => !one.endsWith('tables/migrations.jsonl'));
  expect(ledger(sumsOfTables(path('first'))).length).toBeGreaterThan(30);
  expect(ledger(sumsOfTables(path('second')))).toEqual(ledger(sumsOfTables(path('first'))));
  expect(ledger(sumsOfTables(path('third')))).toEqual(ledger(sumsOfTables(path('first'))));
});

describe('a restore is refused', () => {
  let env: Record<string, string>;
  const refusal = async (line: string, more: Record<string, string> = {}) => {
    const { code, err } = await parley(line, { ...env, ...more });
    return [code, err.trim()];
  };
  const spoil = (name: string, how: (folder: string) => void): string => {
    cpSync(path('first'), path(name), { recursive: true });
    how(path(name));
    return path(name);
  };
  beforeAll(async () => {
    env = await elsewhere('refused');
    if (!existsSync(path('first'))) await parley(`backup ${path('first')}`, here());
  });

  test('when a byte of the archive has changed, or a file is gone or too much', async () => {
    const changed = spoil('changed', (folder) => appendFileSync(join(folder, 'tables/message.jsonl'), '[]\n'));
    expect(await refusal(`restore ${changed}`)).toEqual([1, 'This archive is damaged: tables/message.jsonl is not what was written.']);
    const gone = spoil('gone', (folder) => rmSync(join(folder, 'tables/event.jsonl')));
    expect(await refusal(`restore ${gone}`)).toEqual([1, 'This archive is damaged: tables/event.jsonl is missing.']);
    const more = spoil('more', (folder) => writeFileSync(join(folder, 'tables/extra.jsonl'), ''));
    expect(await refusal(`restore ${more}`)).toEqual([
      1,
      'This archive is damaged: it holds tables/extra.jsonl, which was not written into it.',
    ]);
  });

  test('when the file breaks off, or is something else', async () => {
    await parley(`backup ${path('short.tgz')}`, here());
    truncateSync(path('short.tgz'), 3_000);
    expect(await refusal(`restore ${path('short.tgz')}`)).toEqual([1, 'This archive is damaged: it cannot be unpacked to its end.']);
    mkdirSync(path('nothing'));
    expect(await refusal(`restore ${path('nothing')}`)).toEqual([
      1,
      'This is no archive of "parley backup", or a part of one: SHA256SUMS is missing.',
    ]);
    expect(await refusal(`restore ${path('nowhere')}`)).toEqual([1, `There is no archive at ${path('nowhere')}.`]);
  });

  test('when a newer version made it', async () => {
    const newer = spoil('newer', (folder) => {
      const file = join(folder, 'manifest.json');
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as { migrations: string[] };
      writeFileSync(file, JSON.stringify({ ...manifest, parley: '9.1.0', migrations: [...manifest.migrations, 'Later1999999999999'] }));
      const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
      const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8');
      writeFileSync(join(folder, 'SHA256SUMS'), sums.replace(/^\w+(?= {2}manifest\.json$)/m, sum));
    });
    expect(await refusal(`restore ${newer}`)).toEqual([
      1,
      'This archive was made by a newer Parley (9.1.0): its database had run Later1999999999999, which this version does not know. Install that version, then restore.',
    ]);
  });

  test('when there is a database already, unless told to delete it; or a server runs', async () => {
    expect(await parley(`restore ${path('first')}`, env)).toMatchObject({ code: 0 });
    expect(await refusal(`restore ${path('first')}`)).toEqual([
      1,
      expect.stringMatching(/ has \d+ tables already\. Restore into an empty database, or add --force/),
    ]);
    expect(await parley(`restore ${path('first')} --force`, env)).toMatchObject({ code: 0, err: '' });
    const { port } = new URL(server.url);
    expect(await refusal(`restore ${path('first')} --force`, { PORT: port })).toEqual([
      1,
      `A server runs at http://127.0.0.1:${port}. Stop every server of this installation first.`,
    ]);
  });
});

test('the secret key goes along only when asked for; without it the restore says what cannot be read', async () => {
  await parley(`backup ${path('keyless')}`, here());
  expect(existsSync(path('keyless/secret.key'))).toBe(false);
  const other = { ...(await elsewhere('other-key')), SECRET_KEY: '' };
  expect((await parley(`restore ${path('keyless')}`, other)).out).toMatch(
    /The secret key here is another one: the settings .* cannot be read/,
  );
  expect((await parley(`backup ${path('keyed')} --with-secret-key`, here())).out).toMatch(
    /The secret key is in it: whoever has this archive/,
  );
  const fresh = { ...(await elsewhere('fresh-key')), SECRET_KEY: '' };
  expect((await parley(`restore ${path('keyed')}`, fresh)).out).toMatch(/The secret key of the archive is in /);
  expect(readFileSync(join(work, 'fresh-key/secret.key'), 'utf8').trim()).toBe(KEY);
});

test('migrate --down takes the last migrations back, asks first, and refuses beside a server', async () => {
  await parley(`backup ${path('before-down')}`, here());
  const env = await elsewhere('down');
  await parley(`restore ${path('before-down')}`, env);
  const last = (await parley('migrate --down 1', env)).out;
  expect(last).toMatch(/^These are taken back on .*:\n {2}core {2}\w+\n/);
  expect(await parley('migrate --down 1', env)).toMatchObject({ code: 1, err: 'This cannot be undone. Add --yes to do it.\n' });
  expect(await parley('migrate --check', env)).toMatchObject({ code: 0 });
  expect(await parley('migrate --down Nothing1 --yes', env)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^--down: write how many, or the name/),
  });
  expect(await parley('migrate --down 1 --yes', env)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Done\. Now install the version/),
  });
  expect(await parley('migrate --check', env)).toMatchObject({ code: 1, out: expect.stringMatching(/^1 migrations have not run/) });
  expect(await parley('migrate', env)).toMatchObject({ code: 0 });
  expect(await parley('migrate --down 1 --yes', { ...here(), PORT: new URL(server.url).port })).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^A server runs at/),
  });
});

test('a backup never overwrites, and one that cannot be finished leaves nothing', async () => {
  writeFileSync(path('there.tar'), '');
  expect(await parley(`backup ${path('there.tar')}`, here())).toMatchObject({
    code: 1,
    err: `${path('there.tar')} is there already. Name another file or folder.\n`,
  });
  const { code } = await parley(`backup ${path('there.tar/below')}`, here());
  expect(code).toBe(1);
  expect(existsSync(path('there.tar.partial'))).toBe(false);
});
