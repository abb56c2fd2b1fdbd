import type { InboundEvent } from '@parley/plugin';
import { IntakeService } from '../../src/channels/intake.service';
import { Harness } from './support/harness';
import { DAY, text } from './support/parrot';

let h: Harness;
beforeEach(async () => {
  h = await Harness.open();
});
afterEach(() => h.close());

const conversations = () => h.rows('select * from conversation order by openedAt, id');
const messages = () => h.rows('select * from message order by conversationId, seq');
const types = () => h.told.map((event) => event.type);

describe('messages', () => {
  test('I3 thirty first messages at once make one contact and one conversation (chatwoot#10798 #14058 #13261, Press-Ticket#20)', async () => {
    const statuses = await Promise.all(Array.from({ length: 30 }, (_, i) => h.post([text('49151', `first${i}`)])));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect([await h.count('contact'), await h.count('contact_identity'), await h.count('conversation'), await h.count('message')]).toEqual([
      1, 1, 1, 30,
    ]);
    const [conversation] = await conversations();
    expect([conversation?.status, conversation?.unread, conversation?.messageSeq]).toEqual(['QUEUED', 30, 30]);
    expect((await messages()).map((m) => m.seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  test('I1 every message is there exactly once though each comes eight times at once', async () => {
    const bodies = Array.from({ length: 40 }, (_, i) => [text(`4915${i % 7}`, `dup${i}`)]);
    const statuses = await Promise.all(
      Array.from({ length: 8 }, () => bodies)
        .flat()
        .map((body) => h.post(body)),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect([await h.count('message'), await h.count('contact'), await h.count('conversation')]).toEqual([40, 7, 7]);
    expect([await h.count('delivery'), await h.count('dead_letter')]).toEqual([320, 0]);
  });

  test('I9 the sequence of the log is dense and its listeners are told every entry once, in order', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => h.post([text(`${i % 5}`)])));
    const seqs = (await h.rows<{ seq: number | string }>('select seq from event order by seq')).map((row) => Number(row.seq));
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
    expect(h.told.map((event) => event.seq)).toEqual(seqs.slice(seqs.length - h.told.length));
    expect(types().filter((type) => type === 'message.received')).toHaveLength(20);
  });

  test('a first message tells of contact, conversation and message, to those who see the queue, with rows that nobody reads again', async () => {
    await h.post([text('1', 'one')]);
    expect(types()).toEqual(['contact.created', 'conversation.opened', 'message.received']);
    expect(h.told[2]?.audience).toEqual({ conversation: true, queueOf: h.inboxId });
    expect(h.told[2]?.rows?.map(([entity, row]) => [entity.name, row.id.slice(0, 4)])).toEqual([
      ['MessageRow', 'msg_'],
      ['ConversationRow', 'conv'],
      ['ContactRow', 'cont'],
    ]);
  });

  test("a message keeps the provider's time and ours, and its raw form unless it is plain text (chatwoot#14739)", async () => {
    const at = h.clock.now() - 90_000;
    await h.post([
      text('1', 'plain', { at }),
      text('1', 'place', { at, kind: 'location', text: undefined, content: { latitude: 1, longitude: 2 }, raw: { exact: 'form' } }),
      text('1', 'ad', { at, content: { referral: { headline: 'x' } } }),
    ]);
    const [plain, place, ad] = (await messages()) as [Record<string, unknown>, Record<string, unknown>, Record<string, unknown>];
    expect([Number(plain.sentAt), Number(plain.receivedAt), plain.raw]).toEqual([at, h.clock.now(), null]);
    expect([JSON.parse(String(place.raw)), JSON.parse(String(place.content))]).toEqual([{ exact: 'form' }, { latitude: 1, longitude: 2 }]);
    expect(ad.raw).not.toBeNull();
  });

  test('what the customer waits for starts with the oldest unanswered message and does not move', async () => {
    const at = h.clock.now() - 60_000;
    await h.post([text('1', 'old', { at })]);
    h.clock.advance(5_000);
    await h.post([text('1', 'new', { at: h.clock.now() })]);
    const [conversation] = await conversations();
    expect([Number(conversation?.pendingSince), Number(conversation?.lastActivityAt), conversation?.lastMessageText]).toEqual([
      at,
      h.clock.now(),
      'hello new',
    ]);
  });

  test('R072 R077 the window counts from the latest customer message, in whatever order they come', async () => {
    const now = h.clock.now();
    await h.post([text('1', 'late', { at: now })]);
    await h.post([text('1', 'earlier', { at: now - 3_600_000 })]);
    await h.post([text('1', 'quiet', { at: now + 1_000, opensWindow: false })]);
    const [place] = await h.rows('select * from contact_inbox');
    expect([Number(place?.windowUntil), Number((await conversations())[0]?.windowUntil)]).toEqual([now + DAY, now + DAY]);
  });

  test('after a close the next message opens a new conversation that continues the last one', async () => {
    await h.post([text('1', 'a')]);
    await h.kernel.db.write(async (m) => void (await m.query("update conversation set status = 'CLOSED', openKey = null")));
    h.clock.advance(1);
    await h.post([text('1', 'b')]);
    const [first, second] = await conversations();
    expect([second?.continuesId, second?.status, first?.messageSeq, second?.messageSeq]).toEqual([first?.id, 'QUEUED', 1, 1]);
    expect(await h.count('contact')).toBe(1);
  });

  test('a parked conversation stays parked and an assigned one assigned', async () => {
    await h.post([text('1', 'a')]);
    await h.kernel.db.write(async (m) => void (await m.query("update conversation set status = 'PARKED', assigneeId = 'agent_x'")));
    await h.post([text('1', 'b')]);
    expect((await conversations()).map((c) => [c.status, c.assigneeId, c.unread])).toEqual([['PARKED', 'agent_x', 2]]);
    expect(h.told.at(-1)?.audience).toEqual({ conversation: true, agents: ['agent_x'] });
  });

  test('a quote finds its message in the same webhook, and never one of another customer (I2)', async () => {
    await h.post([
      text('1', 'q1', { replyToProviderId: 'q0', at: 2_000 }),
      text('1', 'q0', { at: 1_000 }),
      text('2', 'theirs', { replyToProviderId: 'q0', at: 3_000 }),
    ]);
    const byId = new Map((await messages()).map((m) => [m.providerId, m]));
    expect(byId.get('q1')?.replyToId).toBe(byId.get('q0')?.id);
    expect([byId.get('theirs')?.replyToId, byId.get('theirs')?.replyToProviderId]).toEqual([null, 'q0']);
  });

  test('every attachment of an album is kept, to be fetched (chatwoot#14052)', async () => {
    const files = [1, 2, 3].map((i) => ({ kind: 'image' as const, mediaId: `media${i}`, mimeType: 'image/jpeg', sha256: 'ab', size: i }));
    await h.post([text('1', 'album', { kind: 'image', text: undefined, attachments: files })]);
    const rows = await h.rows('select * from attachment order by position');
    expect(rows.map((row) => [row.providerMediaId, row.state, row.inboxId, Number(row.size)])).toEqual(
      [1, 2, 3].map((i) => [`media${i}`, 'PENDING', h.inboxId, i]),
    );
  });

  test('every kind that is not known is kept with its raw form', async () => {
    await h.post([text('1', 'odd', { kind: 'hologram', text: undefined, raw: { hologram: { depth: 3 } } })]);
    const [message] = await messages();
    expect([message?.kind, JSON.parse(String(message?.raw))]).toEqual(['hologram', { hologram: { depth: 3 } }]);
  });
});

describe('what our side wrote elsewhere, and words of the system', () => {
  const echo = (id: string, at: number) => text('1', id, { echo: true, text: 'from the phone app', at });

  test('an echo joins the open conversation as ours, counts as unread for nobody and ends the wait', async () => {
    await h.post([text('1', 'in', { at: 1_000 })]);
    await h.post([echo('out', 2_000)]);
    const [, message] = await messages();
    expect([message?.direction, message?.authorKind, message?.deliveryRank, message?.seq]).toEqual(['OUT', 'elsewhere', 1, 2]);
    const [conversation] = await conversations();
    expect([conversation?.unread, conversation?.pendingSince, conversation?.lastMessageText]).toEqual([1, null, 'from the phone app']);
    expect(types().at(-1)).toBe('message.created');
  });

  test('an echo opens nothing: it goes to the latest conversation, and without one it is kept as a notice', async () => {
    await h.post([echo('alone', 1_000)]);
    expect([await h.count('contact'), await h.count('conversation'), await h.count('message')]).toEqual([0, 0, 0]);
    const { data } = await h.ask('{ channelNotices { nodes { kind data inbox { id } } } }');
    expect(data.channelNotices.nodes).toEqual([
      {
        kind: 'unattached',
        inbox: { id: h.inboxId },
        data: { reason: expect.any(String), event: expect.objectContaining({ providerId: 'alone' }) },
      },
    ]);

    await h.post([text('1', 'in')]);
    await h.kernel.db.write(async (m) => void (await m.query("update conversation set status = 'CLOSED', openKey = null")));
    await h.post([echo('after', 3_000)]);
    expect((await conversations()).map((c) => [c.status, c.messageSeq])).toEqual([['CLOSED', 2]]);
    await h.post([echo('alone', 1_000)]);
    expect(await h.count('message')).toBe(2);
  });

  test('a system notice joins a conversation without unread, clock or window', async () => {
    await h.post([text('1', 'in', { at: 1_000 })]);
    const [before] = await conversations();
    await h.post([text('1', 'sys', { kind: 'system', opens: false, opensWindow: false, content: { type: 'x', body: 'y' }, at: 5_000 })]);
    const [after] = await conversations();
    expect([after?.unread, Number(after?.pendingSince), Number(after?.windowUntil), after?.messageSeq]).toEqual([
      1,
      1_000,
      Number(before?.windowUntil),
      2,
    ]);
    expect((await messages())[1]?.authorKind).toBe('system');
  });
});

test('I1 a webhook with every kind of event changes nothing when it comes again, and again', async () => {
  const sender = text('1').sender;
  const base = { address: 'perch', raw: { r: 1 } };
  const everything: InboundEvent[] = [
    text('1', 'a', { at: 1_000, attachments: [{ kind: 'image', mediaId: 'm' }], kind: 'image' }),
    text('1', 'b', { at: 1_100, replyToProviderId: 'a' }),
    text('1', 'echo', { at: 1_200, echo: true }),
    text('7', 'lost-echo', { at: 1_200, echo: true }),
    { ...base, type: 'reaction', at: 1_300, providerId: 'r1', sender, targetProviderId: 'a', emoji: '👍' },
    { ...base, type: 'reaction', at: 1_300, providerId: 'r2', sender, targetProviderId: 'a', emoji: null },
    { ...base, type: 'edit', at: 1_400, providerId: 'e1', sender, targetProviderId: 'b', text: 'better' },
    { ...base, type: 'revoke', at: 1_500, providerId: 'v1', sender, targetProviderId: 'b' },
    { ...base, type: 'receipt', at: 1_600, providerId: 'echo', status: 'read', delivery: 'READ' },
    { ...base, type: 'receipt', at: 1_600, providerId: 'nobody', status: 'sent', delivery: 'SENT' },
    {
      ...base,
      type: 'identity',
      at: 1_700,
      providerId: 'i1',
      from: [{ kind: 'feather', value: '1' }],
      to: [{ kind: 'feather', value: '1b' }],
      text: 'new',
    },
    { type: 'notice', kind: 'k', at: 1_800, raw: { n: 1 }, data: { n: 1 } },
    text('1', 'elsewhere', { address: 'nobody-has-this' }),
  ];
  expect(await h.post(everything)).toBe(200);
  const before = await h.picture();
  for (let i = 0; i < 3; i++) {
    h.clock.advance(60_000);
    expect(await h.post(everything)).toBe(200);
    for (const event of everything) expect(await h.post([event])).toBe(200);
  }
  expect(await h.picture()).toEqual(before);
});

test('I1 I3 I9 several servers at once: shared customers, closed conversations and duplicates, and nothing is lost or doubled', async () => {
  await h.post([text('0', 'known')]);
  await h.kernel.db.write(async (m) => void (await m.query("update conversation set status = 'CLOSED', openKey = null")));
  const connection = await h.inboxes.connection(h.connectionId);
  if (!connection) throw new Error('no connection');
  const servers = Array.from({ length: 4 }, () => new IntakeService(h.kernel));
  const sends = Array.from({ length: 60 }, (_, i) =>
    servers.map((server) =>
      server.accept(connection, Buffer.from('x'), [
        text(`${i % 5}`, `p${i}`),
        { type: 'notice', kind: 'k', key: `n${i % 7}`, at: 1, raw: {}, data: {} },
      ]),
    ),
  );
  const outcomes = await Promise.allSettled(sends.flat());
  // a race that was lost too often is answered with 503: the provider comes back
  for (let i = 0; i < outcomes.length; i++)
    if (outcomes[i]?.status === 'rejected') expect(await h.post([text(`${Math.floor(i / 4) % 5}`, `p${Math.floor(i / 4)}`)])).toBe(200);
  expect([
    await h.count('message'),
    await h.count('contact'),
    await h.count('conversation', 'openKey is not null'),
    await h.count('channel_notice'),
  ]).toEqual([61, 5, 5, 7]);
  expect(await h.count('conversation', 'unread <> messageSeq')).toBe(0);
  expect(await h.count('dead_letter')).toBe(0);
  const numbered = await h.rows<{ seq: number; n: number | string; most: number }>(
    'select conversationId, count(*) as n, max(seq) as most from message group by conversationId',
  );
  expect(numbered.every((row) => Number(row.n) === row.most)).toBe(true);
  const seqs = (await h.rows('select seq from event order by seq')).map((row) => Number(row.seq));
  expect(seqs).toEqual(seqs.map((_, i) => i + 1));
});
