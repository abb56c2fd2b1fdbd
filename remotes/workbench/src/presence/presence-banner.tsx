import { Banner, Button, Trans, cx, formatTimer, useTranslation } from '@parley/plugin-ui';
import { Moon, Timer } from '@parley/plugin-ui/icons';
import type { OwnPresence } from '../data/presence';
import css from './presence.module.css';
import { useIdle } from './use-idle';

/** Over the list's title: the question to somebody who seems gone, or the word to somebody who is Away. */
export function PresenceBanner({ presence }: { presence: OwnPresence }) {
  const { t } = useTranslation('workbench');
  const { left, here } = useIdle(presence);
  if (presence.shown === 'AWAY') {
    return (
      <Banner
        className={css.over ?? ''}
        tone="warn"
        icon={Moon}
        title={<span className="strong">{t('presence.awayTitle')}</span>}
        action={
          <Button variant="primary" onClick={presence.back}>
            {t('presence.back')}
          </Button>
        }
      >
        <span className={css.plain}>{t('presence.awayText')}</span>
      </Banner>
    );
  }
  if (left === null) return null;
  return (
    <div role="alertdialog" aria-label={t('presence.stillThere')} className={cx(css.over, css.frame)}>
      <Banner
        className={css.inner ?? ''}
        icon={Timer}
        title={<span className="strong">{t('presence.stillThere')}</span>}
        action={
          <Button variant="primary" onClick={here}>
            {t('presence.here')}
          </Button>
        }
      >
        <Trans t={t} i18nKey="presence.goesAway" values={{ time: formatTimer(left) }} components={[<b className="num" key="time" />]} />
      </Banner>
    </div>
  );
}
