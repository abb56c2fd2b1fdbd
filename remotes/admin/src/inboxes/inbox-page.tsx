import { useQuery } from '@apollo/client/react';
import { ButtonLink, ChannelBadge, ErrorCard, Pill, SkeletonLines, SlotView, TabLinks, useSlot, useTranslation } from '@parley/plugin-ui';
import { CircleOff } from '@parley/plugin-ui/icons';
import { useParams } from 'react-router';
import { useReadAgain } from '../data/use-live';
import { Page, PageHead } from '../frame/page';
import { InboxDetailsDocument, type InboxDetailsQuery } from '../gql/generated';
import { QueryState } from '../parts/query-state';
import { SlotGone } from '../slots/slot-page';
import { AgentsStack } from './agents-stack';
import { AssignmentTab } from './assignment-tab';
import { ConnectionTab } from './connection-tab';
import { InboxAgentsTab } from './inbox-agents-tab';
import css from './inboxes.module.css';

/** An inbox with everything that its pages show. */
export type InboxDetails = Extract<NonNullable<InboxDetailsQuery['node']>, { webhookUrl: string }>;

/** One inbox: who receives, how it assigns, how it is connected, and what plugins bring. */
export function InboxPage() {
  const { t } = useTranslation('admin');
  const { inboxId = '', tab: own = 'agents', plugin, path } = useParams();
  const slots = useSlot('admin.inbox.tab', { inboxId });
  const slot = slots.find((each) => each.plugin === plugin && each.path === path);
  const tab = plugin ? '' : own;
  const { data, error, refetch } = useQuery(InboxDetailsDocument, {
    variables: { id: inboxId },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const again = () => refetch().catch(() => {});
  useReadAgain(({ type, nodeId }) => type === 'inbox.updated' && nodeId === inboxId, again);
  const inbox = data?.node && 'webhookUrl' in data.node ? data.node : null;
  const base = `/inboxes/${inboxId}`;
  const name = inbox?.name ?? t('inboxes.one');

  return (
    <Page
      crumbs={[
        { label: t('nav.inboxes'), to: '/inboxes' },
        { label: name, to: base },
        { label: tab ? t(`inboxes.tabs.${tab}`) : (slot?.label ?? '') },
      ]}
    >
      <QueryState
        data={data}
        error={error}
        onRetry={again}
        skeleton={
          <div className={css.column}>
            <SkeletonLines lines={6} />
          </div>
        }
      >
        {!inbox ? (
          <ErrorCard title={t('inboxes.gone')} action={<ButtonLink to="/inboxes">{t('inboxes.all')}</ButtonLink>} />
        ) : (
          <>
            <PageHead
              title={name}
              before={<ChannelBadge channel={inbox.channel} flat />}
              after={
                <>
                  <bdi className="muted num ltr">{inbox.displayAddress}</bdi>
                  {!inbox.active && <Pill icon={CircleOff}>{t('inboxes.off')}</Pill>}
                </>
              }
            >
              {tab !== 'agents' && <AgentsStack agents={inbox.agents} to={base} />}
            </PageHead>
            <TabLinks
              label={name}
              className={css.tabs}
              items={[
                { to: base, end: true, label: t('inboxes.tabs.agents'), count: inbox.agents.length },
                { to: `${base}/assignment`, label: t('inboxes.tabs.assignment') },
                { to: `${base}/connection`, label: t('inboxes.tabs.connection') },
                ...slots.map((each) => ({ to: `${base}/p/${each.plugin}/${each.path}`, label: each.label, problem: each.problem })),
              ]}
            />
            {tab === 'agents' && <InboxAgentsTab key={inbox.id} inbox={inbox} />}
            {tab === 'assignment' && <AssignmentTab key={inbox.id} inbox={inbox} />}
            {tab === 'connection' && <ConnectionTab key={inbox.id} inbox={inbox} />}
            {slot && (
              <SlotView key={`${slot.key} ${inbox.id}`} item={slot} props={{ inboxId: inbox.id }} skeleton={<SkeletonLines lines={6} />} />
            )}
            {plugin && !slot && <SlotGone />}
          </>
        )}
      </QueryState>
    </Page>
  );
}
