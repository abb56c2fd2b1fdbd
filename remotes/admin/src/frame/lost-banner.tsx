import { Banner, useConnection, useNow, useTranslation } from '@parley/plugin-ui';
import { WifiOff } from '@parley/plugin-ui/icons';
import css from './frame.module.css';

/** A short gap heals by itself before anybody has read a sentence about it. */
const SAID_AFTER = 2_000;

/** Says that the line is lost and since when; it floats, nothing moves. */
export function LostBanner() {
  const { t } = useTranslation('admin');
  const { state, since } = useConnection();
  const now = useNow(1_000);
  if (state !== 'disconnected' || now - since < SAID_AFTER) return null;
  return (
    <Banner float tone="warn" icon={WifiOff} className={css.lost} title={t('lost.title')}>
      {t('lost.text')}
    </Banner>
  );
}
