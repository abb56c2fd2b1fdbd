import { useQuery } from '@apollo/client/react';
import { Button, EmptyState, ErrorCard, Icon, NotAllowed, SearchField, Segmented, SelectField, Skeleton, useDebouncedValue, useSession, useTranslation } from '@parley/plugin-ui';
import { ArrowUp, Inbox } from '@parley/plugin-ui/icons';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useReadAgain } from '../data/use-live';
import { AgentsDocument, InboxNamesDocument, type ConversationFilter, type ConversationGroup } from '../gql/generated';
import { ConversationRow } from './conversation-row';
import css from './conversations.module.css';
import { useCalmOrder } from './use-calm-order';
import { useConversations } from './use-conversations';

type Group = Extract<ConversationGroup, 'OPEN' | 'CLOSED'>;
/** How near to the end of the list the next page is read, pixels. */
const NEAR = 600;

/** All conversations that this person may read, by inbox, agent, state and words. */
export function ConversationList({ openId }: { openId: string | null }) {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 250);
  const [group, setGroup] = useState<Group>('OPEN');
  const [inboxId, setInboxId] = useState('');
  const [assigneeId, setAssigneeId] = useState('');
  const filter = useMemo<ConversationFilter>(() => ({ group, ...(inboxId ? { inboxId } : {}), ...(assigneeId === 'none' ? { scope: 'UNASSIGNED' } : assigneeId ? { assigneeId } : {}), ...(search ? { search } : {}) }), [group, inboxId, assigneeId, search]);
  const { cards, error, more, again } = useConversations(filter);
  useReadAgain(({ type }) => search !== '' && /^(conversation|message)\./.test(type), again);

  const { data: inboxes } = useQuery(InboxNamesDocument, { skip: !can('inboxes.read') });
  const { data: agents } = useQuery(AgentsDocument, { skip: !can('people.read') });
  const box = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(false);
  const [over, setOver] = useState(false);
  const { shown, waiting, release } = useCalmOrder(cards ?? [], scrolled || over);
  const toTop = () => { box.current?.scrollTo({ top: 0 }); release(); };
  useEffect(toTop, [filter]);

  const clear = () => { setTyped(''); setInboxId(''); setAssigneeId(''); };
  const narrowed = typed !== '' || inboxId !== '' || assigneeId !== '';
  const onScroll = () => {
    const own = box.current;
    if (!own) return;
    setScrolled(own.scrollTop > 8);
    if (own.scrollHeight - own.scrollTop - own.clientHeight < NEAR) more?.();
  };

  return (
    <section className={css.list} aria-label={t('list.label')}>
      <header className={css.listHead}>
        <h1 className="sr">{t('nav.inbox')}</h1>
        <SearchField value={typed} onChange={setTyped} placeholder={t('list.search')} />
        <div className={css.filters}>
          <Segmented<Group> label={t('list.which')} value={group} onChange={(next) => { setGroup(next); if (next === 'CLOSED' && assigneeId === 'none') setAssigneeId(''); }} options={[{ value: 'OPEN', label: t('list.open') }, { value: 'CLOSED', label: t('list.closed') }]} />
        </div>
        <div className={css.filters}>
          {inboxes && <SelectField className={css.filter} aria-label={t('list.inbox')} value={inboxId} placeholder={t('list.allInboxes')} options={inboxes.inboxes.map(({ id, name }) => ({ value: id, label: name }))} onChange={(event) => setInboxId(event.target.value)} />}
          {agents && <SelectField className={css.filter} aria-label={t('list.agent')} value={assigneeId} placeholder={t('list.allAgents')} options={[...(group === 'OPEN' ? [{ value: 'none', label: t('list.unassigned') }] : []), ...agents.agents.map(({ id, name }) => ({ value: id, label: name }))]} onChange={(event) => setAssigneeId(event.target.value)} />}
        </div>
      </header>
      {waiting > 0 && <button type="button" className={css.edge} onClick={toTop}>{t('list.fresh', { count: waiting })}<Icon of={ArrowUp} size="xs" /></button>}
      <div ref={box} className={`${css.rows} scroll`} onScroll={onScroll} onPointerEnter={() => setOver(true)} onPointerLeave={() => setOver(false)}>
        {!cards && error ? (/FORBIDDEN/.test(JSON.stringify(error)) ? <NotAllowed /> : <ErrorCard title={t('error.notRead')} onRetry={again}>{t('error.notReadText')}</ErrorCard>)
          : !cards ? <div role="status" aria-label={t('list.loading')}>{Array.from({ length: 8 }, (_, row) => <div key={row} className={css.rowSkeleton}><Skeleton width={36} height={36} round /><span><Skeleton width="55%" /><Skeleton width="85%" height={10} /></span></div>)}</div>
          : shown.length === 0 ? <EmptyState icon={Inbox} title={t(narrowed ? 'list.noHits' : group === 'OPEN' ? 'list.empty' : 'list.emptyClosed')} action={narrowed && <Button onClick={clear}>{t('list.clear')}</Button>} />
          : <ul aria-label={t('list.label')}>{shown.map((card) => <li key={card.id} className={css.rowItem}><ConversationRow card={card} open={card.id === openId} /></li>)}</ul>}
        {more && cards && <p className={css.more}><Button variant="link" onClick={more}>{t('list.more')}</Button></p>}
      </div>
    </section>
  );
}
