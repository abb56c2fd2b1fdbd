import type { Outgoing } from '../data/outbox';
import type { ChatMessage } from '../data/types';

/** One bubble and how it stands in its group. */
export interface MessageItem {
  type: 'message';
  /** Stays the same when the server's answer takes the place of what was painted at once. */
  key: string;
  message: ChatMessage;
  /** The first of its group: a little more distance, and the author's name where it is not clear. */
  first: boolean;
  /** Joined with the one before. */
  joined: boolean;
  /** Joined with the next: its time shows only on hover. */
  joins: boolean;
  /** The message that is still on its way to the server. */
  outgoing?: Outgoing;
}
/** A line with the day. */
export interface DayItem {
  type: 'day';
  key: string;
  at: number;
}
/** A line in the middle that is itself a message: a notice of the channel, a call. */
export interface NoteItem {
  type: 'note';
  key: string;
  message: ChatMessage;
}
/** A line that says that the message above was not delivered. */
export interface FailedItem {
  type: 'failed';
  key: string;
  messageId: string;
}
/** Whatever stands in the history. */
export type ChatItem = MessageItem | DayItem | NoteItem | FailedItem;
/** Items that are shown and hidden together. */
export interface Chunk {
  key: string;
  items: ChatItem[];
}

/** Messages of one author closer together than this are one group, milliseconds. */
const GROUP = 120_000;
/** Messages in one chunk. */
const CHUNK = 24;

const isNote = (message: ChatMessage) => (message.kind === 'system' || message.kind === 'call') && !message.revoked;
const authorOf = (message: ChatMessage) => `${message.direction}:${message.author?.id ?? ''}`;

/** What was written but is not with the server yet, drawn like any other message. */
export function paint(letter: Outgoing, me: { id: string; name: string }): ChatMessage {
  return {
    __typename: 'Message',
    id: `out:${letter.key}`,
    direction: 'OUT',
    kind: letter.attachment ? letter.attachment.kind : 'text',
    text: letter.text,
    content: null,
    revoked: false,
    sentAt: new Date(letter.at).toISOString(),
    seq: Number.MAX_SAFE_INTEGER,
    author: { __typename: 'Agent', id: me.id, name: me.name },
    attachments: letter.attachment ? [letter.attachment] : [],
    delivery: {
      status: letter.error ? 'FAILED' : 'PENDING',
      uncertain: false,
      error: letter.error ? { ...letter.error, retryable: true } : null,
    },
    edited: false,
    forwarded: false,
    replyToUnavailable: false,
    clientMutationKey: letter.key,
    replyTo: letter.replyTo,
    reactions: [],
  } as ChatMessage;
}

interface Entry {
  message: ChatMessage;
  outgoing?: Outgoing;
}

const together = (a: Entry | undefined, b: Entry | undefined): boolean => {
  if (!a || !b || isNote(a.message) || isNote(b.message) || authorOf(a.message) !== authorOf(b.message)) return false;
  if (a.message.delivery.status === 'FAILED') return false;
  const [from, to] = [Date.parse(a.message.sentAt), Date.parse(b.message.sentAt)];
  return Math.abs(to - from) < GROUP && new Date(from).toDateString() === new Date(to).toDateString();
};

/**
 * The history as chunks of items: days, groups, notices, what is on its way. A chunk keeps its key when older messages come
 * before it, so that measured heights stay true.
 */
export function chatChunks(messages: readonly ChatMessage[], outgoing: readonly Outgoing[], me: { id: string; name: string }): Chunk[] {
  const there = new Set(messages.map((message) => message.clientMutationKey).filter(Boolean));
  const entries: Entry[] = [
    ...messages.map((message) => ({ message })),
    ...outgoing.filter((letter) => !there.has(letter.key)).map((letter) => ({ message: paint(letter, me), outgoing: letter })),
  ];
  const lastSeq = messages.at(-1)?.seq ?? 0;
  const chunks: Chunk[] = [];
  entries.forEach((entry, index) => {
    const { message } = entry;
    // What is on its way stands where it will land, so that its bubble is not made anew.
    const seq = entry.outgoing ? lastSeq + index - messages.length + 1 : message.seq;
    const key = `c${Math.floor(seq / CHUNK)}`;
    let chunk = chunks.at(-1);
    if (chunk?.key !== key) chunks.push((chunk = { key, items: [] }));
    const before = entries[index - 1];
    const day = new Date(message.sentAt).setHours(0, 0, 0, 0);
    if (!before || new Date(before.message.sentAt).setHours(0, 0, 0, 0) !== day)
      chunk.items.push({ type: 'day', key: `day:${day}`, at: day });
    const own = message.clientMutationKey ?? message.id;
    if (isNote(message)) {
      chunk.items.push({ type: 'note', key: own, message });
      return;
    }
    const joined = together(before, entry);
    const joins = together(entry, entries[index + 1]);
    chunk.items.push({
      type: 'message',
      key: own,
      message,
      first: !joined,
      joined,
      joins,
      ...(entry.outgoing ? { outgoing: entry.outgoing } : {}),
    });
    if (message.direction === 'OUT' && message.delivery.status === 'FAILED' && !message.delivery.uncertain)
      chunk.items.push({ type: 'failed', key: `failed:${own}`, messageId: message.id });
  });
  return chunks;
}

/** The last items of a history, in their chunks. */
export function tail(chunks: readonly Chunk[], count: number): Chunk[] {
  const last: Chunk[] = [];
  let missing = count;
  for (let at = chunks.length - 1; at >= 0 && missing > 0; at--) {
    const chunk = chunks[at] as Chunk;
    last.unshift({ ...chunk, items: chunk.items.slice(-missing) });
    missing -= chunk.items.length;
  }
  return last;
}
