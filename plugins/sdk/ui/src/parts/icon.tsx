import type { LucideIcon } from 'lucide-react';
import { cx } from './cx';

/** A drawing from `@parley/plugin-ui/icons`. */
export type IconOf = LucideIcon;
const sizes = { xs: 14, s: 16, m: 18, l: 20, xl: 28 } as const;

/** What {@link Icon} takes. */
export interface IconProps {
  of: IconOf;
  /** xs 14 · s 16 · m 18 (the default) · l 20 · xl 28 pixels */
  size?: keyof typeof sizes;
  /** True for icons that point along the line of reading: they turn round in right-to-left pages. */
  flip?: boolean;
  /** Said to screen readers; without it the icon is decoration. */
  label?: string;
  className?: string;
}

/** An icon in the one stroke: 1.75 on a grid of 24. */
export function Icon({ of: Drawing, size = 'm', flip, label, className }: IconProps) {
  const said = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true as const };
  return <Drawing size={sizes[size]} strokeWidth={size === 'xs' ? 2 : 1.75} className={cx(flip && 'flip', className)} {...said} />;
}
