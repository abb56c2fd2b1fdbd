import { useQuery } from '@apollo/client/react';
import { Button, ChannelBadge, EmptyState, Icon, Panel, Pill, Table, cx, formatNumber, useTranslation } from '@parley/plugin-ui';
import { CircleOff, MessageCircle, Plus, TriangleAlert } from '@parley/plugin-ui/icons';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useReadAgain } from '../data/use-live';
import { Page, PageHead } from '../frame/page';
import { InboxesDocument, type InboxLineFragment } from '../gql/generated';
import { QueryState } from '../parts/query-state';
import { TableSkeleton } from '../parts/table-skeleton';
import { CreateInboxDrawer } from './create-inbox-drawer';
import css from './inboxes.module.css';
import { problemOf } from './problem';

const COUNTED = /^(inbox\.|conversation\.(opened|queued|assigned|released|closed))/;

/** One inbox: its address, who receives, what waits, and what is wrong. */
function InboxRow({ inbox }: { inbox: InboxLineFragment }) {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const problem = problemOf(inbox);
  return (
    <tr className={css.linked} onClick={() => void navigate(`/inboxes/${inbox.id}`)}>
      <td className={css.iName}>
        <div className={css.named}>
          <ChannelBadge channel={inbox.channel} flat />
          <span className="cut">
            <Link className={cx('cut', css.name)} dir="auto" to={`/inboxes/${inbox.id}`} onClick={(event) => event.stopPropagation()}>
              {inbox.name}
            </Link>
            <span className={cx('cut meta muted', css.under)}>
              <bdi className="ltr num">{inbox.displayAddress}</bdi>
            </span>
          </span>
        </div>
      </td>
      <td className={cx('muted', css.iAgents)}>
        <span className={cx('cut', css.under)}>
          {inbox.agents.length === 0 ? t('inboxes.noAgents') : inbox.agents.map(({ name }) => name).join(', ')}
        </span>
      </td>
      <td className={cx('num', inbox.waitingCount > 0 && css.waits)} data-end>
        {formatNumber(inbox.waitingCount)}
      </td>
      <td className={cx('num muted', css.iOpen)} data-end>
        {formatNumber(inbox.openCount)}
      </td>
      <td className={css.iState}>
        {!inbox.active ? (
          <Pill icon={CircleOff}>{t('inboxes.off')}</Pill>
        ) : problem ? (
          <span className={css.problem}>
            <Icon of={TriangleAlert} size="xs" />
            <span>
              {t(`inboxes.problem.${problem}`)}
              {inbox.problem && <span className="muted"> · {inbox.problem}</span>}
            </span>
          </span>
        ) : (
          <Pill tone="good">{t('inboxes.receives')}</Pill>
        )}
      </td>
    </tr>
  );
}

/** All inboxes: the numbers and addresses that customers write to. */
export function InboxesPage() {
  const { t } = useTranslation('admin');
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(InboxesDocument, { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' });
  const again = () => refetch().catch(() => {});
  useReadAgain(({ type }) => COUNTED.test(type), again);
  const create = (
    <Button variant="primary" icon={Plus} onClick={() => setSearch({ new: 'inbox' })}>
      {t('inboxes.create')}
    </Button>
  );

  return (
    <Page crumbs={[{ label: t('nav.inboxes') }]}>
      <PageHead title={t('nav.inboxes')}>{create}</PageHead>
      <QueryState data={data} error={error} onRetry={again} skeleton={<TableSkeleton rows={4} />}>
        <Panel className={css.scrolls} aria-label={t('nav.inboxes')}>
          {data?.inboxes.length === 0 ? (
            <EmptyState icon={MessageCircle} title={t('inboxes.none')} action={create}>
              {t('inboxes.noneText')}
            </EmptyState>
          ) : (
            <Table className={css.table}>
              <caption className="sr">{t('nav.inboxes')}</caption>
              <thead>
                <tr>
                  <th scope="col" className={css.iName}>
                    {t('inboxes.name')}
                  </th>
                  <th scope="col" className={css.iAgents}>
                    {t('inboxes.agents')}
                  </th>
                  <th scope="col" className={css.iCount} data-end>
                    {t('inboxes.waiting')}
                  </th>
                  <th scope="col" className={cx(css.iCount, css.iOpen)} data-end>
                    {t('inboxes.open')}
                  </th>
                  <th scope="col" className={css.iState}>
                    {t('inboxes.state')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data?.inboxes.map((inbox) => (
                  <InboxRow key={inbox.id} inbox={inbox} />
                ))}
              </tbody>
            </Table>
          )}
        </Panel>
      </QueryState>
      <CreateInboxDrawer
        open={search.get('new') === 'inbox'}
        channels={data?.channels ?? []}
        onClose={() => setSearch({}, { replace: true })}
        onCreated={(id) => {
          void again();
          void navigate(`/inboxes/${id}/connection`);
        }}
      />
    </Page>
  );
}
