import { Icon, useTranslation, type IconOf } from '@parley/plugin-ui';
import { FlaskConical, PlugZap } from '@parley/plugin-ui/icons';
import { useLayoutEffect, type ReactNode } from 'react';
import type { Disabled, Override } from '../registry';
import css from './bars.module.css';

/** This page's address without one of its parameters. */
const without = (parameter: string): string => {
  const url = new URL(location.href);
  url.searchParams.delete(parameter);
  return url.href;
};

function Bar({
  tone,
  icon,
  leave,
  parameter,
  children,
}: {
  tone: 'bad' | 'warn';
  icon: IconOf;
  leave: string;
  parameter: string;
  children: ReactNode;
}) {
  return (
    <div className={css.bar} data-tone={tone} role="status">
      <Icon of={icon} size="s" />
      <span className="cut">{children}</span>
      <a className={css.leave} href={without(parameter)}>
        {leave}
      </a>
    </div>
  );
}

/** What the address of this page changes, at its upper edge, for as long as it does: nobody wonders why a page is unlike others. */
export function Bars({ override, disabled }: { override: Override | null; disabled: Disabled }) {
  const { t } = useTranslation('shell');
  const overriding = override?.entry ? override : null;
  const count = Number(overriding !== null) + Number(disabled.ids.length > 0);
  useLayoutEffect(() => {
    if (count === 0) return;
    const { style } = document.documentElement;
    style.setProperty('--top', `${count * 32}px`);
    return () => {
      style.removeProperty('--top');
    };
  }, [count]);
  if (count === 0) return null;
  return (
    <div className={css.bars}>
      {overriding?.entry && (
        <Bar tone="bad" icon={FlaskConical} parameter="ui-override" leave={t('override.stop')}>
          {t('override.text', { id: overriding.id, host: new URL(overriding.entry).host })}
        </Bar>
      )}
      {disabled.ids.length > 0 && (
        <Bar tone="warn" icon={PlugZap} parameter="disable-plugins" leave={t('disabled.stop')}>
          {t('disabled.text', { ids: disabled.ids.includes('*') ? t('disabled.all') : disabled.ids.join(', ') })}
        </Bar>
      )}
    </div>
  );
}
