import { CircleAlert, Lock, RotateCw } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';
import { cx } from './cx';
import { Icon, type IconOf } from './icon';
import css from './panels.module.css';

/** Nothing here yet: what that means and the one thing to do next. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: IconOf;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cx(css.empty, className)}>
      {icon && <Icon of={icon} size="xl" />}
      <b>{title}</b>
      {children && <p>{children}</p>}
      {action && <div className={css.actions}>{action}</div>}
    </div>
  );
}

/** Something failed: what, why in words, and “Try again”. `compact` for small places: an icon, the words, a small button. */
export function ErrorCard({
  title,
  children,
  onRetry,
  busy,
  action,
  compact,
  className,
}: {
  title: ReactNode;
  children?: ReactNode;
  onRetry?: () => void;
  busy?: boolean;
  action?: ReactNode;
  compact?: boolean;
  className?: string;
}) {
  const { t } = useTranslation('kit');
  return (
    <div role="alert" className={cx(css.empty, css.bad, compact ? css.compact : css.card, className)}>
      <Icon of={CircleAlert} size={compact ? 'm' : 'xl'} />
      <b>{title}</b>
      {children && <p>{children}</p>}
      {(onRetry || action) && (
        <div className={css.actions}>
          {onRetry && (
            <Button icon={RotateCw} onClick={onRetry} busy={busy ?? false}>
              {t('tryAgain')}
            </Button>
          )}
          {action}
        </div>
      )}
    </div>
  );
}

/** The person's role does not include what is asked for. */
export function NotAllowed({ action, className }: { action?: ReactNode; className?: string }) {
  const { t } = useTranslation('kit');
  return (
    <div role="alert" className={cx(css.empty, css.card, className)}>
      <Icon of={Lock} size="xl" />
      <b>{t('notAllowed')}</b>
      {action && <div className={css.actions}>{action}</div>}
    </div>
  );
}

/** A grey shape of the final size, while something loads. `round` for avatars, `blob` for cards. */
export function Skeleton({
  width = '100%',
  height = 12,
  round,
  blob,
  style,
}: {
  width?: CSSProperties['inlineSize'];
  height?: CSSProperties['blockSize'];
  round?: boolean;
  blob?: boolean;
  style?: CSSProperties;
}) {
  return (
    <span
      aria-hidden="true"
      className={cx(css.sk, round && css.round, blob && css.blob)}
      style={{ inlineSize: width, blockSize: height, ...style }}
    />
  );
}

/** Some lines of text to come; says “Loading” to screen readers. */
export function SkeletonLines({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation('kit');
  return (
    <div className={css.lines} role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} width={index === lines - 1 ? '60%' : '100%'} />
      ))}
    </div>
  );
}

/** A framed area. */
export function Panel({ children, className, ...rest }: { children: ReactNode; className?: string; 'aria-label'?: string }) {
  return (
    <section className={cx(css.panel, className)} {...rest}>
      {children}
    </section>
  );
}
