import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../src/lib/config';
import { startTestApp } from './support/app';

const folder = mkdtempSync(join(tmpdir(), 'parley-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const read = (env: Record<string, string>) => readConfig({ DATA_DIR: folder, ...env });

test.each([
  [{ PORT: 'four' }, /^PORT: write a port number/],
  [{ PORT: '70000' }, /^PORT: write a port number/],
  [{ DATABASE_URL: 'postgres://x' }, /^DATABASE_URL: write sqlite:<file> or mysql:/],
  [{ PUBLIC_URL: 'care.example' }, /^PUBLIC_URL: write a URL like https:\/\/care\.example/],
  [{ MONGODB_URL: 'localhost' }, /^MONGODB_URL: write a URL like mongodb:/],
  [{ SECRET_KEY: 'short' }, /^SECRET_KEY: write at least 32 characters/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: write trace, debug, info/],
  [{ DEMO: '1', NODE_ENV: 'production' }, /^DEMO: the demo has known passwords/],
  [{ DEMO: '1', HOST: '0.0.0.0' }, /^HOST: the demo has known passwords and listens on 127\.0\.0\.1 only/],
])('a wrong value stops the start with one sentence: %j', (env, sentence) => {
  expect(() => read(env as unknown as Record<string, string>)).toThrow(ConfigError);
  expect(() => read(env as unknown as Record<string, string>)).toThrow(sentence);
});

test('the demo is on where nobody else can reach it, and off in production', () => {
  expect(read({}).demo).toBe(true);
  expect(read({ NODE_ENV: 'production' }).demo).toBe(false);
  expect(read({ HOST: '0.0.0.0' }).demo).toBe(false);
});

test('R002 the first organization and its admin are made behind a link that works once', async () => {
  const server = await startTestApp({ empty: true, env: { NODE_ENV: 'production' } });
  try {
    const link = new URL(server.app.setupLink ?? '', server.url);
    const address = server.url + link.pathname + link.search;
    expect((await fetch(address)).status).toBe(200);
    const post = (fields: Record<string, string>) =>
      fetch(address, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
    const wrong = await post({ name: 'Acme', account: '12', person: 'Ada', username: 'ada', password: 'correct horse' });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('The account is a code of 6 digits.')]);
    const made = await post({ name: 'Acme', account: '654321', person: 'Ada', username: 'ada', password: 'correct horse' });
    expect([made.status, made.headers.get('location')]).toEqual([303, '/admin/?account=654321']);
    expect((await server.client().trySignIn('654321', 'ada', 'correct horse')).errors).toEqual([]);
    expect((await fetch(address)).status).toBe(404);
  } finally {
    await server.close();
  }
});
