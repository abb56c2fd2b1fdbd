import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { MAX_UPLOAD_BYTES, createMediaRouter } from '../../src/media/media.route';
import { AttachmentRow } from '../../src/messages/attachment.entity';
import { Bench, eventually, PDF, PNG } from '../messages/bench';

const MAX = 64 * 1024;
let bench: Bench;
let server: Server;
let url: string;

beforeAll(async () => {
  bench = await Bench.open();
  const viewers: Record<string, typeof bench.ana> = { ana: bench.ana, reader: { ...bench.ana, permissions: new Set() } };
  const app = express();
  app.use(
    createMediaRouter({
      kernel: bench.kernel,
      ...bench.media,
      maxUploadBytes: MAX,
      authenticate: async (request) =>
        viewers[(request.headers.authorization ?? request.headers.cookie ?? '').split(/[ =]/)[1] ?? ''] ?? null,
    }),
  );
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await bench.close();
});

interface Uploaded {
  id: string;
  kind: string;
  mimeType: string;
  fileName: string | null;
  size: number;
  url: string;
  error: { code: string; message: string };
}
const upload = async (
  bytes: Buffer,
  fileName: string,
  headers: Record<string, string> = { authorization: 'Bearer ana' },
  field = 'file',
) => {
  const form = new FormData();
  form.set(field, new Blob([new Uint8Array(bytes)], { type: 'image/png' }), fileName);
  const response = await fetch(`${url}/media`, { method: 'POST', body: form, headers });
  return { status: response.status, body: (await response.json()) as Uploaded };
};
const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });
const files = async () =>
  (await readdir(join(bench.folder, 'media'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;

const OLE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
const MP4 = Buffer.concat([
  Buffer.from([0, 0, 0, 0x18]),
  Buffer.from('ftypmp42'),
  Buffer.from([0, 0, 0, 0]),
  Buffer.from('mp42isom'),
  Buffer.alloc(32),
]);
const OGG = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('OpusHead'), Buffer.alloc(40)]);
const MP3 = Buffer.concat([
  Buffer.from('ID3'),
  Buffer.from([3, 0, 0, 0, 0, 0, 0]),
  Buffer.from([0xff, 0xfb, 0x90, 0x44]),
  Buffer.alloc(500),
]);
const AMR = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(32)]);

test.each([
  ['R232', 'picture.PNG', PNG, 'image', 'image/png'],
  [
    'R232',
    'photo.jpg',
    Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(64)]),
    'image',
    'image/jpeg',
  ],
  ['R233', 'film.mp4', MP4, 'video', 'video/mp4'],
  ['R231', 'voice.ogg', OGG, 'audio', 'audio/ogg'],
  ['R231', 'song.mp3', MP3, 'audio', 'audio/mpeg'],
  ['R231', 'note.amr', AMR, 'audio', 'audio/amr'],
  ['R230', 'paper.pdf', PDF, 'document', 'application/pdf'],
  ['R230', 'letter.doc', OLE, 'document', 'application/msword'],
  ['R230', 'table.XLS', OLE, 'document', 'application/vnd.ms-excel'],
  ['R230', 'notes.txt', Buffer.from('grüß dich'), 'document', 'text/plain'],
])('%s R225 %s is taken for what it is', async (_, name, bytes, kind, mimeType) => {
  const { status, body } = await upload(bytes, name);
  expect({ status, ...body }).toMatchObject({ status: 201, kind, mimeType, fileName: name, size: bytes.length });
  const file = await get(body.url);
  expect(file.status).toBe(200);
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
});

