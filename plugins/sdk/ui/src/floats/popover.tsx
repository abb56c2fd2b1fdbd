import {
  createContext,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
  type HTMLAttributes,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import { cx } from '../parts/cx';
import css from './floats.module.css';
import { Float, withRef } from './float';
import { focusables } from './focus';
import type { Position } from './place';

interface Frame {
  open: boolean;
  setOpen(open: boolean): void;
  controlled: boolean;
  anchor: RefObject<HTMLElement | null>;
  box: RefObject<HTMLDivElement | null>;
  id: string;
  position: Position;
  width?: number | 'target' | undefined;
  offset?: number | undefined;
}
const PopoverContext = createContext<Frame | null>(null);

function useFrame(): Frame {
  const frame = useContext(PopoverContext);
  if (!frame) throw new Error('This part belongs inside <Popover>');
  return frame;
}

/** What {@link Popover} takes. With `opened` the caller decides; without, a click on the target does. */
export interface PopoverProps {
  opened?: boolean;
  onChange?: (opened: boolean) => void;
  position?: Position;
  width?: number | 'target';
  offset?: number;
  children: ReactNode;
}

/** A small page that hangs on a button: `<Popover><Popover.Target>…</Popover.Target><Popover.Dropdown>…</Popover.Dropdown></Popover>`. */
export function Popover({ opened, onChange, position = 'bottom-start', width, offset, children }: PopoverProps) {
  const [inner, setInner] = useState(false);
  const anchor = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const setOpen = (open: boolean) => {
    setInner(open);
    onChange?.(open);
  };
  return (
    <PopoverContext.Provider
      value={{ open: opened ?? inner, setOpen, controlled: opened !== undefined, anchor, box, id: useId(), position, width, offset }}
    >
      {children}
    </PopoverContext.Provider>
  );
}

Popover.Target = function PopoverTarget({ children }: { children: ReactElement }) {
  const { open, setOpen, controlled, anchor, id } = useFrame();
  const own = (children.props as { onClick?: (event: unknown) => void }).onClick;
  return withRef(children, anchor, {
    'aria-haspopup': 'dialog',
    'aria-expanded': open,
    ...(open ? { 'aria-controls': id } : {}),
    onClick: (event: unknown) => {
      own?.(event);
      if (!controlled) setOpen(!open);
    },
  });
};

Popover.Dropdown = function PopoverDropdown({ className, children, ...rest }: HTMLAttributes<HTMLDivElement>) {
  const frame = useFrame();
  return frame.open ? (
    <Content {...rest} frame={frame} className={cx(css.popover, className)}>
      {children}
    </Content>
  ) : null;
};

/** Focus goes in when it opens and back to the target when it closes, unless the person has gone elsewhere. */
function Content({ frame, children, ...rest }: HTMLAttributes<HTMLDivElement> & { frame: Frame }) {
  const { anchor, box, setOpen } = frame;
  useEffect(() => {
    const [target, content] = [anchor.current, box.current];
    if (!content?.contains(document.activeElement))
      (focusables(content)[0] ?? (content?.firstElementChild as HTMLElement | null))?.focus({ preventScroll: true });
    return () => {
      if (document.activeElement === document.body || content?.contains(document.activeElement)) target?.focus({ preventScroll: true });
    };
  }, [anchor, box]);
  return (
    <Float
      anchor={anchor}
      boxRef={box}
      position={frame.position}
      {...(frame.width === undefined ? {} : { width: frame.width })}
      offset={frame.offset ?? 6}
      onDismiss={() => setOpen(false)}
      role="dialog"
      id={frame.id}
      tabIndex={-1}
      {...rest}
      onKeyDown={(event) => {
        rest.onKeyDown?.(event);
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.preventDefault();
          event.stopPropagation();
          anchor.current?.focus({ preventScroll: true });
          setOpen(false);
        }
      }}
    >
      {children}
    </Float>
  );
}
