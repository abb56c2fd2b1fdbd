import { In } from 'typeorm';
import { closeConversation } from '../../src/assignment/claim';
import { ConversationRow } from '../../src/conversations/conversation.entity';
import { AttachmentRow } from '../../src/messages/attachment.entity';
import { MessageRow } from '../../src/messages/message.entity';
import { OutboxRow } from '../../src/messages/outbox.entity';
import { ABILITIES, Bench, codes, DAY, PDF, PNG } from './bench';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open({ asleep: true });
});
afterAll(() => bench.close());

test('R059 R062 R064 a sent message is there at once as pending, with its place in the outbox, and the conversation shows it', async () => {
  const before = await bench.conversation();
  expect(before.pendingSince).not.toBeNull();
  bench.clock.advance(1_000);
  const [message] = await bench.send(before.id, { text: 'good  morning\nAnn' });
  expect(message).toMatchObject({
    seq: before.messageSeq + 1,
    direction: 'OUT',
    kind: 'text',
    text: 'good  morning\nAnn',
    deliveryRank: 0,
    authorKind: 'agent',
    authorId: bench.ana.agentId,
    sentAt: bench.clock.now(),
  });
  expect(await bench.outbox(message?.id ?? '')).toMatchObject({ state: 'READY', attempts: 0, seq: message?.seq, dueAt: bench.clock.now() });
  expect(await bench.db.read.findOneByOrFail(ConversationRow, { id: before.id })).toMatchObject({
    lastMessageId: message?.id,
    lastMessageText: 'good morning Ann',
    lastActivityAt: bench.clock.now(),
    pendingSince: null,
    unread: 0,
    messageSeq: message?.seq,
  });
  const told = bench.events.slice(-3);
  expect(told.map((event) => [event.type, event.nodeId])).toEqual([
    ['message.created', message?.id],
    ['conversation.updated', before.id],
    ['conversation.read', before.id],
  ]);
  expect(told[0]?.rows?.map(([entity]) => entity)).toEqual([MessageRow, ConversationRow]);
  expect(told[0]?.audience.agents).toEqual([bench.ana.agentId]);
});

test('R220 C18 the text goes first as its own message, then each attachment as its own in the order given', async () => {
  const { id } = await bench.conversation();
  const files = [await bench.upload('a.pdf', PDF), await bench.upload('b.png', PNG), await bench.upload('c.png', PNG)];
  const messages = await bench.send(id, { text: 'three files', attachmentIds: files.map((file) => file.id), clientMutationKey: 'k1' });
  expect(messages.map((m) => [m.kind, m.text, m.clientMutationKey])).toEqual([
    ['text', 'three files', 'k1'],
    ['document', null, 'k1#2'],
    ['image', null, 'k1#3'],
    ['image', null, 'k1#4'],
  ]);
  expect(messages.map((m) => m.seq)).toEqual([2, 3, 4, 5]);
  const rows = await bench.db.read.findBy(AttachmentRow, { id: In(files.map((f) => f.id)) });
  expect(files.map((file) => rows.find((row) => row.id === file.id)?.messageId)).toEqual(messages.slice(1).map((m) => m.id));
});

test('R220 R225 one picture takes the text as its caption; a document, a long text or a voice message does not', async () => {
  const { id } = await bench.conversation();
  const kinds = async (text: string, file: AttachmentRow) =>
    (await bench.send(id, { text, attachmentIds: [file.id] })).map((m) => [m.kind, m.text]);
  expect(await kinds('look', await bench.upload('a.png', PNG))).toEqual([['image', 'look']]);
  expect(await kinds('look', await bench.upload('a.pdf', PDF))).toEqual([
    ['text', 'look'],
    ['document', null],
  ]);
  expect(await kinds('x'.repeat(1025), await bench.upload('a.png', PNG))).toEqual([
    ['text', 'x'.repeat(1025)],
    ['image', null],
  ]);
  expect(
    await kinds(
      'hear',
      await bench.upload('a.ogg', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('OpusHead'), Buffer.alloc(40)]), true),
    ),
  ).toEqual([
    ['text', 'hear'],
    ['voice', null],
  ]);
});

test('chatwoot#9314 the same key twice gives the same messages and never new ones, also at the same time', async () => {
  const { id, messageSeq } = await bench.conversation();
  const file = await bench.upload('a.pdf', PDF);
  const input = { text: 'once', attachmentIds: [file.id], clientMutationKey: 'same' };
  const answers = await Promise.all(Array.from({ length: 8 }, () => bench.send(id, input)));
  const ids = answers.map((messages) => messages.map((m) => m.id).join());
  expect(new Set(ids).size).toBe(1);
  expect(answers[0]).toHaveLength(2);
  expect(await bench.db.read.countBy(MessageRow, { conversationId: id })).toBe(messageSeq + 2);
  expect(await bench.db.read.countBy(OutboxRow, { conversationId: id })).toBe(2);
});

test('I9 messages of one conversation that are sent at the same time get a dense sequence', async () => {
  const { id, messageSeq } = await bench.conversation();
  await Promise.all(Array.from({ length: 12 }, (_, i) => bench.send(id, { text: `m${i}` })));
  const rows = await bench.db.read.find(MessageRow, { where: { conversationId: id }, order: { seq: 'ASC' } });
  expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: messageSeq + 12 }, (_, i) => i + 1));
});

