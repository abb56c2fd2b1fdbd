import { useEffect, useId, useRef, useState, type FocusEvent, type MouseEvent, type ReactElement, type ReactNode } from 'react';
import { keyLabel } from '../keys/hotkeys';
import css from './floats.module.css';
import { Float, withRef } from './float';
import type { Position } from './place';

/** What {@link Tooltip} takes; the child is one element that takes a `ref`. */
export interface TooltipProps {
  label: ReactNode;
  hotkey?: string | undefined;
  position?: Position | undefined;
  disabled?: boolean;
  children: ReactElement;
}

const DELAY = 300;
type Handlers = {
  onMouseEnter?: (event: MouseEvent) => void;
  onMouseLeave?: (event: MouseEvent) => void;
  onFocus?: (event: FocusEvent) => void;
  onBlur?: (event: FocusEvent) => void;
  onClick?: (event: MouseEvent) => void;
  'aria-label'?: string;
};

/** A name on hover and on keyboard focus, with its key. Escape and a click put it away. */
export function Tooltip({ label, hotkey, position = 'bottom', disabled = false, children }: TooltipProps) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const own = children.props as Handlers;
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!open) return;
    const away = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setOpen(false);
    };
    window.addEventListener('keydown', away, true);
    return () => window.removeEventListener('keydown', away, true);
  }, [open]);
  const show = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(true), DELAY);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  const shown = open && !disabled;
  const target = withRef(children, anchor, {
    onMouseEnter: (event: MouseEvent) => {
      own.onMouseEnter?.(event);
      show();
    },
    onMouseLeave: (event: MouseEvent) => {
      own.onMouseLeave?.(event);
      hide();
    },
    onFocus: (event: FocusEvent<HTMLElement>) => {
      own.onFocus?.(event);
      if (event.currentTarget.matches(':focus-visible')) show();
    },
    onBlur: (event: FocusEvent) => {
      own.onBlur?.(event);
      hide();
    },
    onClick: (event: MouseEvent) => {
      hide();
      own.onClick?.(event);
    },
    // A tooltip that repeats the name would be read twice.
    ...(shown && own['aria-label'] !== label ? { 'aria-describedby': id } : {}),
  });
  return (
    <>
      {target}
      {shown && (
        <Float bare anchor={anchor} boxRef={box} position={position} className={css.tip ?? ''} role="tooltip" id={id}>
          {label}
          {hotkey && <kbd>{keyLabel(hotkey)}</kbd>}
        </Float>
      )}
    </>
  );
}
