import { Rejected } from '@parley/plugin';
import { MessageRow } from '../../src/messages/message.entity';
import { pageOfMessages } from '../../src/messages/message-page';
import { ReactionRow } from '../../src/messages/reaction.entity';
import { Bench, codes, DAY } from './bench';

let bench: Bench;
let target: MessageRow;
let conversationId: string;
beforeAll(async () => {
  bench = await Bench.open();
});
beforeEach(async () => {
  const conversation = await bench.conversation();
  conversationId = conversation.id;
  target = await bench.db.read.findOneByOrFail(MessageRow, { conversationId, direction: 'IN' });
  bench.script.sent.length = 0;
  bench.script.send = (message) => ({ providerId: `out-${message.messageId}` });
});
afterAll(() => bench.close());

const shown = async () => (await bench.db.read.findBy(ReactionRow, { messageId: target.id })).map((r) => [r.authorId, r.emoji]);

test('a reaction goes out through the outbox, stands on its message, and never shows as a message of its own', async () => {
  const before = await pageOfMessages(bench.db.read, conversationId, { first: 10 });
  await bench.room.reactions.react(bench.ana, target.id, '👍🏽');
  await bench.room.outbox.runDue();
  expect(bench.script.sent).toMatchObject([{ kind: 'reaction', reaction: { targetProviderId: target.providerId, emoji: '👍🏽' } }]);
  expect(await shown()).toEqual([[bench.ana.agentId, '👍🏽']]);
  expect(await pageOfMessages(bench.db.read, conversationId, { first: 10 })).toEqual(before);
  expect(bench.events.filter((e) => e.type === 'message.updated' && e.nodeId !== target.id)).toEqual([]);
  const [next] = await bench.send(conversationId, { text: 'next' });
  expect(next?.seq).toBe(target.seq + 1);
});

test('the same emoji again does nothing, another replaces it, null takes it away', async () => {
  await bench.room.reactions.react(bench.ana, target.id, '👍');
  await bench.room.reactions.react(bench.ana, target.id, '👍');
  await bench.room.outbox.runDue();
  await bench.room.reactions.react(bench.ana, target.id, '🎉');
  await bench.room.outbox.runDue();
  await bench.room.reactions.react(bench.ana, target.id, null);
  await bench.room.outbox.runDue();
  expect(bench.script.sent.map((m) => m.reaction?.emoji)).toEqual(['👍', '🎉', '']);
  expect(await shown()).toEqual([]);
});

test('a reaction that the provider refuses is taken back and what stood there before returns', async () => {
  await bench.room.reactions.react(bench.ana, target.id, '👍');
  await bench.room.outbox.runDue();
  bench.script.send = () => {
    throw new Rejected({ code: '131009', message: 'too old' });
  };
  bench.events.length = 0;
  await bench.room.reactions.react(bench.ana, target.id, '🎉');
  await bench.room.outbox.runDue();
  expect(await shown()).toEqual([[bench.ana.agentId, '👍']]);
  expect(bench.events.map((e) => [e.type, e.nodeId])).toEqual([
    ['message.updated', target.id],
    ['message.updated', target.id],
  ]);
});

test('only an emoji, only in the window, only where the viewer writes', async () => {
  const react = (emoji: string, viewer = bench.ana) => codes(bench.room.reactions.react(viewer, target.id, emoji));
  expect(await react('ok')).toEqual(['REACTION_INVALID']);
  expect(await react('👍👍')).toEqual(['REACTION_INVALID']);
  expect(await react('👍', bench.ben)).toEqual(['MESSAGE_NOT_FOUND']);
  bench.clock.advance(DAY);
  expect(await react('👍')).toEqual(['WINDOW_CLOSED']);
});
