import { useQuery } from '@apollo/client/react';
import {
  Panel,
  Skeleton,
  Slot,
  SkeletonLines,
  formatNumber,
  formatTimer,
  toMs,
  useNow,
  useSession,
  useTranslation,
} from '@parley/plugin-ui';
import { useReadAgain } from '../data/use-live';
import { Page, PageHead } from '../frame/page';
import { OverviewDocument, type OverviewQuery } from '../gql/generated';
import { isRouted } from '../people/agents';
import { QueryState } from '../parts/query-state';
import { Figure } from './figure';
import css from './overview.module.css';
import { Problems } from './problems';

const COUNTED = /^(inbox|conversation|message|presence|agent)\./;
const READ_EVERY = 60_000;

type Waiting = NonNullable<OverviewQuery['conversations']>['nodes'][number] & { pendingSince: string };

/** Who waits longest: the log may have put others into the list since it was read. */
const longest = (nodes: NonNullable<OverviewQuery['conversations']>['nodes'] = []): Waiting | null =>
  nodes.filter((each): each is Waiting => each.pendingSince !== null).sort((a, b) => a.pendingSince.localeCompare(b.pendingSince))[0] ??
  null;

/** How long a customer has been waiting, in the colour of how urgent that is. */
function LongestWait({ waiting }: { waiting: Waiting | null }) {
  const { t } = useTranslation('admin');
  const { settings } = useSession().viewer.organization;
  const now = useNow(1_000);
  if (!waiting) return <Figure label={t('overview.longest')} value={t('overview.none')} note={t('overview.nobodyWaits')} to="/inbox" />;
  const waited = now - toMs(waiting.pendingSince);
  const urgency = waited >= settings.pendingLateSeconds * 1_000 ? 'late' : waited >= settings.pendingSoonSeconds * 1_000 ? 'soon' : 'fresh';
  return (
    <Figure
      label={t('overview.longest')}
      value={<time dateTime={waiting.pendingSince}>{formatTimer(waited)}</time>}
      note={waiting.contact.name}
      to={`/inbox/${waiting.id}`}
      urgency={urgency}
    />
  );
}

/** The figures, as far as this person may see them. */
function Figures({ data }: { data: OverviewQuery }) {
  const { t } = useTranslation('admin');
  const { inboxes, agents, conversations } = data;
  const queued = inboxes?.reduce((sum, { waitingCount }) => sum + waitingCount, 0) ?? 0;
  const open = inboxes?.reduce((sum, { openCount }) => sum + openCount, 0) ?? 0;
  const routed = agents?.filter(isRouted) ?? [];
  const online = routed.filter(({ presence }) => presence.status === 'ONLINE').length;
  return (
    <div className={css.figures}>
      {inboxes && (
        <Figure
          label={t('overview.waiting')}
          value={formatNumber(queued)}
          note={t(queued === 0 ? 'overview.allTaken' : 'overview.unassigned')}
          to="/inbox"
          urgency={queued > 0 ? 'soon' : null}
        />
      )}
      {conversations && <LongestWait waiting={longest(conversations.nodes)} />}
      {agents && (
        <Figure
          label={t('overview.available')}
          value={formatNumber(online)}
          note={t('overview.ofAgents', { count: routed.length })}
          to="/people"
          urgency={online === 0 ? 'late' : null}
        />
      )}
      {inboxes && (
        <Figure
          label={t('overview.open')}
          value={formatNumber(open)}
          note={t('overview.acrossInboxes', { count: inboxes.length })}
          to="/inbox"
        />
      )}
    </div>
  );
}

/** The first page: what waits, who is there, what needs somebody, and the cards of plugins. */
export function OverviewPage() {
  const { t } = useTranslation(['admin', 'kit']);
  const { can } = useSession();
  const variables = { inboxes: can('inboxes.read'), people: can('people.read'), conversations: can('conversations.read.all') };
  const { data, error, refetch } = useQuery(OverviewDocument, {
    variables,
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    pollInterval: READ_EVERY,
  });
  const again = () => refetch(variables).catch(() => {});
  useReadAgain(({ type }) => COUNTED.test(type), again);
  return (
    <Page crumbs={[{ label: t('admin:nav.overview') }]}>
      <PageHead title={t('admin:nav.overview')} />
      <div className={css.overview}>
        <QueryState
          data={data}
          error={error}
          onRetry={again}
          skeleton={
            <div className={css.figures} role="status" aria-label={t('kit:loading')}>
              {[1, 2, 3, 4].map((each) => (
                <Panel key={each} className={css.figure}>
                  <Skeleton width="40%" height={18} />
                  <Skeleton width="30%" height={40} />
                  <Skeleton width="60%" height={18} />
                </Panel>
              ))}
            </div>
          }
        >
          {data && (
            <>
              <Figures data={data} />
              <Problems inboxes={data.inboxes ?? []} />
            </>
          )}
        </QueryState>
        <div className={css.cards}>
          <Slot
            name="admin.dashboard.card"
            props={{}}
            compact
            skeleton={<SkeletonLines lines={4} />}
            render={(view, { label, pluginLabel }) => (
              <Panel className={css.card} aria-label={label}>
                <h2 className="cut" dir="auto" title={pluginLabel}>
                  {label}
                </h2>
                {view}
              </Panel>
            )}
          />
        </div>
      </div>
    </Page>
  );
}
