import { Avatar, Badge, Icon, Time, cx, useTranslation } from '@parley/plugin-ui';
import { Clock } from '@parley/plugin-ui/icons';
import { memo } from 'react';
import { Link } from 'react-router';
import type { Outgoing } from '../data/outbox';
import type { Card } from '../data/types';
import { CardPreview } from './card-preview';
import css from './list.module.css';
import { useWaiting } from './waiting';

/** What {@link ConversationCard} takes. */
export interface ConversationCardProps {
  card: Card;
  open: boolean;
  draft: string;
  outgoing: Outgoing | undefined;
  waits: boolean;
}

/** One conversation in the list: who, what last, since when, how much is unread, and how urgent it is. */
export const ConversationCard = memo(function ConversationCard({ card, open, draft, outgoing, waits }: ConversationCardProps) {
  const { t } = useTranslation('workbench');
  const answered = outgoing !== undefined && !outgoing.error;
  const closed = card.status === 'CLOSED';
  const waiting = useWaiting(waits && !answered && !closed ? card.pendingSince : null);
  const unread = card.unreadCount > 0 && !open;
  const { name } = card.contact;
  const time = outgoing ? outgoing.at : closed ? (card.closedAt ?? card.lastActivityAt) : (card.lastMessage?.sentAt ?? card.lastActivityAt);
  return (
    <Link
      to={`/c/${card.id}`}
      className={cx(css.card, waiting && css[waiting.urgency], unread && css.unread, closed && css.done)}
      aria-current={open ? 'true' : undefined}
      data-id={card.id}
      draggable={false}
    >
      <Avatar name={name} hue={card.contact.avatarHue} channel={card.inbox.channel} />
      <span className="cut">
        <span className={css.l1}>
          <span className={cx(css.name, 'cut')} dir="auto">
            {/^[+@]/.test(name) ? <span className="ltr">{name}</span> : name}
          </span>
          {waiting ? (
            <span className={css.wait} title={waiting.title}>
              <Icon of={Clock} size="xs" />
              <span>{waiting.text}</span>
            </span>
          ) : (
            <Time at={time} format="list" />
          )}
        </span>
        <span className={css.l2}>
          <span className={cx(css.last, 'cut')} dir="auto">
            <CardPreview card={card} draft={open ? '' : draft} outgoing={outgoing} />
          </span>
          {unread && (
            <>
              <Badge count={card.unreadCount} />
              <span className="sr"> {t('list.unread')}</span>
            </>
          )}
        </span>
      </span>
    </Link>
  );
});
