import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Rejected, Retry, type FetchedMedia, type InboundAttachment } from '@parley/plugin';
import { MessageRow } from '../../src/messages/message.entity';
import { AttachmentRow } from '../../src/messages/attachment.entity';
import { Bench, eventually, gate, PDF, PNG } from '../messages/bench';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
  bench.media.fetcher.start();
});
beforeEach(() => bench.fresh());
afterAll(() => bench.close());

const bytes = (...chunks: Buffer[]): FetchedMedia => ({
  body: (async function* () {
    yield* chunks;
  })(),
});
const receive = async (attachment: Partial<InboundAttachment> = {}): Promise<string> => {
  const providerId = await bench.says('a', {
    kind: 'image',
    attachments: [{ kind: 'image', mediaId: 'media-1', mimeType: 'image/jpeg', ...attachment }],
  });
  const message = await bench.db.read.findOneByOrFail(MessageRow, { providerId, inboxId: bench.inboxId });
  return (await bench.db.read.findOneByOrFail(AttachmentRow, { messageId: message.id })).id;
};
const row = (id: string) => bench.db.read.findOneByOrFail(AttachmentRow, { id });
/** Until every attempt that was begun is over. */
const settled = () => bench.media.fetcher.idle();
const sweep = async (ms: number) => {
  bench.clock.advance(ms);
  await bench.media.fetcher.sweep();
  await settled();
};
const left = async () => (await readdir(join(bench.folder, 'media', 'tmp')).catch(() => [])).length;

test('R225 a file that a customer sends is fetched at once into our own storage, and the screen is told', async () => {
  let asked: InboundAttachment | undefined;
  bench.script.fetchMedia = (attachment) => {
    asked = attachment;
    return bytes(PNG.subarray(0, 10), PNG.subarray(10));
  };
  const id = await receive({ sha256: createHash('sha256').update(PNG).digest('base64'), fileName: 'x.png' });
  await eventually(async () => (await row(id)).state === 'READY');
  const stored = await row(id);
  expect(asked).toMatchObject({ kind: 'image', mediaId: 'media-1' });
  // the channel said jpeg; the bytes say what it is
  expect(stored).toMatchObject({
    mimeType: 'image/png',
    size: PNG.length,
    sha256: createHash('sha256').update(PNG).digest('hex'),
    attempts: 0,
    error: null,
  });
  expect((await buffer(await bench.media.store.open(stored.storageKey ?? ''))).equals(PNG)).toBe(true);
  await settled();
  expect(bench.events.at(-1)).toMatchObject({ type: 'message.updated', nodeId: stored.messageId });
  expect(await left()).toBe(0);
});

test('chatwoot#15754 a fetch that fails is tried again, later and later, and then it is there', async () => {
  let failures = 3;
  let asked = 0;
  bench.script.fetchMedia = () => {
    asked++;
    if (failures-- > 0) throw new Retry({ code: '500', message: 'try later' });
    return bytes(PNG);
  };
  const id = await receive();
  await eventually(async () => (await row(id)).attempts === 1);
  await settled();
  await sweep(9_999);
  expect(asked).toBe(1);
  await sweep(1);
  expect(asked).toBe(2);
  await sweep(30_000);
  expect(asked).toBe(3);
  await sweep(60_000);
  expect(await row(id)).toMatchObject({ state: 'READY', attempts: 3 });
});

test('after a day of failures the file is given up with a sentence', async () => {
  bench.script.fetchMedia = () => {
    throw new Retry({ code: '503', message: 'the provider is away' });
  };
  const id = await receive();
  await eventually(async () => (await row(id)).attempts === 1);
  await settled();
  const begin = bench.clock.now();
  while ((await row(id)).state === 'PENDING') await sweep(10 * 60_000);
  expect(bench.clock.now() - begin).toBeGreaterThan(23 * 3_600_000);
  expect(await row(id)).toMatchObject({
    state: 'FAILED',
    error: 'The file could not be fetched from the channel for a day. Ask the customer to send it again.',
  });
  expect(bench.events.at(-1)?.type).toBe('message.updated');
});

test('what the channel says is gone for ever fails at once with its sentence', async () => {
  bench.script.fetchMedia = () => {
    throw new Rejected({ code: '404', message: 'WhatsApp no longer has this file.' });
  };
  const id = await receive();
  await eventually(async () => (await row(id)).state === 'FAILED');
  expect(await row(id)).toMatchObject({ error: 'WhatsApp no longer has this file.' });
});

test('a file whose digest is another one is not kept and is fetched again', async () => {
  const good = createHash('sha256').update(PNG).digest('hex');
  let body = PDF;
  bench.script.fetchMedia = () => bytes(body);
  const id = await receive({ sha256: good.toUpperCase() });
  await eventually(async () => (await row(id)).attempts === 1);
  await settled();
  expect(await left()).toBe(0);
  body = PNG;
  await sweep(10_000);
  expect(await row(id)).toMatchObject({ state: 'READY', sha256: good });
});

test('a file that breaks off in the middle leaves nothing and is fetched again', async () => {
  let broken = true;
  bench.script.fetchMedia = () => ({
    body: (async function* () {
      yield PNG.subarray(0, 10);
      if (broken) throw new Error('connection reset');
      yield PNG.subarray(10);
    })(),
  });
  const id = await receive();
  await eventually(async () => (await row(id)).attempts === 1);
  await settled();
  expect(await left()).toBe(0);
  broken = false;
  await sweep(10_000);
  expect(await row(id)).toMatchObject({ state: 'READY', size: PNG.length });
});

test('after a crash the sweep takes up what waits; no more than four at once', async () => {
  await bench.media.stop();
  const open = gate();
  let now = 0;
  let most = 0;
  bench.script.fetchMedia = async () => {
    most = Math.max(most, ++now);
    await open.promise;
    now--;
    return bytes(PNG);
  };
  const ids = [];
  for (let i = 0; i < 9; i++) ids.push(await receive());
  await bench.boot();
  bench.media.fetcher.start();
  await bench.media.fetcher.sweep();
  await bench.media.fetcher.sweep();
  await eventually(() => now === 4);
  open.open();
  await settled();
  expect(most).toBe(4);
  for (const id of ids) expect((await row(id)).state).toBe('READY');
});
