import {
  Avatar,
  ButtonLink,
  ChannelBadge,
  ErrorCard,
  IconLink,
  Pill,
  Skeleton,
  cx,
  formatMoment,
  useNow,
  useTranslation,
} from '@parley/plugin-ui';
import { ArrowLeft, Eye, Lock } from '@parley/plugin-ui/icons';
import css from './conversations.module.css';
import { ChatLog } from './chat-log';
import { useChat } from './use-chat';
import { Why } from './why';

/** One conversation, to read: nothing here is sent and nothing is marked as read. */
export function Chat({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const { conversation, messages, hasEarlier, earlier, error, gone, again } = useChat(id);
  const now = useNow(60_000);
  if (gone)
    return (
      <section className={css.chat}>
        <ErrorCard title={t('chat.gone')} action={<ButtonLink to="/inbox">{t('chat.back')}</ButtonLink>} />
      </section>
    );
  if (!conversation && error)
    return (
      <section className={css.chat}>
        <ErrorCard title={t('error.notRead')} onRetry={() => void again()}>
          {t('error.notReadText')}
        </ErrorCard>
      </section>
    );

  const closed = conversation?.status === 'CLOSED';
  return (
    <section className={css.chat} aria-label={conversation ? t('chat.with', { name: conversation.contact.name }) : t('chat.loading')}>
      <header className={css.chatHead}>
        <IconLink className={css.back} to="/inbox" icon={ArrowLeft} label={t('chat.back')} flip />
        {conversation ? (
          <>
            <Avatar name={conversation.contact.name} hue={conversation.contact.avatarHue} />
            <span className="cut">
              <span className={css.l1}>
                <h2 className="cut" dir="auto">
                  {conversation.contact.name}
                </h2>
                <ChannelBadge channel={conversation.inbox.channel} flat />
              </span>
              <span className={cx('meta muted', css.sub)}>
                {conversation.contact.displayAddress && (
                  <>
                    <bdi className="ltr num">{conversation.contact.displayAddress}</bdi>
                    <span aria-hidden="true">·</span>
                  </>
                )}
                <span className={cx('cut', css.inboxName)}>{conversation.inbox.name} ·</span>
                <span className="cut">{conversation.assignee?.name ?? t('list.unassigned')}</span>
                <Why id={id} changed={`${conversation.status} ${conversation.assignee?.id}`} />
              </span>
            </span>
          </>
        ) : (
          <>
            <Skeleton width={36} height={36} round />
            <Skeleton width={180} height={16} />
          </>
        )}
        <span className="grow" />
        {conversation &&
          (closed ? (
            <Pill icon={Lock}>{t('chat.closed')}</Pill>
          ) : (
            <Pill tone={conversation.assignee ? 'good' : 'warn'}>{t(`chat.status.${conversation.status}`)}</Pill>
          ))}
      </header>
      {!messages && error ? (
        <ErrorCard title={t('error.notRead')} onRetry={() => void again()}>
          {t('error.notReadText')}
        </ErrorCard>
      ) : (
        <ChatLog messages={messages} hasEarlier={hasEarlier} onEarlier={earlier} channel={conversation?.inbox.channel ?? ''} />
      )}
      <footer className={css.readOnly}>
        {closed && conversation.closedAt ? (
          <>
            <Lock size={14} aria-hidden="true" />
            {t('chat.closedAt', {
              time: formatMoment(conversation.closedAt, 'full', now),
              who: conversation.closedBy?.name ?? t('chat.system'),
            })}
          </>
        ) : (
          <>
            <Eye size={14} aria-hidden="true" />
            {t('chat.readOnly')}
          </>
        )}
      </footer>
    </section>
  );
}
