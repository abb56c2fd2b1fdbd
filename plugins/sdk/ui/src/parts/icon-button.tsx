import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Link } from 'react-router';
import { Tooltip, type TooltipProps } from '../floats/tooltip';
import { keyLabel } from '../keys/hotkeys';
import css from './buttons.module.css';
import { cx } from './cx';
import { Icon, type IconOf, type IconProps } from './icon';

/** A key as it is printed on a keyboard. */
export function KeyCap({ keys }: { keys: string }) {
  return <kbd className={css.kbd}>{keyLabel(keys)}</kbd>;
}

interface Common {
  icon: IconOf;
  /** Its name: the tooltip and what a screen reader says. */
  label: string;
  /** Its key, shown in the tooltip; binding it is `useHotkeys`. */
  hotkey?: string;
  tipPosition?: TooltipProps['position'];
  iconSize?: IconProps['size'];
  flip?: boolean;
  /** A count on its corner and the like. */
  children?: ReactNode;
  className?: string;
}

/** What {@link IconButton} takes beside the attributes of a button. */
export interface IconButtonProps extends Common, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children' | 'className'> {
  pressed?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that is only an icon: 32 × 32 (44 on touch), with a tooltip. */
export function IconButton({
  icon,
  label,
  hotkey,
  tipPosition,
  iconSize,
  flip,
  pressed,
  className,
  children,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} hotkey={hotkey} position={tipPosition}>
      <button type={type} aria-label={label} aria-pressed={pressed} className={cx(css.ib, className)} {...rest}>
        <Icon of={icon} size={iconSize ?? 'm'} flip={flip ?? false} />
        {children}
      </button>
    </Tooltip>
  );
}

/** What {@link IconLink} takes. */
export interface IconLinkProps extends Common {
  to: string;
  /** The place we are at. */ current?: boolean;
}

/** A link that is only an icon, for rails. `current` marks where we are. */
export function IconLink({ icon, label, hotkey, tipPosition, iconSize, flip, to, current, className, children }: IconLinkProps) {
  return (
    <Tooltip label={label} hotkey={hotkey} position={tipPosition}>
      <Link to={to} aria-label={label} aria-current={current ? 'page' : undefined} className={cx(css.ib, className)}>
        <Icon of={icon} size={iconSize ?? 'm'} flip={flip ?? false} />
        {children}
      </Link>
    </Tooltip>
  );
}
