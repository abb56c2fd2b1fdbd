import {
  cloneElement,
  useEffect,
  useLayoutEffect,
  type CSSProperties,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { createPortal } from 'react-dom';
import { place, type Position } from './place';
import { cx } from '../parts/cx';
import css from './floats.module.css';

/** Puts its children at the end of the page, past every clipping and stacking parent. */
export function Portal({ children }: { children: ReactNode }) {
  return createPortal(children, document.body);
}

/** The child with further attributes and a ref that also reaches the child's own. */
export function withRef<E extends HTMLElement>(
  child: ReactElement,
  ref: RefObject<E | null>,
  extra: Record<string, unknown> = {},
): ReactElement {
  const props = child.props as { ref?: Ref<E> };
  const both = (element: E | null) => {
    ref.current = element;
    if (typeof props.ref === 'function') props.ref(element);
    else if (props.ref) props.ref.current = element;
  };
  return cloneElement(child as ReactElement<Record<string, unknown>>, { ...extra, ref: both });
}

/** What {@link Float} takes. */
export interface FloatProps extends Omit<HTMLAttributes<HTMLDivElement>, 'children'> {
  anchor: RefObject<HTMLElement | null>;
  position: Position;
  offset?: number;
  /** Width in pixels; `target` is as wide as what it hangs on. */
  width?: number | 'target';
  boxRef: RefObject<HTMLDivElement | null>;
  /** Asked for when the pointer goes down outside, or Escape is pressed. */
  onDismiss?: () => void;
  bare?: boolean;
  children: ReactNode;
}

/** A box that hangs on an element, follows it when the page scrolls, and goes when one clicks beside it. */
export function Float({ anchor, position, offset = 6, width, boxRef, onDismiss, bare, className, style, children, ...rest }: FloatProps) {
  useLayoutEffect(() => {
    const [box, target] = [boxRef.current, anchor.current];
    if (!box || !target) return;
    const settle = () => {
      const from = target.getBoundingClientRect();
      if (width === 'target') box.style.inlineSize = `${from.width}px`;
      const { left, top } = place({
        anchor: from,
        float: { width: box.offsetWidth, height: box.offsetHeight },
        view: { width: document.documentElement.clientWidth, height: window.innerHeight },
        position,
        offset,
        rtl: document.documentElement.dir === 'rtl',
      });
      box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    };
    settle();
    const size = new ResizeObserver(settle);
    size.observe(box);
    size.observe(target);
    window.addEventListener('scroll', settle, { capture: true, passive: true });
    window.addEventListener('resize', settle);
    return () => {
      size.disconnect();
      window.removeEventListener('scroll', settle, { capture: true });
      window.removeEventListener('resize', settle);
    };
  }, [anchor, boxRef, position, offset, width]);

  useEffect(() => {
    if (!onDismiss) return;
    const outside = (event: PointerEvent) => {
      const at = event.target as Node;
      if (!boxRef.current?.contains(at) && !anchor.current?.contains(at) && !(at instanceof Element && at.closest('[data-float]')))
        onDismiss();
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [anchor, boxRef, onDismiss]);

  const sized: CSSProperties = typeof width === 'number' ? { inlineSize: width, ...style } : { ...style };
  return (
    <Portal>
      <div ref={boxRef} data-float="" className={css.place}>
        <div className={cx(!bare && css.float, className)} style={sized} {...rest}>
          {children}
        </div>
      </div>
    </Portal>
  );
}
