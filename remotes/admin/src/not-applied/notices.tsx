import { useQuery } from '@apollo/client/react';
import { Button, ChannelBadge, EmptyState, Panel, Pill, Time, useTranslation } from '@parley/plugin-ui';
import { BellOff } from '@parley/plugin-ui/icons';
import { useReadAgain } from '../data/use-live';
import { NoticesDocument } from '../gql/generated';
import { JsonView } from '../parts/json-view';
import { QueryState } from '../parts/query-state';
import { TableSkeleton } from '../parts/table-skeleton';
import css from './not-applied.module.css';

const PAGE = 50;

/** What channels told about accounts, numbers and templates, newest first. */
export function Notices() {
  const { t } = useTranslation('admin');
  const { data, error, refetch, fetchMore } = useQuery(NoticesDocument, {
    variables: { first: PAGE },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const again = () => refetch({ first: PAGE }).catch(() => {});
  useReadAgain(({ type }) => type === 'notice.received', again);
  const notices = data?.channelNotices.nodes ?? [];
  const page = data?.channelNotices.pageInfo;
  return (
    <QueryState data={data} error={error} onRetry={again} skeleton={<TableSkeleton rows={4} />}>
      {notices.length === 0 ? (
        <Panel>
          <EmptyState icon={BellOff} title={t('notApplied.noNotices')}>
            {t('notApplied.noNoticesText')}
          </EmptyState>
        </Panel>
      ) : (
        <Panel aria-label={t('notApplied.tabs.notices')}>
          <ul>
            {notices.map((notice) => (
              <li key={notice.id} className={css.item}>
                <div className={css.line}>
                  <Pill>{notice.kind}</Pill>
                  {notice.inbox && (
                    <span className={css.inbox}>
                      <ChannelBadge channel={notice.inbox.channel} flat />
                      <span className="cut second" dir="auto">
                        {notice.inbox.name}
                      </span>
                    </span>
                  )}
                  <span className="grow" />
                  <span className="meta faint">
                    <Time at={notice.occurredAt} format="list" />
                  </span>
                </div>
                <JsonView summary={t('notApplied.data')} value={notice.data} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {page?.hasNextPage && (
        <p className={css.more}>
          <Button variant="link" onClick={() => void fetchMore({ variables: { after: page.endCursor } }).catch(() => {})}>
            {t('more')}
          </Button>
        </p>
      )}
    </QueryState>
  );
}
