import { Icon, cx } from '@parley/plugin-ui';
import { CircleAlert } from '@parley/plugin-ui/icons';
import { useId } from 'react';
import css from './schema-form.module.css';

/** What {@link ChoiceCards} takes. */
export interface ChoiceCardsProps {
  label: string;
  value: string;
  choices: readonly { value: string; title: string; description: string }[];
  error?: string | undefined;
  disabled?: boolean;
  onChange(value: string): void;
}

/** One of a few, each a sentence with its consequence. */
export function ChoiceCards({ label, value, choices, error, disabled, onChange }: ChoiceCardsProps) {
  const name = useId();
  return (
    <fieldset className={css.choices} disabled={disabled} aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{label}</legend>
      <div className={css.cards}>
        {choices.map((choice) => (
          <label key={choice.value} className={cx(css.choice, choice.value === value && css.on)}>
            <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onChange(choice.value)} />
            <span>
              <b>{choice.title}</b>
              {choice.description && <span className="meta muted">{choice.description}</span>}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <span id={`${name}-error`} role="alert" className={css.error}>
          <Icon of={CircleAlert} size="xs" />
          {error}
        </span>
      )}
    </fieldset>
  );
}
