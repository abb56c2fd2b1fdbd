import { Button, Icon, cx, useTranslation } from '@parley/plugin-ui';
import { ArrowLeft, ArrowRight } from '@parley/plugin-ui/icons';
import { memo } from 'react';
import { call } from '../data/api';
import type { WireEntry } from '../data/types';
import css from './levers.module.css';

const SHOWN = 100;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

/** What went between WhatsApp and Parley, the latest first. */
export const Wire = memo(function Wire({ wire }: { wire: WireEntry[] }) {
  const { t } = useTranslation('simulator');
  return (
    <>
      <h2>
        <span className="grow">{t('levers.wire')}</span>
        {wire.length > 0 && (
          <Button variant="link" className={css.small} onClick={() => void call('DELETE', '/wire')}>
            {t('levers.clear')}
          </Button>
        )}
      </h2>
      <div className={`${css.wire} scroll`} role="log" aria-live="off" aria-label={t('levers.wire')} tabIndex={0}>
        <ol>
          {wire.length === 0 && <li className={css.quiet}>{t('levers.quiet')}</li>}
          {wire
            .slice(-SHOWN)
            .reverse()
            .map((entry) => (
              <li key={entry.id} className={cx(entry.level !== 'ok' && css[entry.level])}>
                <span>{clock.format(entry.at)}</span>
                <span className={css.arrow}>
                  <Icon of={entry.direction === 'out' ? ArrowRight : ArrowLeft} size="xs" flip label={t(`levers.${entry.direction}`)} />
                </span>
                <bdi className="cut" title={entry.what}>
                  {entry.what}
                </bdi>
                <span>{entry.status}</span>
                <span>{entry.note ?? (entry.ms === null ? '' : t('levers.ms', { ms: entry.ms }))}</span>
              </li>
            ))}
        </ol>
      </div>
    </>
  );
});
