import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import whatsapp from '@parley/whatsapp';
import { Harness } from './support/harness';

test('corpus', async () => {
  const h = await Harness.open({ plugins: [{ manifest: { id: 'whatsapp', prefix: 'whatsapp', contract: '^1.0' }, definition: whatsapp }] });
  const dir = '/work/shared/whatsapp/payloads';
  const files = readdirSync(dir).filter((f) => f.endsWith('.json') && f !== 'index.json').sort();
  const bodies = files.map((f) => readFileSync(`${dir}/${f}`));
  const changes = bodies.flatMap((b) => (JSON.parse(b.toString()).entry ?? []).flatMap((e: any) => e.changes ?? []));
  const addresses = [...new Set(changes.flatMap((c: any) => c.value?.metadata?.phone_number_id ?? []))] as string[];
  let connectionId: string | undefined;
  const inboxOf = new Map<string, string>();
  for (const address of addresses) {
    const row = await h.inboxes.create(h.orgId, null, { name: address, channel: 'whatsapp', address, settings: { phoneNumberId: address, wabaId: 'c', appSecret: 's', verifyToken: 'v', accessToken: 't', graphUrl: 'http://127.0.0.1:9' }, ...(connectionId ? { connectionId } : {}) });
    connectionId = row.connectionId;
    inboxOf.set(address, row.id);
  }
  const post = async (body: Buffer) => (await fetch(`${h.url}/webhooks/${connectionId}`, { method: 'POST', body: new Uint8Array(body), headers: { 'x-hub-signature-256': 'sha256=' + createHmac('sha256', 's').update(body).digest('hex') } })).status;
  for (const [i, body] of bodies.entries()) expect([files[i], await post(body)]).toEqual([files[i], 200]);
  console.log(files.length, await h.rows('select kind, reason, event from dead_letter'));
  const kept = JSON.stringify(await h.rows('select kind, data from channel_notice'));
  const lost: unknown[] = [];
  for (const { field, value } of changes as any[]) {
    for (const { id } of [...(value?.messages ?? []), ...(value?.message_echoes ?? [])]) {
      if (!id) continue;
      const n = await h.count('message', `providerId = '${id}'`);
      if (!n && !kept.includes(id)) lost.push([field, id]);
    }
    for (const { id, status } of value?.statuses ?? []) if (!(await h.count('receipt', `providerId = '${id}' and status='${status}'`))) lost.push(['status', id, status]);
    if (!value?.messages && !value?.statuses && !value?.message_echoes && !kept.includes(field)) lost.push(field);
  }
  console.log('lost', lost);
  const counts = await Promise.all(['message', 'conversation', 'contact', 'receipt', 'channel_notice', 'reaction'].map(async (t) => [t, await h.count(t)]));
  console.log(counts, await h.rows('select kind, count(*) as n from channel_notice group by kind'));
  const before = await h.picture();
  for (const body of bodies) expect(await post(body)).toBe(200);
  expect(await h.picture()).toEqual(before);
  await h.close();
}, 120000);
