import type { InboundEvent } from '@parley/plugin';
import type { JobQueue } from '../../src/jobs/job-queue';
import { InboxRow } from '../../src/inboxes/inbox.entity';
import { ChannelSweep } from '../../src/channels/sweep';
import { Harness } from './support/harness';
import { DAY, text } from './support/parrot';

let h: Harness;
beforeEach(async () => {
  h = await Harness.open();
});
afterEach(() => h.close());

const received = async () => (await h.rows('select providerId from message order by providerId')).map((row) => row.providerId);
const letters = async () =>
  (await h.ask('{ deadLetters { nodes { id kind reason address event replayedAt } } }')).data.deadLetters.nodes as {
    id: string;
    kind: string;
    reason: string;
    address: string | null;
    event: unknown;
  }[];
const sweep = () => new ChannelSweep(h.kernel, { define: () => undefined } as unknown as JobQueue, h.letters);

/** The same inbox at another address, as another server would make it: this one is not told. */
const copyInbox = (id: string, address: string) =>
  h.kernel.db.write(async (manager) => {
    const [inbox] = await manager.find(InboxRow);
    await manager.insert(InboxRow, { ...inbox, id, address });
  });

describe('poison', () => {
  test('an event that the channel built wrong becomes a dead letter; its neighbours go through (zammad#5439)', async () => {
    const poison = { ...text('2', 'poison'), text: { not: 'text' } };
    expect(await h.post([text('1', 'before'), poison, text('1', 'behind')])).toBe(200);
    expect(await received()).toEqual(['before', 'behind']);
    expect(await letters()).toEqual([
      expect.objectContaining({
        kind: 'FAILED',
        address: 'perch',
        reason: expect.stringContaining('text must be text'),
        event: expect.objectContaining({ providerId: 'poison' }),
      }),
    ]);
  });

  test('an event that fails only while it is written is found by trying each alone, in whatever group it stands', async () => {
    const poison = text('2', 'poison', { content: { poison: true } });
    const statuses = await Promise.all(
      [[text('1', 'a')], [text('3', 'b'), poison, text('1', 'c')], [text('4', 'd')], [text('5', 'e')]].map((body) => h.post(body)),
    );
    expect(statuses).toEqual([200, 200, 200, 200]);
    expect(await received()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const [letter] = await letters();
    expect([letter?.kind, letter?.event]).toEqual(['FAILED', expect.objectContaining({ providerId: 'poison', content: { amount: '10' } })]);
    // nothing of the failed attempts is left
    expect([await h.count('delivery'), await h.count('contact'), await h.count('conversation')]).toEqual([4, 4, 4]);
    const seqs = (await h.rows('select seq from event order by seq')).map((row) => Number(row.seq));
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
  });

  test('the same poison eight times is one letter', async () => {
    const bodies = Array.from({ length: 8 }, () => [
      text('2', 'poison', { content: { poison: true } }),
      { ...text('2', 'bad'), at: 'yesterday' },
    ]);
    expect(new Set(await Promise.all(bodies.map((body) => h.post(body as InboundEvent[]))))).toEqual(new Set([200]));
    expect(await letters()).toHaveLength(2);
  });

  test.each([
    ['no object', null],
    ['an unknown type', { type: 'telepathy', address: 'perch', at: 1, providerId: 'x' }],
    ['no sender', { ...text('1', 'x'), sender: undefined }],
    ['no identity', { ...text('1', 'x'), sender: { identities: [], replyTo: { kind: 'a', value: 'b' } } }],
    ['a provider id that is too long', { ...text('1', 'x'), providerId: 'x'.repeat(256) }],
    [
      'a receipt that leads nowhere',
      { type: 'receipt', address: 'perch', at: 1, raw: {}, providerId: 'x', status: 's', delivery: 'TELEPORTED' },
    ],
    [
      'a reaction without a target',
      { type: 'reaction', address: 'perch', at: 1, raw: {}, providerId: 'x', sender: text('1').sender, emoji: '👍' },
    ],
  ])('%s is a dead letter with a reason, and never a failed webhook', async (_name, event) => {
    expect(await h.post([event as object, text('1', 'good')])).toBe(200);
    expect(await received()).toEqual(['good']);
    expect(await letters()).toEqual([expect.objectContaining({ kind: 'FAILED', reason: expect.stringMatching(/cannot be applied: .+/) })]);
  });
});

describe('an address that nobody has', () => {
  test('is kept as UNROUTED, once, and applied by itself when its inbox is made', async () => {
    const body = [
      text('1', 'u1', { address: 'new-perch', at: 1_000 }),
      text('1', 'u2', { address: 'new-perch', at: 2_000 }),
      text('1', 'known'),
    ];
    expect([await h.post(body), await h.post(body)]).toEqual([200, 200]);
    expect((await letters()).map((l) => [l.kind, l.address])).toEqual([
      ['UNROUTED', 'new-perch'],
      ['UNROUTED', 'new-perch'],
    ]);
    expect(await received()).toEqual(['known']);

    const { data } = await h.ask('mutation($input: InboxCreateInput!) { inboxCreate(input: $input) { inbox { id } errors { code } } }', {
      input: { name: 'New', channel: 'parrot', address: 'new-perch', settings: {}, connectionId: h.connectionId },
    });
    expect(data.inboxCreate.errors).toEqual([]);
    await h.letters.idle();
    expect(await letters()).toEqual([]);
    const rows = await h.rows('select providerId from message where inboxId = ? order by seq', [data.inboxCreate.inbox.id]);
    expect(rows.map((row) => row.providerId)).toEqual(['u1', 'u2']);
    await h.post(body);
    expect([await letters(), await h.count('message')]).toEqual([[], 3]);
  });

  test('an inbox of the same address on another connection does not get them (I2)', async () => {
    await h.post([text('1', 'u', { address: 'shared' })]);
    await h.inboxes.create(h.orgId, null, { name: 'Other', channel: 'parrot', address: 'shared', settings: { hmacKey: 'another key' } });
    await h.letters.idle();
    expect([await received(), (await letters()).length]).toEqual([[], 1]);
  });

  test('an inbox that another server has just made is found although this one has not heard of it', async () => {
    await h.post([text('1', 'warm')]);
    await copyInbox('inbox_fresh', 'fresh');
    await h.post([text('1', 'there', { address: 'fresh' })]);
    expect(await h.count('message', "inboxId = 'inbox_fresh'")).toBe(1);
  });

  test('a replay that still fails stays with its reason; by id only what was named is tried', async () => {
    await h.post([text('1', 'u', { address: 'x' }), text('1', 'v', { address: 'y' })]);
    const [one] = await letters();
    const replay = (input: string) => h.ask(`mutation { deadLetterReplay(input: ${input}) { replayed remaining errors { code } } }`);
    expect((await replay(`{ ids: ["${one?.id}"] }`)).data.deadLetterReplay).toEqual({ replayed: 0, remaining: 2, errors: [] });
    await copyInbox('inbox_y', 'y');
    expect((await replay('{ all: true }')).data.deadLetterReplay).toEqual({ replayed: 1, remaining: 1, errors: [] });
    expect((await replay('{}')).data.deadLetterReplay.errors).toEqual([{ code: 'REPLAY_NOTHING' }]);
  });
});

test('dead letters are shown to and replayed by whoever manages intake, and by nobody else', async () => {
  await h.post([text('1', 'u', { address: 'x' })]);
  const other = h.viewer(['inboxes.read', 'conversations.read.all']);
  for (const source of [
    '{ deadLetters { nodes { id } } }',
    '{ channelNotices { nodes { id } } }',
    '{ receipts(providerId: "x") { nodes { id } } }',
    'mutation { deadLetterReplay(input: { all: true }) { replayed } }',
  ]) {
    expect((await h.ask(source, {}, other)).errors[0].extensions.code).toBe('FORBIDDEN');
  }
});

test('a page of dead letters goes on where the last one ended', async () => {
  await h.post(Array.from({ length: 5 }, (_, i) => text('1', `u${i}`, { address: 'x' })));
  const page = async (after: string | null) =>
    (
      await h.ask('query($after: String) { deadLetters(first: 2, after: $after) { nodes { event } pageInfo { hasNextPage endCursor } } }', {
        after,
      })
    ).data.deadLetters;
  const seen: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { nodes, pageInfo } = await page(after);
    seen.push(...nodes.map((node: { event: { providerId: string } }) => node.event.providerId));
    ({ hasNextPage: more, endCursor: after } = pageInfo);
  }
  expect(seen.sort()).toEqual(['u0', 'u1', 'u2', 'u3', 'u4']);
});

test('raw deliveries go after seven days, unless an open dead letter names them', async () => {
  await h.post([text('1', 'fine')]);
  await h.post([text('1', 'lost', { address: 'nowhere' })]);
  h.clock.advance(7 * DAY - 1);
  await sweep().run();
  expect(await h.count('delivery')).toBe(2);
  h.clock.advance(2);
  await sweep().run();
  expect(await h.count('delivery')).toBe(1);
  expect(await h.count('dead_letter', 'deliveryId in (select id from delivery)')).toBe(1);
});

test('I2 a message found by its provider id shows only to those who may see its conversation', async () => {
  await h.post([text('1', 'secret')]);
  const source = 'query($i: ID!) { messageByProviderId(inboxId: $i, providerId: "secret") { kind } }';
  expect((await h.ask(source, { i: h.inboxId })).data.messageByProviderId).toEqual({ kind: 'text' });
  expect((await h.ask(source, { i: h.inboxId }, h.viewer(['inboxes.read']))).data.messageByProviderId).toBeNull();
});
