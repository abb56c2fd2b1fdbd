import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from './cx';
import css from './fields.module.css';

/** One choice of {@link Segmented}. */
export interface Segment<V extends string> {
  value: V;
  label: ReactNode;
  count?: number;
  disabled?: boolean;
}

/** A few views of the same thing, side by side. One tab stop; the arrows choose. */
export function Segmented<V extends string>({
  value,
  onChange,
  options,
  label,
  className,
}: {
  value: V;
  onChange(value: V): void;
  options: readonly Segment<V>[];
  label: string;
  className?: string;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const usable = options.filter((option) => !option.disabled);
    const along = document.documentElement.dir === 'rtl' && event.key.match(/Left|Right/) ? -step : step;
    const next = usable[(usable.findIndex((option) => option.value === value) + along + usable.length) % usable.length];
    if (!next) return;
    onChange(next.value);
    frame.current?.querySelector<HTMLElement>(`[data-value="${CSS.escape(next.value)}"]`)?.focus();
  };
  return (
    <div ref={frame} role="radiogroup" aria-label={label} className={cx(css.seg, className)} onKeyDown={move}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          data-value={option.value}
          aria-checked={option.value === value}
          disabled={option.disabled}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChange(option.value)}
        >
          {option.label}
          {option.count !== undefined && <span className="num">{option.count}</span>}
        </button>
      ))}
    </div>
  );
}
