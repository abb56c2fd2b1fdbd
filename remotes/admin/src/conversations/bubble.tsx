import { Icon, Time, cx, formatMoment, toMs, useTranslation, type IconOf } from '@parley/plugin-ui';
import { Check, CheckCheck, CircleAlert, CircleHelp, Clock, Forward } from '@parley/plugin-ui/icons';
import { memo } from 'react';
import { MessageBody, frameOf } from './body';
import css from './bubble.module.css';
import { contentOf, textIn, type ChatMessage } from './content';
import { previewText } from './preview-text';

const marks: Record<ChatMessage['delivery']['status'], IconOf> = {
  PENDING: Clock,
  ACCEPTED: Check,
  SENT: Check,
  DELIVERED: CheckCheck,
  READ: CheckCheck,
  FAILED: CircleAlert,
};

/** What became of one of our messages: a word and a mark; a failed one says why. */
function Delivered({ message }: { message: ChatMessage }) {
  const { t } = useTranslation('admin');
  const { status, uncertain, error } = message.delivery;
  const failed = status === 'FAILED';
  return (
    <>
      <span className={cx(css.delivery, status === 'READ' && css.read, failed && css.bad)}>
        <Icon of={uncertain ? CircleHelp : marks[status]} size="xs" />
        {t(uncertain ? 'delivery.uncertain' : `delivery.${status}`)}
      </span>
      {failed && error && (
        <span className={cx(css.bad, css.reason)}>
          {error.message} <span className="num">({error.code})</span>
        </span>
      )}
    </>
  );
}

/** One message as it was: who, what, when, and what became of it. */
export const Bubble = memo(function Bubble({
  message,
  joined,
  joins,
  channel,
}: {
  message: ChatMessage;
  joined: boolean;
  joins: boolean;
  channel: string;
}) {
  const { t } = useTranslation('admin');
  const { direction, author, replyTo, reactions, revoked } = message;
  const out = direction === 'OUT';
  if (message.kind === 'system')
    return (
      <p className={css.sys}>
        {textIn(contentOf(message.content), 'body') ?? message.text ?? t('kind.system')} · <Time at={message.sentAt} />
      </p>
    );
  const frame = frameOf(message);
  const failed = out && message.delivery.status === 'FAILED';
  const showsStamp = !joins || failed;
  return (
    <article
      className={cx(
        css.msg,
        out ? css.out : css.in,
        joined ? css.joined : css.first,
        joins && css.joins,
        failed && css.failed,
        reactions.length > 0 && css.reacted,
      )}
      aria-label={t('message.from', {
        who: author?.name ?? t('chat.system'),
        time: formatMoment(message.sentAt, 'clock', toMs(message.sentAt)),
      })}
    >
      {!joined && out && author && (
        <span className={css.by} dir="auto">
          {author.name}
        </span>
      )}
      <div className={cx(css.bubble, css[frame])} dir="auto">
        {message.forwarded && (
          <span className={css.tagline}>
            <Icon of={Forward} size="xs" flip />
            {t('message.forwarded')}
          </span>
        )}
        {(replyTo || message.replyToUnavailable) && (
          <span className={css.quote}>
            <b dir="auto">{replyTo ? (replyTo.author?.name ?? t('chat.system')) : t('message.quote')}</b>
            <span className="cut" dir="auto">
              {replyTo ? previewText(replyTo, t) : t('message.quoteGone')}
            </span>
          </span>
        )}
        {revoked ? <em className={css.revoked}>{t('kind.revoked')}</em> : <MessageBody message={message} channel={channel} />}
        {reactions.length > 0 && (
          <span
            className={css.react}
            role="img"
            aria-label={t('message.reactions', { emoji: reactions.map(({ emoji }) => emoji).join(' ') })}
          >
            {[...new Set(reactions.map(({ emoji }) => emoji))].join('')}
            {reactions.length > 1 && <span className="num">{reactions.length}</span>}
          </span>
        )}
      </div>
      {showsStamp && (
        <div className={css.stamp}>
          <Time at={message.sentAt} />
          {message.edited && <span>· {t('message.edited')}</span>}
          {out && (
            <>
              <span aria-hidden="true">·</span>
              <Delivered message={message} />
            </>
          )}
        </div>
      )}
    </article>
  );
});
