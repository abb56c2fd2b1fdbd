import { Icon, PresenceDot, SearchField, Segmented, useDebouncedValue, useSession, useTranslation } from '@parley/plugin-ui';
import { ArrowUp } from '@parley/plugin-ui/icons';
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useNavigate } from 'react-router';
import { useDrafts } from '../data/drafts';
import { useWhen } from '../data/local';
import { useOutbox } from '../data/outbox';
import type { OwnPresence } from '../data/presence';
import type { Card } from '../data/types';
import { PresenceBanner } from '../presence/presence-banner';
import { ConversationCard } from './card';
import { ListEmpty, ListFailed, ListLoading } from './list-states';
import css from './list.module.css';
import { Rows } from './rows';
import { useCalmOrder } from './use-calm-order';
import { useList, type InboxList } from './use-list';

/** Which conversations the list shows. */
export type View = 'mine' | 'unassigned';

/** What {@link ConversationList} takes. */
export interface ConversationListProps {
  presence: OwnPresence;
  openId: string | null;
  view: View;
  onView(view: View): void;
  searchBox: RefObject<HTMLInputElement | null>;
  /** Tells the order on screen, for next and previous. */
  onOrder(cards: readonly Card[]): void;
  /** Changes whenever a searched list may have changed. */
  stir: number;
}

/** How many a list holds; `50+` while there are more than are loaded. */
const countOf = (list: InboxList): number | string => (list.hasMore ? `${list.cards.length}+` : list.cards.length);

const words = { ONLINE: 'available', BUSY: 'busy', AWAY: 'away', OFFLINE: 'offline' } as const;

/** The second column: search, Mine and Unassigned, Active and Recent. */
export function ConversationList({ presence, openId, view, onView, searchBox, onOrder, stir }: ConversationListProps) {
  const { t } = useTranslation('workbench');
  const { can } = useSession();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [debounced] = useDebouncedValue(typed, 250);
  const search = typed === '' ? '' : debounced.trim();
  const mayQueue = can('queue.read');
  const shown: View = mayQueue ? view : 'mine';
  const active = useList(shown, search);
  const recent = useList('recent', search, shown !== 'mine');
  const queue = useList('unassigned', '', !mayQueue);
  const drafts = useDrafts();
  const outbox = useOutbox();

  const scroller = useRef<HTMLDivElement>(null);
  const pointer = useRef(0);
  const [scrolled, setScrolled] = useState(false);
  const { cards, waiting, release } = useCalmOrder(active.cards, scrolled, pointer);
  const order = useMemo(() => [...cards, ...recent.cards], [cards, recent.cards]);
  useEffect(() => void onOrder(order), [order, onOrder]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    release();
  }, [shown, search, release]);
  useWhen(stir, () => {
    if (search && stir > 0) {
      active.again();
      if (shown === 'mine') recent.again();
    }
  });

  const outgoing = useMemo(() => new Map(outbox.all.filter((each) => !each.sent).map((each) => [each.conversationId, each])), [outbox.all]);
  const row = useCallback(
    (card: Card) => (
      <ConversationCard
        card={card}
        open={card.id === openId}
        draft={drafts.of(card.id)}
        outgoing={outgoing.get(card.id)}
        waits={shown === 'unassigned' || card.assignee !== null}
      />
    ),
    [openId, drafts, outgoing, shown],
  );

  const toTop = () => {
    release();
    scroller.current?.scrollTo({ top: 0 });
  };
  const clear = () => {
    setTyped('');
    searchBox.current?.focus();
  };
  const failed = active.failed;
  const loading = active.loading || (shown === 'mine' && recent.loading && active.cards.length === 0);
  const empty = !loading && active.cards.length === 0 && recent.cards.length === 0;

  return (
    <section className={css.list} aria-label={t('list.label')} data-column="list">
      <header className={css.head}>
        <div className={css.title}>
          <h1>{t('inbox')}</h1>
          <span className={css.avail} role="status">
            <PresenceDot status={presence.shown} />
            {t(`presence.${words[presence.shown]}`)}
          </span>
        </div>
        <SearchField
          ref={searchBox}
          value={typed}
          onChange={setTyped}
          placeholder={t('list.search')}
          onEnter={() => {
            const first = order[0];
            if (first) void navigate(`/c/${first.id}`);
          }}
        />
        <PresenceBanner presence={presence} />
        <div className={css.switcher}>
          <Segmented<View>
            label={t('list.which')}
            value={shown}
            onChange={onView}
            options={[
              { value: 'mine', label: t('list.mine') },
              ...(mayQueue
                ? [
                    {
                      value: 'unassigned' as const,
                      label: (
                        <>
                          {t('list.unassigned')}
                          {queue.cards.length > 0 && <span className="num"> {countOf(queue)}</span>}
                        </>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </div>
      </header>
      {waiting > 0 && (
        <button type="button" className={css.edge} onClick={toTop}>
          {t('list.fresh', { count: waiting })} <Icon of={ArrowUp} size="xs" />
        </button>
      )}
      <div
        ref={scroller}
        className={`${css.groups} scroll`}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop > 8)}
        onPointerMove={() => {
          pointer.current = performance.now();
        }}
        onPointerLeave={() => {
          pointer.current = 0;
        }}
      >
        {failed ? (
          <ListFailed
            onRetry={() => {
              active.again();
              recent.again();
            }}
          />
        ) : loading ? (
          <ListLoading />
        ) : empty ? (
          <ListEmpty search={search} onClear={clear} />
        ) : (
          <>
            <h2 id="group-active">
              {t(shown === 'mine' ? 'list.active' : 'list.waiting')} <span className="num">{countOf(active)}</span>
            </h2>
            {cards.length === 0 ? (
              <p className={css.nothing}>{t(shown === 'mine' ? 'list.emptyActive' : 'list.emptyUnassigned')}</p>
            ) : (
              <Rows
                cards={cards}
                scroller={scroller}
                reveal={openId}
                labelledBy="group-active"
                onEnd={active.hasMore ? active.more : undefined}
              >
                {row}
              </Rows>
            )}
            {shown === 'mine' && recent.cards.length > 0 && (
              <>
                <h2 id="group-recent">{t('list.recent')}</h2>
                <Rows
                  cards={recent.cards}
                  scroller={scroller}
                  reveal={openId}
                  labelledBy="group-recent"
                  onEnd={recent.hasMore && !active.hasMore ? recent.more : undefined}
                >
                  {row}
                </Rows>
              </>
            )}
          </>
        )}
      </div>
    </section>
  );
}
