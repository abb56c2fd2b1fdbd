import { Check } from 'lucide-react';
import {
  createContext,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
  type ButtonHTMLAttributes,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import { cx } from '../parts/cx';
import { Icon, type IconOf } from '../parts/icon';
import css from './floats.module.css';
import { Float, withRef } from './float';
import type { Position } from './place';

interface Frame {
  open: boolean;
  setOpen(open: boolean): void;
  anchor: RefObject<HTMLElement | null>;
  box: RefObject<HTMLDivElement | null>;
  id: string;
  position: Position;
  width?: number | undefined;
  label?: string | undefined;
  close(): void;
}
const MenuContext = createContext<Frame | null>(null);
const RadioContext = createContext<{ value: string; onChange(value: string): void } | null>(null);

function useFrame(): Frame {
  const frame = useContext(MenuContext);
  if (!frame) throw new Error('This part belongs inside <Menu>');
  return frame;
}

/** What {@link Menu} takes; `label` names it for screen readers. */
export interface MenuProps {
  opened?: boolean;
  onChange?: (opened: boolean) => void;
  position?: Position;
  width?: number;
  label?: string;
  children: ReactNode;
}

/** A list of commands: `<Menu><Menu.Target>…</Menu.Target><Menu.Dropdown><Menu.Item>…`. Arrows, Home, End and first letters move; Escape closes. */
export function Menu({ opened, onChange, position = 'bottom-end', width, label, children }: MenuProps) {
  const [inner, setInner] = useState(false);
  const anchor = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const setOpen = (open: boolean) => {
    setInner(open);
    onChange?.(open);
  };
  const close = () => {
    anchor.current?.focus({ preventScroll: true });
    setOpen(false);
  };
  return (
    <MenuContext.Provider value={{ open: opened ?? inner, setOpen, anchor, box, id: useId(), position, width, label, close }}>
      {children}
    </MenuContext.Provider>
  );
}

Menu.Target = function MenuTarget({ children }: { children: ReactElement }) {
  const { open, setOpen, anchor, id } = useFrame();
  const own = children.props as { onClick?: (event: unknown) => void; onKeyDown?: (event: KeyboardEvent) => void };
  return withRef(children, anchor, {
    'aria-haspopup': 'menu',
    'aria-expanded': open,
    ...(open ? { 'aria-controls': id } : {}),
    onClick: (event: unknown) => {
      own.onClick?.(event);
      setOpen(!open);
    },
    onKeyDown: (event: KeyboardEvent) => {
      own.onKeyDown?.(event);
      if (event.key === 'ArrowDown' && !open) {
        event.preventDefault();
        setOpen(true);
      }
    },
  });
};

Menu.Dropdown = function MenuDropdown({ className, children }: { className?: string; children: ReactNode }) {
  const frame = useFrame();
  return frame.open ? (
    <Items frame={frame} className={className}>
      {children}
    </Items>
  ) : null;
};

function Items({ frame, className, children }: { frame: Frame; className?: string | undefined; children: ReactNode }) {
  const { anchor, box, setOpen, close } = frame;
  const typed = useRef({ text: '', at: 0 });
  const items = () => [...(box.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)') ?? [])];
  useEffect(() => {
    const [target, content] = [anchor.current, box.current];
    (
      content?.querySelector<HTMLElement>('[aria-checked="true"][role="menuitemradio"]') ??
      content?.querySelector<HTMLElement>('[role^="menuitem"]:not(:disabled)')
    )?.focus({ preventScroll: true });
    return () => {
      if (content?.contains(document.activeElement)) target?.focus({ preventScroll: true });
    };
  }, [anchor, box]);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const go = (index: number) => {
      event.preventDefault();
      event.stopPropagation();
      all[(index + all.length) % all.length]?.focus();
    };
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at < 0 ? -1 : at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') close();
    else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey) {
      const text = (event.timeStamp - typed.current.at < 700 ? typed.current.text : '') + event.key.toLocaleLowerCase();
      typed.current = { text, at: event.timeStamp };
      const found = [...all.slice(at + (text.length > 1 ? 0 : 1)), ...all].find((item) =>
        item.textContent?.trim().toLocaleLowerCase().startsWith(text),
      );
      found?.focus();
    }
  };
  return (
    <Float
      anchor={anchor}
      boxRef={box}
      position={frame.position}
      {...(frame.width === undefined ? {} : { width: frame.width })}
      onDismiss={() => setOpen(false)}
      id={frame.id}
      role="menu"
      aria-label={frame.label}
      className={cx(css.menu, className)}
      onKeyDown={onKeyDown}
    >
      {children}
    </Float>
  );
}

/** What {@link Menu}`.Item` takes. `danger` is red: what cannot be undone. */
export interface MenuItemProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon?: IconOf;
  leftSection?: ReactNode;
  rightSection?: ReactNode;
  closeMenuOnClick?: boolean;
  danger?: boolean;
}

Menu.Item = function MenuItem({
  icon,
  leftSection,
  rightSection,
  closeMenuOnClick = true,
  danger,
  className,
  onClick,
  children,
  ...rest
}: MenuItemProps) {
  const { close } = useFrame();
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={cx(css.item, className)}
      data-danger={danger || undefined}
      onClick={(event) => {
        if (closeMenuOnClick) close();
        onClick?.(event);
      }}
      {...rest}
    >
      {icon && <Icon of={icon} />}
      {leftSection}
      <span className="grow">{children}</span>
      {rightSection}
    </button>
  );
};

Menu.RadioGroup = function MenuRadioGroup({
  value,
  onChange,
  label,
  children,
}: {
  value: string;
  onChange(value: string): void;
  label?: string;
  children: ReactNode;
}) {
  return (
    <RadioContext.Provider value={{ value, onChange }}>
      <div role="group" aria-label={label}>
        {children}
      </div>
    </RadioContext.Provider>
  );
};

Menu.RadioItem = function MenuRadioItem({ value, leftSection, rightSection, children, ...rest }: MenuItemProps & { value: string }) {
  const group = useContext(RadioContext);
  const chosen = group?.value === value;
  return (
    <Menu.Item
      {...rest}
      role="menuitemradio"
      aria-checked={chosen}
      leftSection={leftSection}
      rightSection={
        <>
          {rightSection}
          {chosen && <Icon of={Check} size="s" />}
        </>
      }
      onClick={() => group?.onChange(value)}
    >
      {children}
    </Menu.Item>
  );
};

Menu.SwitchItem = function MenuSwitchItem({
  checked,
  onChange,
  children,
  ...rest
}: Omit<MenuItemProps, 'onChange'> & { checked: boolean; onChange(checked: boolean): void }) {
  return (
    <Menu.Item
      {...rest}
      role="menuitemcheckbox"
      aria-checked={checked}
      closeMenuOnClick={false}
      rightSection={<span className={css.switch} aria-hidden="true" />}
      onClick={() => onChange(!checked)}
    >
      {children}
    </Menu.Item>
  );
};

Menu.Label = ({ children }: { children: ReactNode }) => <div className={css.label}>{children}</div>;
Menu.Divider = () => <hr className={css.sep} />;
