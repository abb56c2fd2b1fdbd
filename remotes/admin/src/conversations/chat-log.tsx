import { Button, EmptyState, Skeleton, formatMoment, useNow, useTranslation } from '@parley/plugin-ui';
import { MessageCircle } from '@parley/plugin-ui/icons';
import { Fragment, useLayoutEffect, useRef } from 'react';
import { Bubble } from './bubble';
import type { ChatMessage } from './content';
import css from './conversations.module.css';

/** Messages of one author within this time form a group. */
const GROUP_MS = 2 * 60_000;
const NEAR = 120;
const shapes = [
  ['start', 240, 37],
  ['start', 180, 58],
  ['end', 280, 58],
  ['start', 210, 37],
  ['end', 190, 37],
] as const;

const together = (a: ChatMessage | undefined, b: ChatMessage | undefined): boolean =>
  !!a &&
  !!b &&
  a.direction === b.direction &&
  a.kind !== 'system' &&
  b.kind !== 'system' &&
  a.author?.id === b.author?.id &&
  Math.abs(Date.parse(b.sentAt) - Date.parse(a.sentAt)) < GROUP_MS;

const dayOf = (message: ChatMessage) => new Date(message.sentAt).toDateString();

/** What {@link ChatLog} takes. */
export interface ChatLogProps {
  messages: readonly ChatMessage[] | null;
  hasEarlier: boolean;
  onEarlier(): Promise<void>;
  channel: string;
}

/** The messages, oldest first; stays at the end when it was there, and keeps its place when earlier ones come. */
export function ChatLog({ messages, hasEarlier, onEarlier, channel }: ChatLogProps) {
  const { t } = useTranslation('admin');
  const box = useRef<HTMLDivElement>(null);
  const place = useRef({ atEnd: true, fromEnd: 0 });
  const now = useNow(60_000);
  const remember = () => {
    const own = box.current;
    if (!own) return;
    const fromEnd = own.scrollHeight - own.scrollTop;
    place.current = { atEnd: fromEnd - own.clientHeight < NEAR, fromEnd };
    if (own.scrollTop < NEAR && hasEarlier) void onEarlier();
  };
  const first = messages?.[0]?.id;
  const last = messages?.at(-1)?.id;
  const former = useRef(first);
  useLayoutEffect(() => {
    const own = box.current;
    if (!own) return;
    if (place.current.atEnd) own.scrollTop = own.scrollHeight;
    else if (former.current !== first) own.scrollTop = own.scrollHeight - place.current.fromEnd;
    former.current = first;
  }, [first, last]);

  if (!messages)
    return (
      <div className={`${css.log} scroll`} role="status" aria-label={t('chat.loading')}>
        <div className={css.run}>
          {shapes.map(([side, width, height], index) => (
            <Skeleton key={index} blob width={width} height={height} style={{ alignSelf: `flex-${side}` }} />
          ))}
        </div>
      </div>
    );
  if (messages.length === 0)
    return (
      <div className={css.log}>
        <EmptyState icon={MessageCircle} title={t('chat.empty')} />
      </div>
    );
  return (
    <div ref={box} className={`${css.log} scroll`} onScroll={remember} tabIndex={0} role="log" aria-label={t('chat.messages')}>
      <div className={css.run}>
        {hasEarlier && (
          <p className={css.more}>
            <Button variant="link" onClick={() => void onEarlier()}>
              {t('chat.earlier')}
            </Button>
          </p>
        )}
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const newDay = !before || dayOf(before) !== dayOf(message);
          const joined = !newDay && together(before, message);
          const next = messages[index + 1];
          const joins = together(message, next) && !!next && dayOf(next) === dayOf(message);
          return (
            <Fragment key={message.id}>
              {newDay && (
                <p className={css.day}>
                  <span>
                    {new Date(message.sentAt).toDateString() === new Date(now).toDateString()
                      ? t('chat.today')
                      : formatMoment(message.sentAt, 'date', now)}
                  </span>
                </p>
              )}
              <Bubble message={message} joined={joined} joins={joins} channel={channel} />
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}
