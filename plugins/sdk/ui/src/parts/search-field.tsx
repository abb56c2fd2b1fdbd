import { Search, X } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from './cx';
import css from './fields.module.css';
import { Icon } from './icon';
import { IconButton } from './icon-button';

/** What {@link SearchField} takes. */
export interface SearchFieldProps {
  value: string;
  onChange(value: string): void;
  /** What one can search for; also its name for screen readers. */
  placeholder: string;
  onEnter?: () => void;
  onEscape?: () => void;
  autoFocus?: boolean;
  /** At its end: a count, a key. */
  after?: ReactNode;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}

/** A search box, 36 high. Escape empties it first and only then leaves. */
export function SearchField({ value, onChange, placeholder, onEnter, onEscape, autoFocus, after, className, ref }: SearchFieldProps) {
  const { t } = useTranslation('kit');
  return (
    <div className={cx(css.search, className)} role="search">
      <Icon of={Search} />
      <input
        ref={ref}
        type="search"
        value={value}
        placeholder={placeholder}
        aria-label={placeholder}
        autoFocus={autoFocus}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.();
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          event.preventDefault();
          if (value) onChange('');
          else {
            event.currentTarget.blur();
            onEscape?.();
          }
        }}
      />
      {after}
      {value && <IconButton icon={X} iconSize="s" label={t('clear')} onClick={() => onChange('')} />}
    </div>
  );
}
