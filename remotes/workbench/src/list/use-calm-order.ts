import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Card } from '../data/types';

/** After this long without a movement of the pointer the rows may move again, milliseconds. */
const STILL = 1500;

/** What {@link useCalmOrder} gives. */
export interface CalmOrder {
  cards: readonly Card[];
  /** How many rows would come to the top if the list moved now. */
  waiting: number;
  /** Lets the list move: the person asked for it. */
  release(): void;
}

/**
 * Keeps rows in their place while the list is scrolled or the pointer is on it: cards show what is new, but stay where they
 * are, until the person goes to the top or asks. Rows that left disappear at once.
 * @param scrolled true while the top of the list is out of sight
 */
export function useCalmOrder(live: readonly Card[], scrolled: boolean, pointer: { current: number }): CalmOrder {
  const [held, setHeld] = useState<readonly string[] | null>(null);
  const [, wake] = useState(0);
  const shown = useRef<readonly string[]>([]);
  const busy = scrolled || (pointer.current > 0 && performance.now() - pointer.current < STILL);
  const liveIds = useMemo(() => live.map((card) => card.id), [live]);
  const order = busy ? (held ?? shown.current) : null;

  const cards = useMemo(() => {
    if (!order || order.length === 0) return live;
    const byId = new Map(live.map((card) => [card.id, card]));
    const kept = order.map((id) => byId.get(id)).filter((card): card is Card => card !== undefined);
    const known = new Set(order);
    const lastKept = kept.at(-1)?.id;
    const edge = lastKept === undefined ? -1 : liveIds.indexOf(lastKept);
    // What a further page brought belongs to the end; what is new waits for its turn.
    return [...kept, ...live.slice(edge + 1).filter((card) => !known.has(card.id))];
  }, [live, liveIds, order]);

  const ids = useMemo(() => cards.map((card) => card.id), [cards]);
  const first = ids[0];
  const waiting = useMemo(() => (order && first !== undefined ? Math.max(0, liveIds.indexOf(first)) : 0), [order, first, liveIds]);

  useEffect(() => {
    shown.current = ids;
    if (busy && held === null) setHeld(ids);
    if (!busy && held !== null) setHeld(null);
  }, [ids, busy, held]);
  useEffect(() => {
    if (!busy || scrolled || waiting === 0) return;
    const timer = setTimeout(() => wake((count) => count + 1), STILL);
    return () => clearTimeout(timer);
  });

  return {
    cards,
    waiting,
    release: useCallback(() => {
      pointer.current = 0;
      setHeld(null);
      shown.current = [];
      wake((count) => count + 1);
    }, [pointer]),
  };
}
