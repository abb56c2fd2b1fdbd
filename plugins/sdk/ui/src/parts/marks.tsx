import type { ReactNode } from 'react';
import { formatNumber } from '../time/format';
import { cx } from './cx';
import { Icon, type IconOf } from './icon';
import css from './marks.module.css';

/** A count: `99+` at most, nothing at zero. `label` says what is counted, for screen readers; `corner` sits on an icon button. */
export function Badge({
  count,
  soft,
  corner,
  label,
  className,
}: {
  count: number;
  soft?: boolean;
  corner?: boolean;
  label?: string;
  className?: string;
}) {
  if (count <= 0) return null;
  return (
    <span className={cx(css.badge, soft && css.soft, corner && css.corner, className)} aria-label={label}>
      {count > 99 ? '99+' : formatNumber(count)}
    </span>
  );
}

/** How something is doing. */
export type Tone = 'neutral' | 'good' | 'warn' | 'bad';

/** A short state or time in a rounded frame: `Active`, `2:14`. Give it an icon where the colour means something. */
export function Pill({
  tone = 'neutral',
  icon,
  children,
  className,
}: {
  tone?: Tone;
  icon?: IconOf;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span className={cx(css.pill, !icon && css.plain, tone !== 'neutral' && css[tone], className)}>
      {icon && <Icon of={icon} size="xs" />}
      {children}
    </span>
  );
}

/** A person's own word on something, in one of eight colours. */
export function Tag({ hue, children, className }: { hue?: number; children: ReactNode; className?: string }) {
  return (
    <span className={cx(css.tag, hue !== undefined && css[`hue${hue}`], className)}>
      <span className="cut">{children}</span>
    </span>
  );
}
