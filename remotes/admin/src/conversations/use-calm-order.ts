import { useMemo, useRef, useState } from 'react';
import type { Card } from './use-conversations';

/**
 * Keeps rows where they are while somebody looks at them: with `held` the order stays, what left disappears, what is new is
 * counted and waits at the edge. Released, the list takes its true order.
 */
export function useCalmOrder(cards: readonly Card[], held: boolean): { shown: readonly Card[]; waiting: number; release(): void } {
  const order = useRef<readonly string[]>([]);
  const [released, setReleased] = useState(0);
  const [seen, setSeen] = useState(0);
  const hold = held && released === seen;
  const shown = useMemo(() => {
    if (!hold) return cards;
    const byId = new Map(cards.map((card) => [card.id, card]));
    const kept = order.current.flatMap((id) => byId.get(id) ?? []);
    const last = kept.at(-1);
    // Older pages are added below; only what came in above waits.
    const below = last ? cards.slice(cards.indexOf(last) + 1).filter(({ id }) => !order.current.includes(id)) : cards;
    return [...kept, ...below];
  }, [cards, hold]);
  order.current = shown.map(({ id }) => id);
  if (!held && released !== seen) setSeen(released);
  return { shown, waiting: cards.length - shown.length, release: () => setReleased(seen + 1) };
}
