import { Icon, cx, formatSpan, toMs, useNow, useTranslation } from '@parley/plugin-ui';
import { Hourglass } from '@parley/plugin-ui/icons';
import type { Card } from '../data/types';
import css from './composer.module.css';

const HOUR = 3_600_000;

/** May free text be sent now? Counted here as well, so that the box closes on the second and not at the next event. */
export function useWindow(card: Card): { open: boolean; left: number | null } {
  const { open, endsAt, required } = card.serviceWindow;
  const now = useNow(required && open ? 1000 : 60_000);
  if (!required) return { open: true, left: null };
  const left = endsAt ? toMs(endsAt) - now : null;
  return { open: open && (left === null || left > 0), left };
}

/** Above the box: until when one may write freely, amber in the last hour and after the end. */
export function WindowLine({ card, showHint }: { card: Card; showHint: boolean }) {
  const { t } = useTranslation('workbench');
  const { open, left } = useWindow(card);
  if (!card.serviceWindow.required)
    return showHint ? (
      <div className={css.window}>
        <span className="grow" />
        <span className={css.hint}>{t('composer.hint')}</span>
      </div>
    ) : null;
  const name = /^[+@]/.test(card.contact.name) ? card.contact.name : (card.contact.name.split(/\s+/)[0] ?? card.contact.name);
  return (
    <div
      className={cx(css.window, (!open || (left !== null && left < HOUR)) && css.soon)}
      role={open ? undefined : 'status'}
      data-window={open ? 'open' : 'ended'}
    >
      <Icon of={Hourglass} size="xs" />
      <span>{open && left !== null ? t('composer.windowOpen', { time: formatSpan(left) }) : t('composer.windowEnded', { name })}</span>
      <span className="grow" />
      {showHint && open && <span className={css.hint}>{t('composer.hint')}</span>}
    </div>
  );
}
