import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from 'react';
import { Link } from 'react-router';
import css from './buttons.module.css';
import { cx } from './cx';
import { Icon, type IconOf } from './icon';

/** How much a button asks for: one `primary` a view, `danger` for what cannot be undone, `quiet` in bars, `link` in text. */
export type ButtonVariant = 'default' | 'primary' | 'danger' | 'quiet' | 'link' | 'link-danger';

/** What {@link Button} takes beside the attributes of a button. */
export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: ButtonVariant;
  /** `big` is 40 high: forms and dialogs that fill a page. */
  size?: 'm' | 'big';
  icon?: IconOf;
  iconEnd?: IconOf;
  /** Shows a turning ring and takes no second click while the server answers; the focus stays on it. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

const classes = (variant: ButtonVariant, size: 'm' | 'big', className?: string) =>
  cx(
    css.btn,
    variant === 'link-danger' ? cx(css.link, css.red) : variant !== 'default' && css[variant],
    size === 'big' && css.big,
    className,
  );

/** Neither a second click nor Enter in the button's form does anything. */
const ignore = (event: MouseEvent) => {
  event.preventDefault();
  event.stopPropagation();
};

/** A button with a verb on it. */
export function Button({
  variant = 'default',
  size = 'm',
  icon,
  iconEnd,
  busy = false,
  disabled,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={classes(variant, size, className)}
      disabled={disabled && !busy}
      // A button that is disabled would lose the focus, and a dialog with it the keyboard.
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? ignore : onClick}
      {...rest}
    >
      {busy ? (
        <span className={css.spin} aria-hidden="true" />
      ) : (
        icon && <Icon of={icon} size={variant === 'quiet' || size === 'big' ? 'm' : 's'} />
      )}
      {children}
      {iconEnd && <Icon of={iconEnd} size="s" flip />}
    </button>
  );
}

/** What {@link ButtonLink} takes: `to` inside the app, or `href` to anywhere (with `external` in a new tab). */
export interface ButtonLinkProps {
  to?: string;
  href?: string;
  external?: boolean;
  variant?: ButtonVariant;
  size?: 'm' | 'big';
  icon?: IconOf;
  iconEnd?: IconOf;
  className?: string;
  children: ReactNode;
}

/** A link that looks like a button. */
export function ButtonLink({ to, href, external, variant = 'default', size = 'm', icon, iconEnd, className, children }: ButtonLinkProps) {
  const content = (
    <>
      {icon && <Icon of={icon} size="s" />}
      {children}
      {iconEnd && <Icon of={iconEnd} size="s" flip />}
    </>
  );
  const name = classes(variant, size, className);
  if (to !== undefined)
    return (
      <Link to={to} className={name}>
        {content}
      </Link>
    );
  return (
    <a href={href} className={name} {...(external ? { target: '_blank', rel: 'noopener' } : {})}>
      {content}
    </a>
  );
}
