import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDatabase } from '../../src/lib/db-lock';
import { Folder, freePort } from '../cli/support';
import { startTestApp } from '../support/app';

const folder = mkdtempSync(join(tmpdir(), 'parley-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// processes of their own, on a machine that may be busy
jest.setTimeout(120_000);
const sqlite = process.env.TEST_DATABASE_URL ? describe.skip : describe;
const REFUSED = /^DATABASE_URL: another Parley server works on \S+\/parley\.db already\. Stop that one, or give/;

sqlite('one server on one SQLite file', () => {
  test('the second is refused in one sentence, under another name of the file too; when the first stops, it starts', async () => {
    const url = `sqlite:${join(folder, 'parley.db')}`;
    const first = await startTestApp({ route: async () => url });
    await expect(first.boot()).rejects.toThrow(REFUSED);
    symlinkSync(folder, join(folder, 'elsewhere'));
    expect(() => lockDatabase(`sqlite:${join(folder, 'elsewhere', 'parley.db')}`)).toThrow(/another Parley server/);
    // the first is not harmed by the attempt
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await first.restart();
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    await first.close();
  });

  test('commands work beside a server; another server ends with 1 and a sentence; after kill -9 of the first it starts', async () => {
    const installation = new Folder();
    const ports = [await freePort(), await freePort()].map(String);
    const env = (port: string | undefined) => ({ PORT: port ?? '', DEMO: '1' });
    await installation.start(env(ports[0]));
    expect(await installation.run(['start'], { env: env(ports[1]) })).toMatchObject({ code: 1, err: expect.stringMatching(REFUSED) });
    expect(await installation.run(['migrate'], { env: env(ports[0]) })).toMatchObject({ code: 0 });
    expect(await installation.run(['user', 'list'], { env: env(ports[0]) })).toMatchObject({ code: 0 });
    await installation.kill();
    await installation.start(env(ports[1]));
    expect((await fetch(`http://localhost:${ports[1]}/readyz`)).status).toBe(200);
    await installation.close();
  });
});
