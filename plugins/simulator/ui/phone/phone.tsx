import { Avatar, Icon, IconButton, initialsOf, useTranslation } from '@parley/plugin-ui';
import { BadgeCheck, BatteryMedium, Signal, SignalZero, Wifi, WifiOff, X } from '@parley/plugin-ui/icons';
import { Fragment, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { call } from '../data/api';
import type { BusinessNumber, Chat, Customer } from '../data/types';
import { faceOf } from '../people/faces';
import { Bubble } from './bubble';
import bubbleCss from './bubble.module.css';
import { Composer, type Draft } from './composer';
import { MoreMenu } from './more-menu';
import css from './phone.module.css';
import { clockOf, dayKey, dayName, visible } from './reading';

const JOIN_WITHIN_MS = 5 * 60_000;

const onVisibility = (listener: () => void) => {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
};

interface Props {
  customer: Customer;
  number: BusinessNumber;
  chat: Chat | undefined;
  now: number;
  onFocus(): void;
  onClose(): void;
}

/** A phone on screen: it reads what arrives while somebody can see it. */
export function Phone({ customer, number, chat, now, onFocus, onClose }: Props) {
  const { t } = useTranslation('simulator');
  const [draft, setDraft] = useState<Draft | null>(null);
  const log = useRef<HTMLDivElement>(null);
  const seen = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible');
  const messages = useMemo(() => visible(chat?.messages ?? [], customer), [chat?.messages, customer]);
  const byId = useMemo(() => new Map((chat?.messages ?? []).map((message) => [message.id, message])), [chat?.messages]);
  const unread = customer.online
    ? messages.filter((message) => message.from === 'business' && (message.status === 'delivered' || message.status === 'sent')).length
    : 0;
  const typing = (chat?.typingUntil ?? 0) > now && customer.online;
  const lastId = messages.at(-1)?.id;
  useEffect(() => {
    if (seen && unread > 0) void call('POST', `/customers/${customer.id}/seen`, { numberId: number.phoneNumberId });
  }, [seen, unread, customer.id, number.phoneNumberId]);
  useLayoutEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [lastId, typing]);
  return (
    <section className={css.handset} aria-label={t('phone.of', { name: customer.name })} onFocusCapture={onFocus} onPointerDown={onFocus}>
      <div className={`${css.owner} row second`}>
        <Avatar size="xs" {...faceOf(customer)} />
        <b className="medium cut grow" dir="auto">
          {customer.name}
        </b>
        <IconButton icon={X} iconSize="s" label={t('phone.away')} onClick={onClose} />
      </div>
      <div className={css.device}>
        <div className={css.glass}>
          <div className={`${css.bar} num`}>
            <time>{clockOf(now, customer)}</time>
            <span>
              <Icon of={customer.online ? Signal : SignalZero} size="xs" />
              <Icon of={customer.online ? Wifi : WifiOff} size="xs" />
              <Icon of={BatteryMedium} size="s" />
            </span>
          </div>
          <header className={css.head}>
            <span className={css.brand} aria-hidden="true">
              {initialsOf(number.verifiedName)?.slice(0, 1) ?? '#'}
            </span>
            <span className="cut grow">
              <b className={css.business}>
                <span className="cut">{number.verifiedName}</span>
                <Icon of={BadgeCheck} size="xs" />
              </b>
              <span className="meta muted" aria-live="polite">
                {typing ? t('phone.typing') : t('phone.business')}
              </span>
            </span>
            {!customer.blocked && <MoreMenu customer={customer} numberId={number.phoneNumberId} />}
          </header>
          <div ref={log} className={`${css.log} scroll`} role="log" tabIndex={0} aria-label={t('phone.log')}>
            <ol>
              {messages.length === 0 && <li className={css.none}>{t('phone.none')}</li>}
              {messages.map((message, i) => {
                const before = messages[i - 1];
                const after = messages[i + 1];
                const newDay = !before || dayKey(before.at, customer.timeZone) !== dayKey(message.at, customer.timeZone);
                if (message.type === 'system')
                  return (
                    <li key={message.id} className={css.notice}>
                      {t('phone.moved')}
                    </li>
                  );
                return (
                  <Fragment key={message.id}>
                    {newDay && <li className={css.day}>{dayName(message.at, now, customer)}</li>}
                    <Bubble
                      message={message}
                      quoted={message.replyTo ? byId.get(message.replyTo) : undefined}
                      customer={customer}
                      numberId={number.phoneNumberId}
                      business={number.verifiedName}
                      now={now}
                      joined={!newDay && joins(before, message)}
                      joins={joins(message, after) && dayKey(message.at, customer.timeZone) === dayKey(after?.at ?? 0, customer.timeZone)}
                      onReply={() => setDraft({ kind: 'reply', message })}
                      onEdit={() => setDraft({ kind: 'edit', message })}
                    />
                  </Fragment>
                );
              })}
              {typing && (
                <li className={`${bubbleCss.msg} ${bubbleCss.first}`}>
                  <div className={bubbleCss.bubble}>
                    <span className={bubbleCss.typing} role="img" aria-label={t('phone.typingLabel', { name: number.verifiedName })}>
                      <i />
                      <i />
                      <i />
                    </span>
                  </div>
                </li>
              )}
            </ol>
          </div>
          <Composer customer={customer} numberId={number.phoneNumberId} business={number.verifiedName} draft={draft} onDraft={setDraft} />
        </div>
      </div>
    </section>
  );
}

/** Do the two stand together: one hand, a few minutes, and the same tick. */
const joins = (a: Chat['messages'][number] | undefined, b: Chat['messages'][number] | undefined): boolean =>
  Boolean(
    a &&
    b &&
    a.from === b.from &&
    a.type !== 'system' &&
    b.type !== 'system' &&
    b.at - a.at < JOIN_WITHIN_MS &&
    (a.from === 'business' || a.status === b.status),
  );
