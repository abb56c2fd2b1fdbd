import { useRef, type KeyboardEvent, type ReactNode, type TableHTMLAttributes } from 'react';
import { NavLink } from 'react-router';
import { cx } from './cx';
import css from './panels.module.css';

/** One of {@link Tabs}. */
export interface TabItem<V extends string> {
  value: V;
  label: ReactNode;
  count?: number;
  disabled?: boolean;
}

/** Views of one thing inside a page. One tab stop; the arrows choose. The caller renders the panel with `role="tabpanel"`. */
export function Tabs<V extends string>({
  value,
  onChange,
  items,
  label,
  className,
  tabClassName,
}: {
  value: V;
  onChange(value: V): void;
  items: readonly TabItem<V>[];
  label: string;
  className?: string;
  tabClassName?: string;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const usable = items.filter((item) => !item.disabled);
    const along = document.documentElement.dir === 'rtl' ? -step : step;
    const next = usable[(usable.findIndex((item) => item.value === value) + along + usable.length) % usable.length];
    if (!next) return;
    onChange(next.value);
    frame.current?.querySelector<HTMLElement>(`[data-value="${CSS.escape(next.value)}"]`)?.focus();
  };
  return (
    <div ref={frame} role="tablist" aria-label={label} className={cx(css.tabs, className)} onKeyDown={move}>
      {items.map((item) => (
        <button
          key={item.value}
          type="button"
          role="tab"
          data-value={item.value}
          aria-selected={item.value === value}
          tabIndex={item.value === value ? 0 : -1}
          disabled={item.disabled}
          className={cx(css.tab, tabClassName)}
          onClick={() => onChange(item.value)}
        >
          {item.label}
          {item.count !== undefined && <span className="num faint">{item.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** Tabs that are pages of their own, each with its address. One with a `problem` is greyed and says it on hover. */
export function TabLinks({
  items,
  label,
  className,
}: {
  items: readonly { to: string; label: ReactNode; count?: number; end?: boolean; problem?: string | null }[];
  label: string;
  className?: string;
}) {
  return (
    <nav aria-label={label} className={cx(css.tabs, className)}>
      {items.map((item) => (
        <NavLink
          key={item.to}
          to={item.to}
          end={item.end ?? false}
          className={cx(css.tab, item.problem && css.gone)}
          title={item.problem ?? undefined}
        >
          {item.label}
          {item.count !== undefined && <span className="num faint">{item.count}</span>}
        </NavLink>
      ))}
    </nav>
  );
}

/** A table: heads 36, rows 52. A cell with `data-end` is aligned to the line's end. */
export function Table({ className, children, ...rest }: TableHTMLAttributes<HTMLTableElement>) {
  return (
    <table className={cx(css.table, className)} {...rest}>
      {children}
    </table>
  );
}
