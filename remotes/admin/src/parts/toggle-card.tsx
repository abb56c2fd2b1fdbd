import { Switch } from '@parley/plugin-ui';
import { useId } from 'react';
import css from './parts.module.css';

/** What {@link ToggleCard} takes. */
export interface ToggleCardProps {
  label: string;
  /** What turning it on or off means. */
  help: string;
  checked: boolean;
  disabled?: boolean;
  onChange(checked: boolean): void;
}

/** A switch with its name and its consequence. */
export function ToggleCard({ label, help, checked, disabled, onChange }: ToggleCardProps) {
  const id = useId();
  return (
    <label className={css.toggle}>
      <span className="grow">
        <b>{label}</b>
        <span id={id} className="meta muted">
          {help}
        </span>
      </span>
      <Switch
        checked={checked}
        disabled={disabled}
        aria-label={label}
        aria-describedby={id}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
