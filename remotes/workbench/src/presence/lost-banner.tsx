import { Banner, Button, formatSpan, useConnection, useNow, useSession, useTranslation } from '@parley/plugin-ui';
import { WifiOff } from '@parley/plugin-ui/icons';
import css from './presence.module.css';

/** Floats under the chat's header while there is no connection: what is kept, and for how long the conversations stay. */
export function LostBanner({ count }: { count: number }) {
  const { t } = useTranslation('workbench');
  const { state, since } = useConnection();
  const { viewer } = useSession();
  const now = useNow(1000);
  if (state !== 'disconnected') return null;
  const left = since + viewer.organization.settings.graceSeconds * 1000 - now;
  const kept =
    count === 0
      ? t('lost.none')
      : left > 0
        ? t('lost.kept', {
            count,
            time: left >= 60_000 ? formatSpan(left - (left % 60_000)) + ' ' + formatSpan(left % 60_000) : formatSpan(left),
          })
        : t('lost.over');
  // The kit's line listens to the browser's own word that the network is back, and tries at once.
  const tryNow = () => window.dispatchEvent(new Event('online'));
  return (
    <Banner
      className={css.lost ?? ''}
      tone="bad"
      float
      role="alert"
      icon={WifiOff}
      title={t('lost.title')}
      action={<Button onClick={tryNow}>{t('lost.tryNow')}</Button>}
    >
      {kept}
    </Banner>
  );
}
