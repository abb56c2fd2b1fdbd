import { Button, EmptyState, Icon, Skeleton, useDebouncedValue, useTranslation } from '@parley/plugin-ui';
import { ArrowUp, Inbox } from '@parley/plugin-ui/icons';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useReadAgain } from '../data/use-live';
import { QueryState } from '../parts/query-state';
import { ConversationRow } from './conversation-row';
import css from './conversations.module.css';
import { ListFilters, everything, filterOf } from './list-filters';
import { useCalmOrder } from './use-calm-order';
import { useConversations } from './use-conversations';

/** How near to the end of the list the next page is read, pixels. */
const NEAR = 600;

/** Rows to come, in their size. */
function ListSkeleton() {
  const { t } = useTranslation('admin');
  return (
    <div role="status" aria-label={t('list.loading')}>
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className={css.rowSkeleton}>
          <Skeleton width={36} height={36} round />
          <span>
            <Skeleton width="55%" />
            <Skeleton width="85%" height={10} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** All conversations that this person may read, by inbox, agent, state and words. */
export function ConversationList({ openId }: { openId: string | null }) {
  const { t } = useTranslation('admin');
  const [wanted, setWanted] = useState(everything);
  const [search] = useDebouncedValue(wanted.typed.trim(), 250);
  const filter = useMemo(() => filterOf(wanted, search), [wanted, search]);
  const key = JSON.stringify(filter);
  const { cards, error, more, again } = useConversations(filter);
  useReadAgain(({ type }) => search !== '' && /^(conversation|message)\./.test(type), again);

  const box = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(false);
  const [over, setOver] = useState(false);
  const { shown, waiting, release } = useCalmOrder(cards ?? [], scrolled || over, key);
  // newer browsers answer scrollTo with a promise, which React would take for a clean-up
  useEffect(() => void box.current?.scrollTo({ top: 0 }), [key]);

  const narrowed = wanted.typed !== '' || wanted.inboxId !== '' || wanted.assigneeId !== '';
  const nothing = narrowed ? 'list.noHits' : wanted.group === 'OPEN' ? 'list.empty' : 'list.emptyClosed';
  const toTop = () => {
    release();
    box.current?.scrollTo({ top: 0 });
  };
  const onScroll = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement) => {
    setScrolled(scrollTop > 8);
    if (scrollHeight - scrollTop - clientHeight < NEAR) more?.();
  };

  return (
    <section className={css.list} aria-label={t('list.label')}>
      <ListFilters wanted={wanted} onChange={setWanted} />
      {waiting > 0 && (
        <button type="button" className={css.edge} onClick={toTop}>
          {t('list.fresh', { count: waiting })}
          <Icon of={ArrowUp} size="xs" />
        </button>
      )}
      <div
        ref={box}
        className={`${css.rows} scroll`}
        onScroll={(event) => onScroll(event.currentTarget)}
        onPointerEnter={() => setOver(true)}
        onPointerLeave={() => setOver(false)}
      >
        <QueryState data={cards} error={error} onRetry={again} skeleton={<ListSkeleton />}>
          {shown.length === 0 ? (
            <EmptyState
              icon={Inbox}
              title={t(nothing)}
              action={narrowed && <Button onClick={() => setWanted({ ...everything, group: wanted.group })}>{t('list.clear')}</Button>}
            />
          ) : (
            <ul aria-label={t('list.label')}>
              {shown.map((card) => (
                <li key={card.id} className={css.rowItem}>
                  <ConversationRow card={card} open={card.id === openId} />
                </li>
              ))}
            </ul>
          )}
          {more && (
            <p className={css.more}>
              <Button variant="link" onClick={more}>
                {t('list.more')}
              </Button>
            </p>
          )}
        </QueryState>
      </div>
    </section>
  );
}
