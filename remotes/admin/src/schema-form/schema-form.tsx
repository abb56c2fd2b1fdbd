import { PasswordField, SelectField, TextArea, TextField, useTranslation } from '@parley/plugin-ui';
import { ToggleCard } from '../parts/toggle-card';
import { ChoiceCards } from './choice-cards';
import { isKept, type SchemaField, type Settings } from './fields';

/** More answers than this are a list, not cards. */
const CARDS = 5;

/** What {@link SchemaForm} takes. */
export interface SchemaFormProps {
  fields: readonly SchemaField[];
  values: Settings;
  /** By key. */
  errors?: Readonly<Record<string, string>>;
  /** What is stored, as the server shows it: a secret that is there stays unless a new one is written. */
  stored?: unknown;
  disabled?: boolean;
  /** Where the words file may know titles of choices: `rule.basic` → `rule.basic.mode.online.title`. */
  words?: string;
  onChange(key: string, value: unknown): void;
}

/** The fields that a plugin's settings ask for; a choice reads as sentences, a secret is written and never shown. */
export function SchemaForm({ fields, values, errors = {}, stored, disabled = false, words = '', onChange }: SchemaFormProps) {
  const { t } = useTranslation('admin');
  return fields.map((field) => {
    const { key, kind, title, help, choices, placeholder } = field;
    const value = values[key];
    const common = { label: title, help, error: errors[key], disabled };
    const shown = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    if (kind === 'choice') {
      const named = choices.map((choice) => ({
        value: choice.value,
        title: choice.title ?? t(`${words}.${key}.${choice.value}.title`, { defaultValue: choice.value }),
        description: choice.description ?? t(`${words}.${key}.${choice.value}.text`, { defaultValue: '' }),
      }));
      if (named.length > CARDS)
        return (
          <SelectField
            key={key}
            {...common}
            value={shown}
            onChange={(event) => onChange(key, event.target.value)}
            options={named.map((choice) => ({ value: choice.value, label: choice.title }))}
          />
        );
      // The schema's own help lists the raw values; the cards say the same in sentences.
      return (
        <ChoiceCards
          key={key}
          label={title}
          error={errors[key]}
          disabled={disabled}
          value={shown}
          choices={named}
          onChange={(next) => onChange(key, next)}
        />
      );
    }
    if (kind === 'boolean')
      return (
        <ToggleCard
          key={key}
          label={title}
          help={help ?? ''}
          checked={value === true}
          disabled={disabled}
          onChange={(next) => onChange(key, next)}
        />
      );
    if (kind === 'secret')
      return (
        <PasswordField
          key={key}
          {...common}
          autoComplete="new-password"
          dir="ltr"
          placeholder={isKept(stored, key) ? t('schema.kept') : placeholder}
          value={shown}
          onChange={(event) => onChange(key, event.target.value)}
        />
      );
    if (kind === 'json' || field.multiline)
      return (
        <TextArea
          key={key}
          {...common}
          dir={kind === 'json' ? 'ltr' : 'auto'}
          spellCheck={kind !== 'json'}
          placeholder={placeholder}
          value={typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
          onChange={(event) => onChange(key, event.target.value)}
        />
      );
    return (
      <TextField
        key={key}
        {...common}
        dir={kind === 'number' ? 'ltr' : 'auto'}
        inputMode={kind === 'number' ? 'decimal' : undefined}
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        value={shown}
        onChange={(event) => onChange(key, event.target.value)}
      />
    );
  });
}
