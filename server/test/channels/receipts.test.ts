import type { InboundReceipt } from '@parley/plugin';
import { applyReceipts } from '../../src/channels/receipts';
import { ChannelSweep } from '../../src/channels/sweep';
import { MessageRow } from '../../src/messages/message.entity';
import type { JobQueue } from '../../src/jobs/job-queue';
import { Harness } from './support/harness';
import { text } from './support/parrot';

let h: Harness;
beforeEach(async () => {
  h = await Harness.open();
  await h.post([text('1', 'in', { at: 500 })]);
});
afterEach(() => h.close());

const receipt = (delivery: InboundReceipt['delivery'], at: number, more: Partial<InboundReceipt> = {}): InboundReceipt => ({
  type: 'receipt',
  address: 'perch',
  at,
  raw: {},
  providerId: 'out',
  status: (delivery ?? 'odd').toLowerCase(),
  ...(delivery ? { delivery } : {}),
  ...(delivery === 'FAILED' ? { error: { code: '131026', message: 'Not reachable' } } : {}),
  ...more,
});

/** A message of ours that waits for the provider's answer, with its outbox row. */
const sendOne = async (providerId: string | null = null): Promise<string> => {
  const id = `msg_${'0'.repeat(25)}1`;
  const [c] = await h.rows<{ id: string }>('select id from conversation');
  await h.kernel.db.write(async (m) => {
    const row = {
      id,
      orgId: h.orgId,
      conversationId: c?.id,
      inboxId: h.inboxId,
      seq: 2,
      direction: 'OUT',
      kind: 'text',
      providerId,
      text: 'hi',
      authorKind: 'agent',
      forwarded: false,
      deliveryRank: 0,
      errorRetryable: false,
      uncertain: true,
      sentAt: 900,
      receivedAt: 900,
    };
    await m.insert(MessageRow, row as never);
    await m.query(
      'insert into outbox(messageId, orgId, inboxId, conversationId, seq, state, attempts, dueAt, createdAt) values (?,?,?,?,2,?,1,0,0)',
      [id, h.orgId, h.inboxId, c?.id, 'SENDING'],
    );
  });
  return id;
};

const state = async () => {
  const [m] = await h.rows("select * from message where direction = 'OUT'");
  const n = (v: unknown) => (v === null || v === undefined ? null : Number(v));
  return {
    rank: m?.deliveryRank,
    accepted: n(m?.acceptedAt),
    sent: n(m?.deliverySentAt),
    delivered: n(m?.deliveredAt),
    read: n(m?.readAt),
    failed: n(m?.failedAt),
    error: m?.errorCode,
    uncertain: n(m?.uncertain),
    providerId: m?.providerId,
  };
};

