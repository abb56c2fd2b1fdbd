import { X } from 'lucide-react';
import { useEffect, useId, useRef, type CSSProperties, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../parts/icon-button';
import { cx } from '../parts/cx';
import css from './floats.module.css';
import { Portal } from './float';
import { focusables, keepInside } from './focus';

/** What {@link Dialog} and {@link Drawer} take. */
export interface DialogProps {
  open: boolean;
  onClose(): void;
  title: ReactNode;
  children?: ReactNode;
  /** The buttons at the end, the safe one first: `Cancel`, then a verb. */
  actions?: ReactNode;
  /** Width in pixels: 440 for a dialog, 456 for a drawer. */
  width?: number;
}

let inFront = 0;

/** While something is in front, the page behind takes neither pointer nor keyboard; afterwards focus is where it was. */
function useInFront(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const page = document.getElementById('root');
    inFront++;
    page?.setAttribute('inert', '');
    const first =
      box.current?.querySelector<HTMLElement>('[autofocus], [data-autofocus]') ??
      focusables(box.current).find((each) => !each.hasAttribute('data-close'));
    if (!box.current?.contains(document.activeElement)) (first ?? box.current)?.focus({ preventScroll: true });
    return () => {
      if (--inFront === 0) page?.removeAttribute('inert');
      before?.focus({ preventScroll: true });
    };
  }, [box]);
}

function Front({
  onClose,
  label,
  width,
  aside,
  children,
}: {
  onClose(): void;
  label: string;
  width: number | undefined;
  aside?: boolean;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const pressed = useRef(false);
  useInFront(box);
  return (
    <Portal>
      <div
        className={cx(css.scrim, aside && css.aside)}
        // Only a press that begins and ends beside the dialog closes it: selecting text and slipping out does not.
        onPointerDown={(event) => {
          pressed.current = event.target === event.currentTarget;
        }}
        onClick={(event) => {
          if (pressed.current && event.target === event.currentTarget) onClose();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.defaultPrevented) {
            event.stopPropagation();
            onClose();
            return;
          }
          keepInside(event, box.current);
        }}
      >
        <div
          ref={box}
          role="dialog"
          aria-modal="true"
          aria-labelledby={label}
          tabIndex={-1}
          className={aside ? css.drawer : css.dialog}
          style={width === undefined ? undefined : ({ '--wide': `${width}px` } as CSSProperties)}
        >
          {children}
        </div>
      </div>
    </Portal>
  );
}

/** A question in the way: keeps the keyboard inside, Escape and a click beside it close, focus returns to where it was. */
export function Dialog({ open, onClose, title, children, actions, width }: DialogProps) {
  const id = useId();
  if (!open) return null;
  return (
    <Front onClose={onClose} label={id} width={width}>
      <h2 id={id} className={css.title}>
        {title}
      </h2>
      {typeof children === 'string' ? <p className={css.text}>{children}</p> : children}
      {actions && <div className={css.foot}>{actions}</div>}
    </Front>
  );
}

/** A form at the page's end: head 56, the content scrolls, the buttons stay. */
export function Drawer({ open, onClose, title, children, actions, width }: DialogProps) {
  const id = useId();
  const { t } = useTranslation('kit');
  if (!open) return null;
  return (
    <Front aside onClose={onClose} label={id} width={width}>
      <header className={css.head}>
        <h2 id={id} className="cut">
          {title}
        </h2>
        <IconButton icon={X} label={t('close')} hotkey="escape" data-close="" onClick={onClose} />
      </header>
      <div className={cx(css.body, 'scroll')}>{children}</div>
      {actions && <footer className={css.drawerFoot}>{actions}</footer>}
    </Front>
  );
}
