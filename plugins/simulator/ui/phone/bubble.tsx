import { Icon, IconButton, Menu, cx, useTranslation } from '@parley/plugin-ui';
import { Check, CheckCheck, Clock, EllipsisVertical, Forward, Pencil, Reply, Undo2 } from '@parley/plugin-ui/icons';
import { sendAs } from '../data/api';
import type { ChatMessage, Customer } from '../data/types';
import css from './bubble.module.css';
import type { Answer } from './card';
import { Content } from './content';
import { clockOf, gist } from './reading';

const EMOJIS = ['👍', '❤️', '😂', '😮', '🙏', '🎉'];
const EDIT_WITHIN_MS = 15 * 60_000;
const REVOKE_WITHIN_MS = 2 * 24 * 3_600_000;

interface Props {
  message: ChatMessage;
  quoted: ChatMessage | undefined;
  customer: Customer;
  numberId: string;
  business: string;
  now: number;
  /** Stands under one of the same hand; stands over one. */
  joined: boolean;
  joins: boolean;
  onReply(): void;
  onEdit(): void;
}

/** One message on a phone, with what can be done to it. */
export function Bubble({ message, quoted, customer, numberId, business, now, joined, joins, onReply, onEdit }: Props) {
  const { t } = useTranslation('simulator');
  const mine = message.from === 'customer';
  const { customer: own, business: theirs } = message.reactions ?? {};
  const answer = customer.blocked
    ? undefined
    : (given: Answer) => void sendAs(customer.id, { ...given, numberId, context: { id: message.id } });
  return (
    <li
      className={cx(
        css.msg,
        mine && css.out,
        !joined && css.first,
        joined && css.joined,
        joins && css.joins,
        (own || theirs) && css.reacted,
      )}
    >
      <div className={css.line}>
        <div className={css.bubble}>
          {message.forwarded && (
            <span className={css.flag}>
              <Icon of={Forward} size="xs" flip />
              {t('phone.forwarded')}
            </span>
          )}
          {message.replyTo && !message.revoked && message.type !== 'button' && (
            <span className={css.quote}>
              <b>{quoted?.from === 'business' ? business : quoted ? t('phone.you') : '…'}</b>
              <span dir="auto">{quoted ? gist(quoted, (key) => t(key)) : t('phone.gone')}</span>
            </span>
          )}
          <Content message={message} onAnswer={answer} />
          {(own || theirs) && (
            <span className={css.react}>
              {theirs}
              {own}
            </span>
          )}
        </div>
        {!message.revoked && !customer.blocked && <Actions {...{ message, customer, numberId, now, mine, own, onReply, onEdit }} />}
      </div>
      {!joins && <Stamp message={message} customer={customer} />}
    </li>
  );
}

const TICKS: Record<string, typeof Check> = { waiting: Clock, sent: Check, received: CheckCheck, read: CheckCheck };

function Stamp({ message, customer }: { message: ChatMessage; customer: Customer }) {
  const { t } = useTranslation('simulator');
  const tick = message.from === 'customer' ? TICKS[message.status] : undefined;
  const word = tick && t(`ticks.${message.status}`);
  return (
    <div className={cx(css.stamp, message.status === 'read' && css.read)} title={word}>
      {message.edited && <span>{t('phone.edited')}</span>}
      <time dateTime={new Date(message.at).toISOString()}>{clockOf(message.at, customer)}</time>
      {tick && <Icon of={tick} size="xs" label={word ?? ''} />}
    </div>
  );
}

interface ActionProps {
  message: ChatMessage;
  customer: Customer;
  numberId: string;
  now: number;
  mine: boolean;
  own: string | undefined;
  onReply(): void;
  onEdit(): void;
}

function Actions({ message, customer, numberId, now, mine, own, onReply, onEdit }: ActionProps) {
  const { t } = useTranslation('simulator');
  const react = (emoji: string) => void sendAs(customer.id, { type: 'reaction', numberId, reaction: { message_id: message.id, emoji } });
  const age = now - message.at;
  return (
    <Menu position="bottom" label={t('phone.actions')}>
      <Menu.Target>
        <IconButton className={css.menu ?? ''} icon={EllipsisVertical} iconSize="xs" label={t('phone.actions')} />
      </Menu.Target>
      <Menu.Dropdown>
        <div className={css.emojis} role="group" aria-label={t('phone.react')}>
          {EMOJIS.map((emoji) => (
            <Menu.Item key={emoji} className={css.emoji ?? ''} aria-label={t('phone.reactWith', { emoji })} onClick={() => react(emoji)}>
              {emoji}
            </Menu.Item>
          ))}
        </div>
        {own && <Menu.Item onClick={() => react('')}>{t('phone.unreact')}</Menu.Item>}
        <Menu.Item icon={Reply} onClick={onReply}>
          {t('phone.reply')}
        </Menu.Item>
        {mine && message.type === 'text' && age < EDIT_WITHIN_MS && (
          <Menu.Item icon={Pencil} onClick={onEdit}>
            {t('phone.edit')}
          </Menu.Item>
        )}
        {mine && age < REVOKE_WITHIN_MS && (
          <Menu.Item
            icon={Undo2}
            onClick={() => void sendAs(customer.id, { type: 'revoke', numberId, revoke: { original_message_id: message.id } })}
          >
            {t('phone.revoke')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