test('R072 R074 R076 R077 R078 outside the window only a template goes; a new customer message opens it again; the next inbox has its own window', async () => {
  const from = 'window-customer';
  const { id } = await bench.conversation(from);
  expect(await codes(bench.send(id, { text: 'in time' }))).toEqual([]);
  bench.clock.advance(DAY);
  expect(await codes(bench.send(id, { text: 'too late' }))).toEqual(['WINDOW_CLOSED']);
  expect(await codes(bench.send(id, { content: { kind: 'location', data: { latitude: 1, longitude: 2 } } }))).toEqual(['WINDOW_CLOSED']);
  const [template] = await bench.send(id, {
    template: { name: 'hello', language: 'en_US', components: [{ type: 'body' }], preview: 'Hello Ann' },
  });
  expect(template).toMatchObject({
    kind: 'template',
    text: 'Hello Ann',
    content: { name: 'hello', language: 'en_US', components: [{ type: 'body' }], preview: 'Hello Ann' },
  });
  await bench.conversation(from, await bench.inbox());
  expect(await codes(bench.send(id, { text: 'the window of the other inbox' }))).toEqual(['WINDOW_CLOSED']);
  await bench.says(from);
  expect(await codes(bench.send(id, { text: 'again in time' }))).toEqual([]);
});

test('R094 nobody writes into a conversation that is absent, not theirs to see, not theirs, or closed', async () => {
  const row = await bench.conversation();
  expect(await codes(bench.send('conv_absent', { text: 'x' }))).toEqual(['CONVERSATION_NOT_FOUND']);
  expect(await codes(bench.send(row.id, { text: 'x' }, bench.ben))).toEqual(['CONVERSATION_NOT_FOUND']);
  const all = { ...bench.ben, permissions: new Set([...bench.ben.permissions, 'conversations.read.all' as const]) };
  expect(await codes(bench.send(row.id, { text: 'x' }, all))).toEqual(['CONVERSATION_NOT_YOURS']);
  expect(await codes(bench.send(row.id, { text: 'x' }, { ...all, orgId: 'org_other' }))).toEqual(['CONVERSATION_NOT_FOUND']);
  const [first] = await bench.send(row.id, { text: 'before', clientMutationKey: 'before' });
  await bench.db.write((manager) => closeConversation(manager, bench.clock.now(), row, { actorId: null, reason: 'agent' }));
  expect(await codes(bench.send(row.id, { text: 'x' }))).toEqual(['CONVERSATION_CLOSED']);
  expect((await bench.send(row.id, { text: 'before', clientMutationKey: 'before' })).map((m) => m.id)).toEqual([first?.id]);
});

test('R228 R229 C19 what the channel cannot carry is refused with a code, and nothing is written', async () => {
  const { id, messageSeq } = await bench.conversation();
  const big = await bench.upload('big.pdf', Buffer.concat([PDF, Buffer.alloc(2_000)]));
  const webp = await bench.upload(
    'a.webp',
    Buffer.from('RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00', 'latin1'),
  );
  const refused = async (input: Parameters<Bench['send']>[1]) => (await codes(bench.send(id, input)))[0];
  expect(await refused({ text: 'x'.repeat(4097) })).toBe('MESSAGE_TOO_LONG');
  expect(await refused({ text: '  ' })).toBe('MESSAGE_EMPTY');
  expect(await refused({ text: 'x', template: { name: 'a', language: 'en' } })).toBe('MESSAGE_AMBIGUOUS');
  expect(await refused({ attachmentIds: [big.id] })).toBe('ATTACHMENT_TOO_LARGE');
  expect(await refused({ text: 'the text does not go alone', attachmentIds: [webp.id] })).toBe('ATTACHMENT_UNSUPPORTED');
  expect(await refused({ attachmentIds: ['att_absent'] })).toBe('ATTACHMENT_NOT_FOUND');
  expect(await refused({ content: { kind: 'text', data: {} } })).toBe('CONTENT_KIND_UNSUPPORTED');
  expect(await refused({ text: 'x', replyToId: 'msg_absent' })).toBe('REPLY_NOT_FOUND');
  expect(await refused({ text: 'x', clientMutationKey: 'a#2' })).toBe('MUTATION_KEY_INVALID');
  expect(await bench.db.read.countBy(MessageRow, { conversationId: id })).toBe(messageSeq);
  expect((await bench.send(id, { text: '🙂'.repeat(4096) })).length).toBe(1);
});

test('an attachment is sent once, and only by who uploaded it', async () => {
  const { id } = await bench.conversation();
  const file = await bench.upload('a.pdf', PDF);
  await bench.db.write((manager) => manager.update(AttachmentRow, { id: file.id }, { uploadedById: bench.ben.agentId }));
  expect(await codes(bench.send(id, { attachmentIds: [file.id] }))).toEqual(['ATTACHMENT_NOT_FOUND']);
  await bench.db.write((manager) => manager.update(AttachmentRow, { id: file.id }, { uploadedById: bench.ana.agentId }));
  const sends = await Promise.all([
    codes(bench.send(id, { attachmentIds: [file.id] })),
    codes(bench.send(id, { attachmentIds: [file.id] })),
  ]);
  expect(sends.flat()).toEqual(['ATTACHMENT_NOT_FOUND']);
});

test('a channel without a window, templates or reactions is asked by its abilities, never by its name', async () => {
  const { serviceWindowMs: _, ...abilities } = { ...ABILITIES, templates: false, reactions: false };
  const other = await Bench.open({ abilities, asleep: true });
  try {
    const { id } = await other.conversation();
    other.clock.advance(10 * DAY);
    const [message] = await other.send(id, { text: 'any time' });
    expect(message?.deliveryRank).toBe(0);
    expect(await codes(other.send(id, { template: { name: 'a', language: 'en' } }))).toEqual(['TEMPLATE_UNSUPPORTED']);
    expect(await codes(other.room.reactions.react(other.ana, message?.id ?? '', '👍'))).toEqual(['REACTION_UNSUPPORTED']);
  } finally {
    await other.close();
  }
});
