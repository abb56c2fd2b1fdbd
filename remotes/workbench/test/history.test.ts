import { chatChunks, type ChatItem } from '../src/chat/items';
import type { Outgoing } from '../src/data/outbox';
import type { ChatMessage } from '../src/data/types';

const me = { id: 'agent_ana', name: 'Ana' };
const start = new Date(2026, 10, 20, 14, 0).getTime();

const message = (seq: number, minutes: number, with_: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `msg_${seq}`,
  seq,
  direction: 'IN',
  kind: 'text',
  text: `text ${seq}`,
  content: null,
  revoked: false,
  sentAt: new Date(start + minutes * 60_000).toISOString(),
  author: { __typename: 'Contact', id: 'cont_maya', name: 'Maya' },
  attachments: [],
  delivery: { status: 'DELIVERED', uncertain: false, error: null },
  edited: false,
  forwarded: false,
  replyToUnavailable: false,
  clientMutationKey: null,
  replyTo: null,
  reactions: [],
  ...with_,
});
const ours = (seq: number, minutes: number, with_: Partial<ChatMessage> = {}) =>
  message(seq, minutes, { direction: 'OUT', author: { __typename: 'Agent', ...me }, ...with_ });
const letter = (key: string, with_: Partial<Outgoing> = {}): Outgoing => ({
  key,
  conversationId: 'conv_1',
  text: 'on its way',
  attachment: null,
  replyTo: null,
  at: start + 600_000,
  ...with_,
});
const items = (messages: ChatMessage[], outgoing: Outgoing[] = []): ChatItem[] =>
  chatChunks(messages, outgoing, me).flatMap((chunk) => chunk.items);
const bubbles = (all: ChatItem[]) => all.filter((item) => item.type === 'message');

describe('the history of a chat', () => {
  test('groups what one author wrote within two minutes, and a new day begins with its name', () => {
    const all = items([message(1, 0), message(2, 1), message(3, 4), ours(4, 4.5), message(5, 24 * 60)]);
    expect(all.map((item) => item.type)).toEqual(['day', 'message', 'message', 'message', 'message', 'day', 'message']);
    expect(bubbles(all).map(({ joined, joins }) => [joined, joins])).toEqual([
      [false, true],
      [true, false],
      [false, false],
      [false, false],
      [false, false],
    ]);
  });

  test('R062 paints a sent message at once as pending, after everything that is there', () => {
    const last = bubbles(items([message(1, 0)], [letter('k1')])).at(-1);
    expect(last).toMatchObject({ key: 'k1', message: { text: 'on its way', direction: 'OUT', delivery: { status: 'PENDING' } } });
  });

  test("R062 the server's message takes the place of the painted one: one bubble, the same key, the same chunk", () => {
    const before = chatChunks([message(1, 0)], [letter('k1')], me);
    const after = chatChunks([message(1, 0), ours(2, 10, { clientMutationKey: 'k1' })], [letter('k1')], me);
    const keys = (chunks: typeof before) => chunks.map((chunk) => [chunk.key, bubbles(chunk.items).map((item) => item.key)]);
    expect(keys(after)).toEqual(keys(before));
  });

  test('R069 R196 a failed message is followed by a line that says so; an uncertain one is not', () => {
    const failed = { status: 'FAILED' as const, uncertain: false, error: { code: '131026', message: 'no', retryable: false } };
    expect(items([ours(1, 0, { delivery: failed })]).map((item) => item.type)).toEqual(['day', 'message', 'failed']);
    expect(items([ours(1, 0, { delivery: { status: 'ACCEPTED', uncertain: true, error: null } })]).map((item) => item.type)).toEqual([
      'day',
      'message',
    ]);
    expect(bubbles(items([], [letter('k1', { error: { code: 'WINDOW_CLOSED', message: 'ended' } })]))[0]?.message.delivery).toMatchObject({
      status: 'FAILED',
      error: { code: 'WINDOW_CLOSED' },
    });
  });

  test('chunks keep their keys when older messages come before them', () => {
    const newer = Array.from({ length: 40 }, (_, index) => message(101 + index, index));
    const older = Array.from({ length: 40 }, (_, index) => message(61 + index, index - 40));
    const keys = chatChunks(newer, [], me).map((chunk) => chunk.key);
    expect(
      chatChunks([...older, ...newer], [], me)
        .map((chunk) => chunk.key)
        .slice(-keys.length),
    ).toEqual(keys);
  });
});
