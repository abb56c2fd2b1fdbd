import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useWhen } from '../data/local';
import type { Card } from '../data/types';
import css from './list.module.css';

/** The height of one card, pixels. */
const ROW = 64;
/** Cards kept ready above and below what is visible. */
const SPARE = 8;
/** The group's name stays above its cards, pixels. */
const HEAD = 32;

/** What {@link Rows} takes. */
export interface RowsProps {
  cards: readonly Card[];
  scroller: RefObject<HTMLElement | null>;
  labelledBy: string;
  children(card: Card): ReactNode;
  onEnd?: (() => void) | undefined;
  /** The open conversation: when it changes, its card is brought into sight. */ reveal: string | null;
}

/** A group of cards of which only the visible ones exist. The group has its full height at once, so that nothing jumps. */
export function Rows({ cards, scroller, labelledBy, children, onEnd, reveal }: RowsProps) {
  const list = useRef<HTMLUListElement>(null);
  const [range, setRange] = useState({ from: 0, to: 24 });
  useLayoutEffect(() => {
    const box = scroller.current;
    const own = list.current;
    if (!box || !own) return;
    const look = () => {
      const top = box.getBoundingClientRect().top - own.getBoundingClientRect().top;
      const from = Math.max(0, Math.floor(top / ROW) - SPARE);
      const to = Math.ceil((top + box.clientHeight) / ROW) + SPARE;
      setRange((before) => (before.from === from && before.to === to ? before : { from, to }));
      if (to >= cards.length) onEnd?.();
    };
    look();
    box.addEventListener('scroll', look, { passive: true });
    const watcher = new ResizeObserver(look);
    watcher.observe(box);
    return () => {
      box.removeEventListener('scroll', look);
      watcher.disconnect();
    };
  }, [cards.length, scroller, onEnd]);
  const at = cards.findIndex((card) => card.id === reveal);
  // Only when another card is opened: what moves a card later does not scroll the list.
  useWhen(at < 0 ? null : reveal, () => {
    const box = scroller.current;
    const own = list.current;
    if (!box || !own || at < 0) return;
    const top = own.offsetTop + at * ROW;
    if (top < box.scrollTop + HEAD) box.scrollTop = top - HEAD;
    else if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
  });
  return (
    <ul ref={list} aria-labelledby={labelledBy} className={css.rows} style={{ blockSize: cards.length * ROW }}>
      {cards.slice(range.from, range.to).map((card, index) => (
        <li
          key={card.id}
          className={css.rowItem}
          aria-setsize={cards.length}
          aria-posinset={range.from + index + 1}
          style={{ insetBlockStart: (range.from + index) * ROW }}
        >
          {children(card)}
        </li>
      ))}
    </ul>
  );
}
