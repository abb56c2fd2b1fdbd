import { useQuery } from '@apollo/client/react';
import { Button, TabLinks, useSession, useTranslation } from '@parley/plugin-ui';
import { Plus } from '@parley/plugin-ui/icons';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useReadAgain } from '../data/use-live';
import { Page, PageHead } from '../frame/page';
import { AgentsDocument, TeamsAndRolesDocument } from '../gql/generated';
import { QueryState } from '../parts/query-state';
import { TableSkeleton } from '../parts/table-skeleton';
import { AgentDrawer } from './agent-drawer';
import { AgentsTab } from './agents-tab';
import css from './people.module.css';
import { RolesTab } from './roles-tab';
import { TeamDrawer } from './team-drawer';
import { TeamsTab } from './teams-tab';

const LISTED = new Set(['agent.created', 'team.created', 'team.updated']);

/** Users and teams: who works here, in which team, and what their role lets them do. */
export function PeoplePage() {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const { tab = 'agents' } = useParams();
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const agents = useQuery(AgentsDocument, { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' });
  const groups = useQuery(TeamsAndRolesDocument, { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' });
  const again = () => Promise.allSettled([agents.refetch(), groups.refetch()]);
  useReadAgain(({ type }) => LISTED.has(type), again);

  const manages = can('people.manage');
  const list = agents.data?.agents;
  const teams = groups.data?.teams;
  const roles = groups.data?.roles;
  const name = t(`people.tabs.${tab}`);
  const opened = search.get('agent');
  const creating = search.get('new');
  const close = () => setSearch({}, { replace: true });
  const make =
    tab === 'teams' ? (
      <Button variant="primary" icon={Plus} onClick={() => setSearch({ new: 'team' })}>
        {t('people.team.create')}
      </Button>
    ) : (
      <Button variant="primary" icon={Plus} onClick={() => void navigate('/people?new=agent')}>
        {t('people.create')}
      </Button>
    );

  return (
    <Page crumbs={[{ label: t('nav.people'), to: '/people' }, { label: name }]}>
      <PageHead title={t('nav.people')}>{manages && tab !== 'roles' && make}</PageHead>
      <TabLinks
        label={t('nav.people')}
        className={css.tabs}
        items={[
          { to: '/people', end: true, label: t('people.tabs.agents'), ...(list ? { count: list.length } : {}) },
          { to: '/people/teams', label: t('people.tabs.teams'), ...(teams ? { count: teams.length } : {}) },
          { to: '/people/roles', label: t('people.tabs.roles'), ...(roles ? { count: roles.length } : {}) },
        ]}
      />
      <QueryState data={list && teams} error={agents.error ?? groups.error} onRetry={again} skeleton={<TableSkeleton />}>
        {tab === 'agents' && (
          <AgentsTab agents={list ?? []} teams={teams ?? []} opened={opened} onOpen={(id) => setSearch({ agent: id })} />
        )}
        {tab === 'teams' && <TeamsTab teams={teams ?? []} roles={roles ?? []} />}
        {tab === 'roles' && <RolesTab roles={roles ?? []} />}
      </QueryState>
      {manages && teams && roles && (
        <>
          <AgentDrawer
            agentId={opened}
            creating={creating === 'agent'}
            agents={list ?? []}
            teams={teams}
            roles={roles}
            onClose={close}
            onCreated={() => void agents.refetch().catch(() => {})}
          />
          <TeamDrawer open={creating === 'team'} roles={roles} onClose={close} onCreated={() => void groups.refetch().catch(() => {})} />
        </>
      )}
    </Page>
  );
}
