import { Avatar, Icon, Time, cx, formatTimer, toMs, useNow, useSession, useTranslation } from '@parley/plugin-ui';
import { Clock } from '@parley/plugin-ui/icons';
import { memo } from 'react';
import { Link } from 'react-router';
import css from './conversations.module.css';
import { previewText } from './preview-text';
import type { Card } from './use-conversations';

/** How long a customer has been waiting for an answer, in the colour of how urgent that is. */
function Waiting({ since }: { since: string }) {
  const { t } = useTranslation('admin');
  const now = useNow(1_000);
  const time = formatTimer(now - toMs(since));
  return (
    <span className={css.wait} title={t('list.waits', { time })}>
      <Icon of={Clock} size="xs" />
      {time}
    </span>
  );
}

/** Changes only when a threshold is passed, so that a row is not drawn each second. */
function useUrgency(since: string | null): 'fresh' | 'soon' | 'late' | null {
  const { settings } = useSession().viewer.organization;
  const now = useNow(10_000);
  if (!since) return null;
  const waited = (now - toMs(since)) / 1_000;
  return waited >= settings.pendingLateSeconds ? 'late' : waited >= settings.pendingSoonSeconds ? 'soon' : 'fresh';
}

/** One conversation: who, how long they wait, the last words, and whose it is. */
export const ConversationRow = memo(function ConversationRow({ card, open }: { card: Card; open: boolean }) {
  const { t } = useTranslation('admin');
  const closed = card.status === 'CLOSED';
  const waiting = closed ? null : card.pendingSince;
  const urgency = useUrgency(waiting);
  const { contact, lastMessage, assignee } = card;
  const own = lastMessage?.direction === 'OUT' && lastMessage.author ? `${lastMessage.author.name}: ` : '';
  return (
    <Link to={`/inbox/${card.id}`} aria-current={open || undefined} className={cx(css.row, urgency && css[urgency], closed && css.done)}>
      <Avatar name={contact.name} hue={contact.avatarHue} channel={card.inbox.channel} />
      <span className="cut">
        <span className={css.l1}>
          <span className={cx('cut', css.name)} dir="auto">
            {contact.name}
          </span>
          {waiting ? (
            <Waiting since={waiting} />
          ) : (
            <Time at={closed ? (card.closedAt ?? card.lastActivityAt) : card.lastActivityAt} format="list" />
          )}
        </span>
        <span className={css.l2}>
          <span className={cx('cut', css.last)} dir="auto">
            {own}
            {lastMessage ? previewText(lastMessage, t) : t('list.noMessage')}
          </span>
          <span dir="auto" className={cx('cut auto', css.whose, !assignee && !closed && css.nobody)}>
            {assignee?.name ?? (closed ? '' : t('list.unassigned'))}
          </span>
        </span>
      </span>
    </Link>
  );
});
