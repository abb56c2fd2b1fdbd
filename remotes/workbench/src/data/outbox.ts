import { useSession, type Store } from '@parley/plugin-ui';
import { useMemo } from 'react';
import { newKey, personalStore, useStore } from './local';
import type { FilePart, Preview } from './types';

/** One message on its way to the server. It stays in this browser until the server has it. */
export interface Outgoing {
  /** The `clientMutationKey`: the same one at every attempt, so that the message is sent once. */
  key: string;
  conversationId: string;
  text: string | null;
  attachment: FilePart | null;
  replyTo: Preview | null;
  /** When it was written, epoch milliseconds. */
  at: number;
  /** The server has it; it stays painted until its message is on screen. */
  sent?: true;
  /** Why the server refused it; then a person decides. */
  error?: { code: string; message: string };
}

/** What one press on Send carries. */
export interface Letter {
  conversationId: string;
  text: string;
  attachments: readonly FilePart[];
  replyTo: Preview | null;
}

const NONE: readonly Outgoing[] = [];

/** The store of one person's outbox. */
export const outboxStore = (agentId: string): Store<readonly Outgoing[]> => personalStore<readonly Outgoing[]>('outbox', agentId, NONE);

/** Kinds that the channel shows together with a text. */
const CAPTIONED = new Set(['image', 'video', 'document']);

/** One press on Send as messages: the text becomes the first file's caption where the kind has one, else a message of its own. */
export function split({ conversationId, text, attachments, replyTo }: Letter, at: number): Outgoing[] {
  const words = text.trim();
  const first = attachments[0];
  const caption = first !== undefined && words !== '' && CAPTIONED.has(first.kind);
  const parts: { text: string | null; attachment: FilePart | null }[] = [
    ...(words !== '' && !caption ? [{ text: words, attachment: null }] : []),
    ...attachments.map((attachment, index) => ({ text: caption && index === 0 ? words : null, attachment })),
  ];
  return parts.map((part, index) => ({ key: newKey(), conversationId, ...part, replyTo: index === 0 ? replyTo : null, at: at + index }));
}

/** The messages that wait for the server, and how to add, drop or retry one. */
export interface Outbox {
  all: readonly Outgoing[];
  send(letter: Letter): void;
  drop(key: string): void;
  retry(key: string): void;
}

/** The outbox of the person at the screen. Sending itself is `useOutboxSender`'s, once per screen. */
export function useOutbox(): Outbox {
  const { viewer } = useSession();
  const store = outboxStore(viewer.agent.id);
  const all = useStore(store);
  return useMemo(
    () => ({
      all,
      send: (letter) => store.set([...store.get(), ...split(letter, Date.now())]),
      drop: (key) => store.set(store.get().filter((each) => each.key !== key)),
      retry: (key) =>
        store.set(store.get().map(({ error: _error, ...each }) => (each.key === key ? each : _error ? { ...each, error: _error } : each))),
    }),
    [all, store],
  );
}
