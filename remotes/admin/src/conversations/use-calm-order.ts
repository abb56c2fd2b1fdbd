import { useMemo, useState } from 'react';
import type { Card } from './use-conversations';

interface Kept {
  of: string;
  ids: readonly string[];
}

/**
 * Keeps rows where they are while somebody looks at them: while `held` the order stays, what left disappears, and what is new
 * is counted and waits at the edge.
 * @param of names the list; another list starts with its own order
 */
export function useCalmOrder(
  cards: readonly Card[],
  held: boolean,
  of: string,
): { shown: readonly Card[]; waiting: number; release(): void } {
  const [kept, setKept] = useState<Kept | null>(null);
  const now = (): Kept => ({ of, ids: cards.map(({ id }) => id) });
  if (held ? kept?.of !== of : kept !== null) setKept(held ? now() : null);
  const shown = useMemo(() => {
    if (!kept) return cards;
    const byId = new Map(cards.map((card) => [card.id, card]));
    const stay = kept.ids.flatMap((id) => byId.get(id) ?? []);
    const last = stay.at(-1);
    // Older pages are added below; only what came in above waits.
    const below = last ? cards.slice(cards.indexOf(last) + 1).filter(({ id }) => !kept.ids.includes(id)) : cards;
    return [...stay, ...below];
  }, [cards, kept]);
  return { shown, waiting: cards.length - shown.length, release: () => setKept(held ? now() : null) };
}