test.each([
  ['a page', 'page.html', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['a page that calls itself a picture', 'page.png', Buffer.from('<html><script>alert(1)</script></html>')],
  ['a drawing with scripts', 'drawing.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ['a drawing with a declaration', 'drawing.txt', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['a program', 'program.pdf', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300)])],
  ['an archive', 'archive.docx', Buffer.concat([Buffer.from('504b0506', 'hex'), Buffer.alloc(18)])],
  ['bytes without a type', 'data.bin', Buffer.from([1, 2, 3, 4])],
  ['bytes that call themselves text', 'data.txt', Buffer.from([1, 2, 3, 0, 4])],
  ['a gif', 'anim.gif', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1')],
])('R229 %s is refused and nothing of it stays', async (_, name, bytes) => {
  const before = await files();
  expect(await upload(bytes, name)).toMatchObject({ status: 415, body: { error: { code: 'UPLOAD_UNSUPPORTED' } } });
  expect(await files()).toBe(before);
});

test('R228 a file above the limit is refused while it comes, and nothing of it stays', async () => {
  expect(MAX_UPLOAD_BYTES).toBe(100 * 1024 * 1024 - 1);
  const before = await files();
  const { status, body } = await upload(Buffer.concat([PNG, Buffer.alloc(MAX)]), 'big.png');
  expect({ status, code: body.error.code }).toEqual({ status: 413, code: 'UPLOAD_TOO_LARGE' });
  expect(await upload(Buffer.concat([PNG, Buffer.alloc(4 * MAX)]), 'bigger.png')).toMatchObject({ status: 413 });
  await eventually(async () => (await files()) === before);
});

test('only somebody who may write to customers uploads, and a cookie alone is not enough', async () => {
  expect(await upload(PNG, 'a.png', {})).toMatchObject({ status: 403 });
  expect(await upload(PNG, 'a.png', { authorization: 'Bearer nobody' })).toMatchObject({ status: 401 });
  expect(await upload(PNG, 'a.png', { authorization: 'Bearer reader' })).toMatchObject({ status: 403 });
  expect(await upload(PNG, 'a.png', { cookie: 'parley_session=ana' })).toMatchObject({
    status: 403,
    body: { error: { code: 'FORBIDDEN' } },
  });
  expect(await upload(PNG, 'a.png', { cookie: 'parley_session=ana', 'x-parley': '1' })).toMatchObject({ status: 201 });
});

test('what is not an upload is told how to be one', async () => {
  expect(await upload(PNG, 'a.png', undefined, 'picture')).toMatchObject({ status: 400, body: { error: { code: 'UPLOAD_MALFORMED' } } });
  const json = await fetch(`${url}/media`, {
    method: 'POST',
    headers: { authorization: 'Bearer ana', 'content-type': 'application/json' },
    body: '{}',
  });
  expect(json.status).toBe(400);
  const cut = await fetch(`${url}/media`, {
    method: 'POST',
    headers: { authorization: 'Bearer ana', 'content-type': 'multipart/form-data; boundary=x' },
    body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc',
  });
  expect(cut.status).toBe(400);
  expect(await upload(Buffer.alloc(0), 'empty.png')).toMatchObject({ status: 400, body: { error: { code: 'UPLOAD_EMPTY' } } });
});

test('a name never becomes a path, and no name is a header', async () => {
  const { body } = await upload(PDF, '..\\..\\etc/passwd\u202Efdp.exe"; x=y.pdf');
  expect(body.fileName).toBe('passwdfdp.exe"; x=y.pdf');
  const stored = await bench.db.read.findOneByOrFail(AttachmentRow, { id: body.id });
  expect(stored.storageKey).toMatch(/^[0-9a-f]{32}$/);
  expect(stored.sha256).toBe(createHash('sha256').update(PDF).digest('hex'));
  const disposition = (await get(body.url)).headers.get('content-disposition');
  expect(disposition).toBe(`attachment; filename="passwdfdp.exe_; x=y.pdf"; filename*=UTF-8''passwdfdp.exe%22%3B%20x%3Dy.pdf`);
});

test('an address is good only with its signature, for its file, for a while', async () => {
  const { body } = await upload(PNG, 'a.png');
  const other = (await upload(PNG, 'b.png')).body;
  const address = new URL(body.url, url);
  const variant = (change: (u: URL) => void) => {
    const copy = new URL(address);
    change(copy);
    return copy.pathname + copy.search;
  };
  expect((await get(body.url)).status).toBe(200);
  expect((await get(address.pathname)).status).toBe(403);
  expect((await get(variant((u) => u.searchParams.set('sig', 'x'.repeat(32))))).status).toBe(403);
  expect((await get(variant((u) => u.searchParams.set('exp', String(Number(u.searchParams.get('exp')) + 1))))).status).toBe(403);
  expect((await get(variant((u) => (u.pathname = `/media/${other.id}`)))).status).toBe(403);
  expect((await get(`/media/..%2f..%2fsecret.key${address.search}`)).status).toBe(403);
  expect((await get(`/media/%2e%2e/%2e%2e/etc/passwd${address.search}`)).status).toBe(404);
  bench.clock.advance(90 * 60_000);
  expect((await get(body.url)).status).toBe(403);
});

test('R226 R227 pictures, films and sounds are shown, everything else is saved, and nothing can run', async () => {
  const picture = await get((await upload(PNG, 'bild ä.png')).body.url);
  const headers: Record<string, string> = {};
  picture.headers.forEach((value, name) => (headers[name] = value));
  expect(headers).toMatchObject({
    'content-type': 'image/png',
    'content-disposition': `inline; filename="bild _.png"; filename*=UTF-8''bild%20%C3%A4.png`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': expect.stringMatching(/^private, max-age=\d+$/),
  });
  expect(
    (await get((await upload(Buffer.from('<script>alert(1)</script>'), 'a.txt')).body.url)).headers.get('content-disposition'),
  ).toMatch(/^attachment;/);
  const { body } = await upload(PDF, 'page.pdf');
  await bench.db.write((manager) => manager.update(AttachmentRow, { id: body.id }, { mimeType: 'text/html' }));
  const page = await get(body.url);
  expect([page.headers.get('content-type'), page.headers.get('content-disposition')?.split(';')[0]]).toEqual([
    'application/octet-stream',
    'attachment',
  ]);
});

test('R226 a player may ask for a part, and a browser for what changed', async () => {
  const { body } = await upload(MP3, 'song.mp3');
  const part = async (range: string, headers: Record<string, string> = {}) => {
    const answer = await get(body.url, { range, ...headers });
    return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer()).toString('hex')];
  };
  const size = MP3.length;
  expect(await part('bytes=0-2')).toEqual([206, `bytes 0-2/${size}`, MP3.subarray(0, 3).toString('hex')]);
  expect(await part('bytes=-4')).toEqual([206, `bytes ${size - 4}-${size - 1}/${size}`, MP3.subarray(-4).toString('hex')]);
  expect(await part(`bytes=${size - 2}-`)).toEqual([206, `bytes ${size - 2}-${size - 1}/${size}`, MP3.subarray(-2).toString('hex')]);
  expect(await part(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, '']);
  expect(await part('bytes=0-1', { 'if-range': '"other"' })).toEqual([200, null, MP3.toString('hex')]);
  const etag = (await get(body.url)).headers.get('etag') ?? '';
  expect((await get(body.url, { 'if-none-match': etag })).status).toBe(304);
  const head = await fetch(url + body.url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(size)]);
});

test('an upload that nobody sends goes after a day; one that was sent stays', async () => {
  const unsent = await bench.upload('a.pdf', PDF);
  const sent = await bench.upload('b.pdf', PDF);
  const { id } = await bench.conversation();
  await bench.send(id, { attachmentIds: [sent.id] });
  const sweep = bench.jobs.handlers.get('media.sweep');
  bench.clock.advance(86_400_000);
  await sweep?.();
  const left = async () => [
    await bench.db.read.existsBy(AttachmentRow, { id: unsent.id }),
    await bench.db.read.existsBy(AttachmentRow, { id: sent.id }),
  ];
  expect(await left()).toEqual([true, true]);
  bench.clock.advance(1);
  await sweep?.();
  expect(await left()).toEqual([false, true]);
  await expect(bench.media.store.open(unsent.storageKey ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(bench.media.store.open('../../secret.key')).rejects.toMatchObject({ code: 'ENOENT' });
});
