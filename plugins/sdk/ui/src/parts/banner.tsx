import type { ReactNode } from 'react';
import { cx } from './cx';
import { Icon, type IconOf } from './icon';
import css from './panels.module.css';

/** What {@link Banner} takes. */
export interface BannerProps {
  tone?: 'neutral' | 'good' | 'warn' | 'bad';
  icon?: IconOf;
  /** What happened. */
  title: ReactNode;
  /** What was kept, or what to do. */
  children?: ReactNode;
  /** The one thing to do: a `<Button>`. */
  action?: ReactNode;
  /** Floats over the content with a shadow; the caller places it, so that nothing moves. */
  float?: boolean;
  className?: string;
  /** `alert` interrupts a screen reader (a refusal); `status` waits its turn (the default). */
  role?: 'alert' | 'status';
}

/** Icon · what happened · what was kept · one button. */
export function Banner({ tone = 'neutral', icon, title, children, action, float, className, role = 'status' }: BannerProps) {
  return (
    <div className={cx(css.banner, tone !== 'neutral' && css[tone], float && css.float, className)} role={role}>
      {icon && <Icon of={icon} />}
      <span className="grow">
        <b className={css.title}>{title}</b>
        {children && <span className={css.kept}>{children}</span>}
      </span>
      {action && <span className={css.action}>{action}</span>}
    </div>
  );
}
