import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import css from './chat.module.css';

/** A part of the history far out of sight is only as high as it was; it comes back before it can be seen. */
export function ChunkFrame({ scroller, keep, children }: { scroller: RefObject<HTMLElement | null>; keep: boolean; children: ReactNode }) {
  const frame = useRef<HTMLOListElement>(null);
  const height = useRef(0);
  const [near, setNear] = useState(true);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (!entry) return;
        if (!entry.isIntersecting) height.current = element.getBoundingClientRect().height;
        setNear(entry.isIntersecting);
      },
      { root: scroller.current, rootMargin: '1600px 0px' },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [scroller]);
  const shown = near || keep;
  return (
    <ol ref={frame} className={css.chunk} style={shown ? undefined : { blockSize: height.current }}>
      {shown && children}
    </ol>
  );
}
