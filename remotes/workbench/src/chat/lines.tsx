import { Button, Icon, Time, formatMoment, formatTag, useNow, useSession, useTranslation } from '@parley/plugin-ui';
import { Phone, PhoneMissed } from '@parley/plugin-ui/icons';
import { useNavigate } from 'react-router';
import { contentOf, textIn, type Card, type ChatMessage } from '../data/types';
import css from './chat.module.css';

const DAY = 86_400_000;
const weekday = (at: number, sameYear: boolean) =>
  new Intl.DateTimeFormat(formatTag(), { weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) }).format(
    at,
  );

/** A line with the day: Today, Yesterday, or its name. */
export function DayLine({ at }: { at: number }) {
  const { t } = useTranslation(['workbench', 'kit']);
  const now = useNow(60_000);
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - at) / DAY);
  const word =
    days === 0
      ? t('chat.today')
      : days === 1
        ? t('kit:yesterday')
        : weekday(at, new Date(at).getFullYear() === new Date(now).getFullYear());
  return (
    <li className={css.day}>
      <time dateTime={new Date(at).toISOString().slice(0, 10)}>{word}</time>
    </li>
  );
}

/** A notice of the channel or a call, in the middle. */
export function NoteLine({ message }: { message: ChatMessage }) {
  const { t } = useTranslation('workbench');
  const content = contentOf(message);
  if (message.kind === 'call') {
    const missed = /miss|reject|fail|no_answer/i.test(`${textIn(content, 'event') ?? ''} ${textIn(content, 'status') ?? ''}`);
    const direction = textIn(content, 'direction')?.toLowerCase() ?? '';
    const word = missed ? 'missed' : /business|out/.test(direction) ? 'outgoing' : /user|in/.test(direction) ? 'incoming' : 'other';
    return (
      <li className={css.sys} data-message={message.id} data-kind="call">
        <Icon of={missed ? PhoneMissed : Phone} size="xs" />
        <span>{t(`message.call.${word}`)}</span>
        <span aria-hidden="true">·</span>
        <Time at={message.sentAt} />
      </li>
    );
  }
  return (
    <li className={css.sys} data-message={message.id} data-kind="system">
      <span dir="auto">{textIn(content, 'body') ?? message.text ?? t('kind.system')}</span>
      <span aria-hidden="true">·</span>
      <Time at={message.sentAt} />
    </li>
  );
}

/** The message above was not delivered. */
export function FailedLine({ name }: { name: string }) {
  const { t } = useTranslation('workbench');
  return <li className={css.sys}>{t('chat.lineFailed', { name })}</li>;
}

/** Before the first message: which conversation this one continues. */
export function StartLine({ continues }: { continues: string }) {
  const { t } = useTranslation('workbench');
  const navigate = useNavigate();
  return (
    <p className={css.sys}>
      {t('chat.continues')} ·{' '}
      <Button variant="link" className={css.sysLink ?? ''} onClick={() => void navigate(`/c/${continues}`)}>
        {t('chat.openEarlier')}
      </Button>
    </p>
  );
}

/** After the last message: the service window ended, or the conversation was closed, by whom and when. */
export function EndLine({ card }: { card: Card }) {
  const { t } = useTranslation('workbench');
  const me = useSession().viewer.agent.id;
  const now = useNow(60_000);
  if (card.status === 'CLOSED' && card.closedAt) {
    const time = formatMoment(card.closedAt, 'clock', now);
    const line =
      card.closedBy === null
        ? t('chat.lineClosedAuto', { time })
        : card.closedBy.id === me
          ? t('chat.lineClosedYou', { time })
          : t('chat.lineClosedBy', { name: card.closedBy.name, time });
    return <p className={css.sys}>{line}</p>;
  }
  const { open, endsAt, required } = card.serviceWindow;
  if (required && !open && endsAt) {
    const today = new Date(endsAt).toDateString() === new Date(now).toDateString();
    return (
      <p className={css.sys}>
        {t(today ? 'chat.lineWindowToday' : 'chat.lineWindow', { time: formatMoment(endsAt, today ? 'clock' : 'full', now) })}
      </p>
    );
  }
  return null;
}
