import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestApp, type TestApp } from './support/app';
import type { Client } from './support/client';

const FOLDER = process.env.PARLEY_WEBHOOK_CORPUS;
const SECRET = 'corpus app secret';

interface Said {
  id?: string;
  reaction?: { message_id: string; emoji?: string };
  edit?: { original_message_id: string };
  revoke?: { original_message_id: string };
}
interface Value {
  metadata?: { phone_number_id?: string };
  messages?: Said[];
  message_echoes?: Said[];
  statuses?: { id?: string; status?: string }[];
}
interface Hook {
  entry?: { changes?: { field: string; value: Value }[] }[];
}

const bodies = FOLDER
  ? readdirSync(FOLDER)
      .filter((file) => file.endsWith('.json') && file !== 'index.json')
      .sort()
      .map((file) => ({ file, body: readFileSync(join(FOLDER, file)) }))
  : [];
const hooks = bodies.map(({ body }) => JSON.parse(body.toString('utf8')) as Hook);
const changes = hooks.flatMap((hook) => (hook.entry ?? []).flatMap((entry) => entry.changes ?? []));
const addresses = [...new Set(changes.flatMap(({ value }) => value?.metadata?.phone_number_id ?? []))];

let server: TestApp;
let admin: Client;
let webhook: string;
const inboxes = new Map<string, string>();

beforeAll(async () => {
  server = await startTestApp({ operator: { plugins: [{ package: '@parley/whatsapp' }, { package: '@parley/assignment-basic' }] } });
  admin = await server.signIn('admin');
  let connectionId: string | undefined;
  for (const address of addresses) {
    const settings = {
      phoneNumberId: address,
      wabaId: 'corpus',
      appSecret: SECRET,
      verifyToken: 'corpus verify',
      accessToken: 'corpus token',
      graphUrl: 'http://127.0.0.1:9',
    };
    const { inboxCreate } = await admin.ask(
      'mutation($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id connectionId webhookUrl } errors { code message } } }',
      { input: { name: `Number ${address}`, channel: 'whatsapp', address, settings, ...(connectionId ? { connectionId } : {}) } },
    );
    expect(inboxCreate.errors).toEqual([]);
    inboxes.set(address, inboxCreate.inbox.id);
    connectionId = inboxCreate.inbox.connectionId;
    webhook = new URL(inboxCreate.inbox.webhookUrl).pathname;
  }
});
afterAll(() => server.close());

const post = async (body: Buffer): Promise<number> => {
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const response = await fetch(server.url + webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body: new Uint8Array(body),
  });
  return response.status;
};

/** All notices, as text: what a message that attaches to nothing is found in. */
const notices = async (): Promise<string> => {
  const found: unknown[] = [];
  for (let after: string | null = null; ;) {
    const { channelNotices }: { channelNotices: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
      await admin.ask(
        'query($after: String) { channelNotices(first: 100, after: $after) { nodes { kind data } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
    found.push(...channelNotices.nodes);
    if (!channelNotices.pageInfo.hasNextPage) return JSON.stringify(found);
    after = channelNotices.pageInfo.endCursor;
  }
};

const MESSAGE =
  'query($inboxId: ID!, $id: String!) { messageByProviderId(inboxId: $inboxId, providerId: $id) { id edited revoked reactions { emoji } } }';

/** A message stands by itself; a reaction, an edit and a revoke show on the message that they changed. */
const isFound = async (inboxId: string, said: Said): Promise<boolean> => {
  const read = async (id: string) => (await admin.ask(MESSAGE, { inboxId, id })).messageByProviderId;
  if (said.reaction?.emoji)
    return (
      (await read(said.reaction.message_id))?.reactions.some(({ emoji }: { emoji: string }) => emoji === said.reaction?.emoji) ?? false
    );
  if (said.edit) return (await read(said.edit.original_message_id))?.edited ?? false;
  if (said.revoke) return (await read(said.revoke.original_message_id))?.revoked ?? false;
  return (await read(said.id ?? '')) !== null;
};

(FOLDER ? describe : describe.skip)('the corpus of real webhooks', () => {
  test('each is answered with 200 and none is a dead letter', async () => {
    expect(bodies.length).toBeGreaterThan(100);
    for (const { file, body } of bodies) expect({ file, status: await post(body) }).toEqual({ file, status: 200 });
    expect((await admin.ask('{ deadLetters(first: 5) { nodes { kind reason address } } }')).deadLetters.nodes).toEqual([]);
  });

  test('every message, status and notice is found back through the API', async () => {
    const kept = await notices();
    for (const { field, value } of changes) {
      const inboxId = inboxes.get(value?.metadata?.phone_number_id ?? '');
      for (const said of [...(value?.messages ?? []), ...(value?.message_echoes ?? [])]) {
        const { id } = said;
        if (!id) continue;
        expect({ id, found: kept.includes(id) || (inboxId !== undefined && (await isFound(inboxId, said))) }).toEqual({ id, found: true });
      }
      for (const { id, status } of value?.statuses ?? []) {
        const { receipts } = await admin.ask('query($id: String!) { receipts(providerId: $id, first: 100) { nodes { status } } }', { id });
        expect({
          id,
          found: kept.includes(id ?? '') || receipts.nodes.some((receipt: { status: string }) => receipt.status === status),
        }).toEqual({ id, found: true });
      }
      if (!value?.messages && !value?.statuses && !value?.message_echoes)
        expect({ field, found: kept.includes(field) }).toEqual({ field, found: true });
    }
  });

  test('all of them once more change nothing', async () => {
    const before = await admin.ask('{ latestEventId }');
    for (const { body } of bodies) expect(await post(body)).toBe(200);
    expect(await admin.ask('{ latestEventId }')).toEqual(before);
  });
});
