import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { readConfig } from '../../src/lib/config';
import { s3Address } from '../../src/lib/s3-address';
import type { MediaStore } from '../../src/media/media-store';
import { openMediaStore } from '../../src/media/open-store';

const folder = mkdtempSync(join(tmpdir(), 'parley-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bucket = process.env.TEST_S3_URL;
const stores = [['a folder', {}] as const, ...(bucket ? [['a bucket', { S3_URL: bucket }] as const] : [])];

describe.each(stores)('media in %s', (_name, env) => {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const store: MediaStore = openMediaStore(readConfig({ DATA_DIR: dataDir, ...env }));
  let number = 0;
  const spooled = async (bytes: Buffer): Promise<string> => {
    const file = join(dataDir, `spooled-${number++}`);
    await writeFile(file, bytes);
    return file;
  };
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));

  test('a file is taken over whole, and given back whole or in part', async () => {
    await store.check();
    const key = await store.put(await spooled(bytes));
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('spooled'))).toEqual([]);
    expect((await buffer(await store.open(key))).equals(bytes)).toBe(true);
    expect((await buffer(await store.open(key, { start: 250, end: 260 }))).equals(bytes.subarray(250, 261))).toBe(true);
    expect((await buffer(await store.open(key, { start: 299_999, end: 299_999 }))).equals(bytes.subarray(299_999))).toBe(true);
  });

  test('a restored file has the key that it had', async () => {
    const key = 'ab'.repeat(16);
    expect(await store.put(await spooled(Buffer.from('one')), key)).toBe(key);
    expect(String(await buffer(await store.open(key)))).toBe('one');
  });

  test('what is not there is ENOENT, and no error when it is removed', async () => {
    const key = await store.put(await spooled(Buffer.from('gone')));
    await store.delete(key);
    await store.delete(key);
    await expect(store.open(key)).rejects.toMatchObject({ code: 'ENOENT' });
    for (const other of ['../../etc/passwd', '', 'AB'.repeat(16)])
      await expect(store.open(other)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

(bucket ? test : test.skip)('a bucket that is not there, or a wrong key, is told before anything is lost', async () => {
  const file = join(folder, 'kept');
  await writeFile(file, 'still here');
  const other = new URL(bucket ?? '');
  other.pathname = '/no-such-bucket';
  const store = openMediaStore(readConfig({ DATA_DIR: folder, S3_URL: other.href }));
  await expect(store.check()).rejects.toThrow();
  await expect(store.put(file)).rejects.toThrow();
  expect((await readdir(folder)).includes('kept')).toBe(true);
});

test('an address of a bucket is read to the letter', () => {
  expect(s3Address('s3://key:a%2Fb%2Bc@store.example:9000/media/parley/one?region=eu-central-1&tls=0')).toEqual({
    endpoint: 'http://store.example:9000',
    bucket: 'media',
    prefix: 'parley/one/',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'a/b+c' },
  });
  expect(s3Address('s3://s3.eu-central-1.amazonaws.com/media')).toEqual({
    endpoint: 'https://s3.eu-central-1.amazonaws.com',
    bucket: 'media',
    prefix: '',
    region: 'us-east-1',
  });
});

test.each([
  'https://store.example/media',
  's3://store.example',
  's3://key@store.example/media',
  's3://store.example/media?tls=no',
  's3:media',
])('S3_URL=%s stops the start with one sentence', (S3_URL) => {
  expect(() => readConfig({ DATA_DIR: folder, S3_URL })).toThrow(/^S3_URL: write s3:\/\/key:secret@host:port\/bucket/);
});
