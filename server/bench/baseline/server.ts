/**
 * The yardsticks as servers: Express that checks the signature and then does nothing (`bare`), stores the raw deliveries of a group in one
 * insert (`batched`), or does the whole intake by hand (`hand`), and answers 200.
 * Environment: PORT, BASELINE, DATABASE (JSON of its kind and address), ORGANIZATION (JSON).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';
import { APP_SECRET } from '../run/account.ts';
import type { Database } from '../run/database.ts';
import type { Organization } from '../run/organization.ts';
import { applyByHand, type Told } from './hand.ts';
import { openStore } from './stores.ts';
import { toldBy } from './told.ts';

type Kind = 'bare' | 'batched' | 'hand';
const GROUP = 128;

const kind = process.env.BASELINE as Kind;
const store = kind === 'bare' ? null : await openStore(JSON.parse(process.env.DATABASE ?? '{}') as Database);
const organization = JSON.parse(process.env.ORGANIZATION ?? '{}') as Organization;

let serial = 0;
const commit = async (group: readonly Buffer[]): Promise<void> => {
  if (!store) return;
  const now = Date.now();
  if (kind === 'hand')
    return applyByHand(
      store,
      organization,
      now,
      group.map(toldBy).filter((one): one is Told => one !== null),
    );
  const rows = group.map((body) => [
    `dlv_${now.toString(36)}${(++serial).toString(36).padStart(12, '0')}`,
    organization.connectionId,
    now,
    body,
  ]);
  await store.transaction(() => store.insert('delivery', ['id', 'connectionId', 'receivedAt', 'body'], rows));
};

let waiting: { body: Buffer; done: () => void; failed: (error: unknown) => void }[] = [];
let running = false;
/** Whatever has arrived when the writer is free is the next group, as in the server. */
const run = async (): Promise<void> => {
  const group = waiting.slice(0, GROUP);
  waiting = waiting.slice(GROUP);
  await commit(group.map(({ body }) => body)).then(
    () => group.forEach(({ done }) => done()),
    (error: unknown) => group.forEach(({ failed }) => failed(error)),
  );
  if (waiting.length > 0) setImmediate(() => void run());
  else running = false;
};
const durable = (body: Buffer): Promise<void> =>
  new Promise((done, failed) => {
    waiting.push({ body, done, failed });
    if (running) return;
    running = true;
    setImmediate(() => void run());
  });

const app = express();
app.disable('x-powered-by');
app.post('/webhooks/:connectionId', express.raw({ type: () => true, limit: '4mb' }), async (request, response) => {
  const body = request.body as Buffer;
  const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice('sha256='.length), 'hex');
  const expected = createHmac('sha256', APP_SECRET).update(body).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return void response.status(401).end();
  if (kind !== 'bare') await durable(body);
  response.status(200).end();
});
app.listen(Number(process.env.PORT), '127.0.0.1', () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => void Promise.resolve(store?.close()).then(() => process.exit(0)));