const shuffles = <T>(list: T[]): T[][] =>
  list.length < 2 ? [list] : list.flatMap((one, i) => shuffles([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [one, ...rest]));

describe('receipts', () => {
  test('I8 R064-R067 in whatever order they come, the rank and the times come out the same (chatwoot#14529 #9962)', async () => {
    const id = await sendOne('out');
    const outcomes = new Set<string>();
    for (const order of shuffles([receipt('SENT', 1_000), receipt('DELIVERED', 2_000), receipt('READ', 3_000)])) {
      let rank = 0;
      for (const one of order) {
        await h.post([one]);
        const now = Number((await state()).rank);
        expect(now).toBeGreaterThanOrEqual(rank);
        rank = now;
      }
      outcomes.add(JSON.stringify(await state()));
      await h.kernel.db.write(async (m) => {
        await m.query(
          'update message set deliveryRank = 0, acceptedAt = null, deliverySentAt = null, deliveredAt = null, readAt = null where id = ?',
          [id],
        );
        await m.query('delete from receipt');
      });
    }
    expect([...outcomes]).toEqual([
      JSON.stringify({
        rank: 4,
        accepted: null,
        sent: 1_000,
        delivered: 2_000,
        read: 3_000,
        failed: null,
        error: null,
        uncertain: 0,
        providerId: 'out',
      }),
    ]);
  });

  test('READ without DELIVERED before it counts as delivered too', async () => {
    await sendOne('out');
    await h.post([receipt('READ', 3_000)]);
    expect(await state()).toMatchObject({ rank: 4, delivered: 3_000, read: 3_000 });
  });

  test('C26 a failure stands beside the rank: what arrives later clears the label and keeps the error', async () => {
    await sendOne('out');
    await h.post([receipt('FAILED', 1_500)]);
    expect(await state()).toMatchObject({ rank: 0, failed: 1_500, error: '131026' });
    await h.post([receipt('SENT', 1_000)]);
    await h.post([receipt('DELIVERED', 2_000)]);
    expect(await state()).toMatchObject({ rank: 3, failed: 1_500, error: '131026', delivered: 2_000 });
  });

  test('a word that moves nothing is kept, and moves nothing', async () => {
    await sendOne('out');
    await h.post([receipt(undefined, 1_000)]);
    expect(await state()).toMatchObject({ rank: 0, uncertain: 1 });
    const { data } = await h.ask('query { receipts(providerId: "out") { nodes { status applied at } } }');
    expect(data.receipts.nodes).toEqual([{ status: 'odd', applied: true, at: '1970-01-01T00:00:01.000Z' }]);
  });

  test('a receipt that beats the answer to our call settles the send: id, rank, outbox, and nobody asks a person', async () => {
    const id = await sendOne();
    h.told.length = 0;
    await h.post([receipt('SENT', 1_000, { messageId: id })]);
    expect(await state()).toMatchObject({ providerId: 'out', rank: 2, accepted: 1_000, sent: 1_000, uncertain: 0 });
    expect((await h.rows('select state from outbox')).map((row) => row.state)).toEqual(['DONE']);
    expect(h.told.map((event) => [event.type, event.nodeId])).toEqual([['message.updated', id]]);
    await h.post([receipt('READ', 2_000)]);
    expect(await state()).toMatchObject({ rank: 4 });
  });

  test('our own id counts only for a message of ours on the same inbox (I2)', async () => {
    const other = await h.inboxes.create(h.orgId, null, {
      name: 'Other',
      channel: 'parrot',
      address: 'other',
      settings: {},
      connectionId: h.connectionId,
    });
    const id = await sendOne();
    const [inbound] = await h.rows<{ id: string }>("select id from message where direction = 'IN'");
    await h.post([receipt('SENT', 1_000, { messageId: id, address: 'other' }), receipt('SENT', 1_000, { messageId: inbound?.id ?? '' })]);
    expect(await state()).toMatchObject({ providerId: null, rank: 0 });
    expect(await h.count('receipt', `applied = 0 and inboxId in ('${other.id}', '${h.inboxId}')`)).toBe(2);
  });

  test('what comes before its message is parked, and applied when the provider has told the id', async () => {
    const id = await sendOne();
    await h.post([receipt('DELIVERED', 2_000), receipt('SENT', 1_000)]);
    expect([await h.count('receipt', 'applied = 0'), (await state()).rank]).toEqual([2, 0]);
    await h.kernel.db.write(async (manager) => {
      await manager.update(MessageRow, { id }, { providerId: 'out' });
      const moved = await applyReceipts(manager, h.kernel.db.dialect, [await manager.findOneByOrFail(MessageRow, { id })]);
      expect(moved.map((m) => m.deliveryRank)).toEqual([3]);
    });
    expect(await state()).toMatchObject({ rank: 3, sent: 1_000, delivered: 2_000, uncertain: 0 });
    expect(await h.count('receipt', `applied = 1 and messageId = '${id}'`)).toBe(2);
  });

  test('a parked receipt that missed its message between two servers is found by the sweep', async () => {
    const id = await sendOne();
    await h.post([receipt('SENT', 1_000)]);
    await h.kernel.db.write((manager) => manager.update(MessageRow, { id }, { providerId: 'out' }));
    await new ChannelSweep(h.kernel, { define: () => undefined } as unknown as JobQueue, h.letters).run();
    expect(await state()).toMatchObject({ rank: 2 });
    expect(h.told.at(-1)?.type).toBe('message.updated');
  });

  test('a receipt that overtook an echo is applied when the echo comes', async () => {
    await h.post([receipt('READ', 2_000, { providerId: 'echo' })]);
    await h.post([text('1', 'echo', { echo: true, at: 1_000 })]);
    expect(await state()).toMatchObject({ rank: 4, accepted: 1_000, read: 2_000 });
    expect(await h.count('receipt', 'applied = 1')).toBe(1);
  });

  test('a receipt of a message that is not ours is kept and found', async () => {
    await h.post([receipt('SENT', 1_000, { providerId: 'foreign' }), receipt('SENT', 1_000, { providerId: 'foreign' })]);
    const { data } = await h.ask('query { receipts(providerId: "foreign") { nodes { status applied message { id } } } }');
    expect(data.receipts.nodes).toEqual([{ status: 'sent', applied: false, message: null }]);
  });

  test('a late failure of an earlier attempt says nothing about the message that was sent again', async () => {
    const id = await sendOne('second-attempt');
    await h.post([receipt('FAILED', 1_000, { providerId: 'first-attempt', messageId: id })]);
    expect(await state()).toMatchObject({ failed: null, providerId: 'second-attempt' });
    expect(await h.count('receipt')).toBe(1);
  });
});
