import { Button, Icon, Time, cx, useTranslation, type IconOf } from '@parley/plugin-ui';
import { Check, CheckCheck, CircleAlert, CircleHelp, Clock } from '@parley/plugin-ui/icons';
import type { ChatMessage } from '../data/types';
import css from './message.module.css';

/** The word under a message of ours. Uncertain stands for itself: nobody knows. */
export type StateWord = ChatMessage['delivery']['status'] | 'UNCERTAIN';

/** Which word a message of ours carries. */
export const stateOf = ({ delivery }: Pick<ChatMessage, 'delivery'>): StateWord => (delivery.uncertain ? 'UNCERTAIN' : delivery.status);

const icons: Record<StateWord, IconOf> = {
  PENDING: Clock,
  ACCEPTED: Check,
  SENT: Check,
  DELIVERED: CheckCheck,
  READ: CheckCheck,
  FAILED: CircleAlert,
  UNCERTAIN: CircleHelp,
};

/** Under the last message of a group: the time, and for ours the icon and the word of its delivery. */
export function Stamp({ message, quiet }: { message: ChatMessage; quiet: boolean }) {
  const { t } = useTranslation('workbench');
  const state = stateOf(message);
  return (
    <div className={cx(css.stamp, quiet && css.quiet, message.direction === 'OUT' && css[state])}>
      {message.edited && (
        <>
          <span>{t('message.edited')}</span>
          <span aria-hidden="true">·</span>
        </>
      )}
      <Time at={message.sentAt} />
      {message.direction === 'OUT' && (
        <>
          <span aria-hidden="true">·</span>
          <Icon of={icons[state]} size="xs" />
          <span data-delivery={state}>{t(`message.state.${state}`)}</span>
        </>
      )}
    </div>
  );
}

/** What {@link Trouble} takes. */
export interface TroubleProps {
  message: ChatMessage;
  busy: boolean;
  /** Missing when the same message would fail again. */ onAgain?: (() => void) | undefined;
  /** Puts the words back into the box. */ onRewrite?: (() => void) | undefined;
  onSettle?: (() => void) | undefined;
  onRemove?: (() => void) | undefined;
}

/** Why a message did not arrive, with its code, and the ways on. */
export function Trouble({ message, busy, onAgain, onRewrite, onSettle, onRemove }: TroubleProps) {
  const { t } = useTranslation('workbench');
  const { error, uncertain } = message.delivery;
  const why = uncertain
    ? t('message.uncertain')
    : error
      ? error.code && !error.message.includes(error.code)
        ? t('message.withCode', { message: error.message.replace(/\.\s*$/, ''), code: error.code })
        : error.message
      : t('message.failedPlain');
  return (
    <div className={cx(css.trouble, uncertain && css.unsure)} role="alert">
      <span dir="auto">{why}</span>
      <span className={css.ways}>
        {onAgain && (
          <Button variant="link" className={css.small ?? ''} disabled={busy} onClick={onAgain}>
            {t('message.sendAgain')}
          </Button>
        )}
        {onRewrite && (
          <Button variant="link" className={css.small ?? ''} onClick={onRewrite}>
            {t('message.rewrite')}
          </Button>
        )}
        {onSettle && (
          <Button variant="link" className={css.small ?? ''} disabled={busy} onClick={onSettle}>
            {t('message.arrived')}
          </Button>
        )}
        {onRemove && (
          <Button variant="link" className={css.small ?? ''} onClick={onRemove}>
            {t('message.remove')}
          </Button>
        )}
      </span>
    </div>
  );
}
