import { CircleAlert, Eye, EyeOff } from 'lucide-react';
import {
  useId,
  useState,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from './cx';
import css from './fields.module.css';
import { Icon } from './icon';
import { IconButton } from './icon-button';

/** What every field takes. `error` is shown beside it, in words; it fits `form.getInputProps()` of @mantine/form. */
export interface FieldProps {
  label?: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  big?: boolean;
}

/** The attributes by which label, help and error belong to the input. */
interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** A label above, help under, error beside; the child gets the attributes that tie them together. */
export function Field({
  label,
  help,
  error,
  id: given,
  className,
  children,
}: FieldProps & { id?: string | undefined; className?: string | undefined; children: (wiring: Wiring) => ReactNode }) {
  const made = useId();
  const id = given ?? made;
  const said = [error ? `${id}-error` : '', help ? `${id}-help` : ''].filter(Boolean).join(' ');
  return (
    <div className={cx(css.field, className)}>
      {label && (
        <label className={css.label} htmlFor={id}>
          {label}
        </label>
      )}
      {children({ id, 'aria-describedby': said || undefined, 'aria-invalid': error ? true : undefined })}
      {help && (
        <span className={css.help} id={`${id}-help`}>
          {help}
        </span>
      )}
      {error && (
        <span className={css.err} id={`${id}-error`} role="alert">
          <Icon of={CircleAlert} size="s" />
          <span>{error}</span>
        </span>
      )}
    </div>
  );
}

/** A line of text. */
export function TextField({
  label,
  help,
  error,
  big,
  id,
  className,
  ref,
  ...rest
}: FieldProps & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  return (
    <Field label={label} help={help} error={error} id={id} className={className}>
      {(wiring) => <input ref={ref} className={cx(css.input, big && css.big)} {...rest} {...wiring} />}
    </Field>
  );
}

/** A password, with an eye to read it. */
export function PasswordField({
  label,
  help,
  error,
  big,
  id,
  className,
  ref,
  ...rest
}: FieldProps & Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & { ref?: Ref<HTMLInputElement> }) {
  const { t } = useTranslation('kit');
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} help={help} error={error} id={id} className={className}>
      {(wiring) => (
        <div className={css.reveal}>
          <input ref={ref} type={shown ? 'text' : 'password'} className={cx(css.input, big && css.big)} {...rest} {...wiring} />
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={shown ? t('hidePassword') : t('showPassword')}
            pressed={shown}
            onClick={() => setShown(!shown)}
          />
        </div>
      )}
    </Field>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  help,
  error,
  big: _big,
  id,
  className,
  ref,
  ...rest
}: FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  return (
    <Field label={label} help={help} error={error} id={id} className={className}>
      {(wiring) => <textarea ref={ref} className={css.input} {...rest} {...wiring} />}
    </Field>
  );
}

/** One of a few: the browser's own list. For many, or to search in them, take `Select`. */
export function SelectField({
  label,
  help,
  error,
  big,
  id,
  className,
  options,
  placeholder,
  ref,
  ...rest
}: FieldProps &
  SelectHTMLAttributes<HTMLSelectElement> & {
    options: readonly { value: string; label: string; disabled?: boolean }[];
    placeholder?: string;
    ref?: Ref<HTMLSelectElement>;
  }) {
  return (
    <Field label={label} help={help} error={error} id={id} className={className}>
      {(wiring) => (
        <select ref={ref} className={cx(css.input, big && css.big)} {...rest} {...wiring}>
          {placeholder !== undefined && <option value="">{placeholder}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

type ToggleProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & { label: ReactNode; ref?: Ref<HTMLInputElement> };

/** A tick with its sentence. */
export function Checkbox({ label, className, ref, ...rest }: ToggleProps) {
  return (
    <label className={cx(css.check, className)}>
      <input ref={ref} type="checkbox" {...rest} />
      <span className="grow">{label}</span>
    </label>
  );
}

/** One of a set that shares a `name`. */
export function Radio({ label, className, ref, ...rest }: ToggleProps) {
  return (
    <label className={cx(css.check, className)}>
      <input ref={ref} type="radio" {...rest} />
      <span className="grow">{label}</span>
    </label>
  );
}

/** On or off, at once. Give it `aria-label`, or put it inside a `<label>` with its words. */
export function Switch({ className, ref, ...rest }: Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & { ref?: Ref<HTMLInputElement> }) {
  return <input ref={ref} type="checkbox" role="switch" className={cx(css.switch, className)} {...rest} />;
}
