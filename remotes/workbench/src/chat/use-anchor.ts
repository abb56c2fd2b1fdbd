import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** This close to the end counts as "at the end", pixels. */
const NEAR = 48;

/** What {@link useAnchor} gives. */
export interface Anchor {
  /** Is the newest message in sight? */
  atEnd: boolean;
  toEnd(): void;
  /** Brings a message into the middle. True when it is on the page. */
  toMessage(id: string): boolean;
  onScroll(): void;
}

/**
 * Keeps the history still. At the end it stays at the end, whatever grows; elsewhere the topmost visible message stays
 * exactly where it is, whatever is added or changes its height above or below.
 * @param scroller the box that scrolls
 * @param content what is inside; each message carries `data-message`
 */
export function useAnchor(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>): Anchor {
  const [atEnd, setAtEnd] = useState(true);
  const stick = useRef(true);
  const held = useRef<{ id: string; top: number } | null>(null);

  const hold = useCallback(() => {
    const box = scroller.current;
    const inside = content.current;
    if (!box || !inside) return;
    const top = box.getBoundingClientRect().top;
    held.current = null;
    for (const each of inside.querySelectorAll<HTMLElement>('[data-message]')) {
      const place = each.getBoundingClientRect();
      if (place.bottom <= top) continue;
      held.current = { id: each.dataset['message'] ?? '', top: place.top - top };
      return;
    }
  }, [scroller, content]);

  const settle = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    if (stick.current) {
      box.scrollTop = box.scrollHeight;
      return;
    }
    const was = held.current;
    const element = was && content.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(was.id)}"]`);
    if (!was || !element) return;
    const moved = element.getBoundingClientRect().top - box.getBoundingClientRect().top - was.top;
    if (Math.abs(moved) >= 1) box.scrollTop += moved;
  }, [scroller, content]);

  useLayoutEffect(settle);
  useLayoutEffect(() => {
    const box = scroller.current;
    const inside = content.current;
    if (!box || !inside) return;
    const watcher = new ResizeObserver(settle);
    watcher.observe(box);
    watcher.observe(inside);
    return () => watcher.disconnect();
  }, [settle, scroller, content]);

  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    stick.current = near;
    setAtEnd(near);
    hold();
  }, [scroller, hold]);

  return {
    atEnd,
    onScroll,
    toEnd: useCallback(() => {
      stick.current = true;
      setAtEnd(true);
      settle();
    }, [settle]),
    toMessage: useCallback(
      (id: string) => {
        const element = content.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);
        if (!element) return false;
        stick.current = false;
        element.scrollIntoView({ block: 'center' });
        hold();
        return true;
      },
      [content, hold],
    ),
  };
}
