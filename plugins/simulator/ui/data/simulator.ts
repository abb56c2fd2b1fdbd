import { useSyncExternalStore } from 'react';
import { eventsUrl } from './api';
import type { Change, Chat, Snapshot } from './types';

/** What the page knows. `offset`: the simulator's time minus this browser's, ms. */
export interface Known extends Snapshot {
  offset: number;
  live: boolean;
}

const WIRE = 200;
const PER_CHAT = 400;
let known: Known | null = null;
let lost = false;
const listeners = new Set<() => void>();

const set = (next: Known | null): void => {
  known = next;
  for (const listener of listeners) listener();
};

async function load(): Promise<void> {
  const response = await fetch('/simulator/api/state');
  const snapshot = (await response.json()) as Snapshot;
  set({ ...snapshot, offset: snapshot.now - Date.now(), live: true });
}

/** One list with the item put in the place of the one with the same key, or at its end. */
function put<T>(list: readonly T[], item: T, key: (one: T) => unknown): T[] {
  const at = list.findLastIndex((one) => key(one) === key(item));
  return at < 0 ? [...list, item] : list.with(at, item);
}

function withChat(chats: Chat[], change: { customerId: string; numberId: string }, edit: (chat: Chat) => Chat): Chat[] {
  const at = chats.findIndex((chat) => chat.customerId === change.customerId && chat.numberId === change.numberId);
  const chat = chats[at] ?? { customerId: change.customerId, numberId: change.numberId, lastInboundAt: 0, typingUntil: 0, messages: [] };
  return at < 0 ? [...chats, edit(chat)] : chats.with(at, edit(chat));
}

function apply(state: Known, change: Change): Known {
  switch (change.type) {
    case 'customer':
      return { ...state, customers: put(state.customers, change.customer, (one) => one.id) };
    case 'number':
      return { ...state, numbers: put(state.numbers, change.number, (one) => one.phoneNumberId) };
    case 'message':
      return {
        ...state,
        chats: withChat(state.chats, change, (chat) => ({
          ...chat,
          messages: put(chat.messages, change.message, (one) => one.id).slice(-PER_CHAT),
        })),
      };
    case 'chat':
      return {
        ...state,
        chats: withChat(state.chats, change, (chat) => ({ ...chat, lastInboundAt: change.lastInboundAt, typingUntil: change.typingUntil })),
      };
    case 'wire':
      return { ...state, wire: put(state.wire, change.entry, (one) => one.id).slice(-WIRE) };
    case 'wire-cleared':
      return { ...state, wire: [] };
    case 'faults':
      return { ...state, faults: change.faults };
    case 'clock':
      return { ...state, shiftMs: change.shiftMs, offset: change.now - Date.now() };
  }
}

function start(): void {
  const source = new EventSource(eventsUrl);
  source.onopen = () => {
    lost = false;
    void load().catch(() => undefined);
  };
  source.onmessage = (event: MessageEvent<string>) => {
    if (known) set((JSON.parse(event.data) as Change[]).reduce(apply, known));
  };
  source.onerror = () => {
    lost = true;
    if (known) set({ ...known, live: false });
    // A stream that the server refused outright is not opened again by the browser.
    if (source.readyState === EventSource.CLOSED) setTimeout(start, 2000);
  };
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0 && !known && !lost) start();
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * Shows a change before the simulator confirms it, so that a switch moves under the hand.
 *
 * @param sent the call that asks for it; when it fails, the page is told how things are
 */
export async function foresee(change: Change, sent: Promise<unknown>): Promise<void> {
  if (known) set(apply(known, change));
  if ((await sent) === null) await load().catch(() => undefined);
}

/** Everything the simulator knows, live; null until it is there. */
export const useSimulator = (): Known | null => useSyncExternalStore(subscribe, () => known);
