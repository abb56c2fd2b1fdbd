import { useQuery } from '@apollo/client/react';
import { Button, EmptyState, Panel, SearchField, Segmented, SelectField, formatNumber, useTranslation } from '@parley/plugin-ui';
import { Search } from '@parley/plugin-ui/icons';
import { useMemo, useState } from 'react';
import { useReadAgain } from '../data/use-live';
import { AgentLoadsDocument, type TeamLineFragment } from '../gql/generated';
import { chosen, houseLoad, type Agent, type Sort, type StateFilter } from './agents';
import { AgentsTable } from './agents-table';
import css from './people.module.css';

/** Agents on one page of the table. */
const PAGE = 50;
const MOVES_LOAD = /^conversation\.(assigned|released|transferred|closed|queued)$/;

/** What {@link AgentsTab} takes. */
export interface AgentsTabProps {
  agents: readonly Agent[];
  teams: readonly TeamLineFragment[];
  opened: string | null;
  onOpen(id: string): void;
}

/** All agents: found by a word, by state and by team; presence and load are live. */
export function AgentsTab({ agents, teams, opened, onOpen }: AgentsTabProps) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState('');
  const [state, setState] = useState<StateFilter>('ALL');
  const [teamId, setTeamId] = useState('');
  const [sort, setSort] = useState<Sort>({ key: 'name', down: false });
  const [page, setPage] = useState(0);
  const { refetch } = useQuery(AgentLoadsDocument, { fetchPolicy: 'cache-only' });
  // The former assignee of a conversation is not in the event, so both sides are read.
  useReadAgain(
    ({ type }) => MOVES_LOAD.test(type),
    () => void refetch().catch(() => {}),
  );

  const shown = useMemo(() => chosen(agents, { typed, state, teamId, sort }), [agents, typed, state, teamId, sort]);
  const house = useMemo(() => houseLoad(agents), [agents]);
  const count = (which: Agent['state']) => agents.filter((agent) => agent.state === which).length;
  const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1);
  const at = Math.min(page, last);
  const rows = shown.slice(at * PAGE, (at + 1) * PAGE);
  const everybody = () => {
    setTyped('');
    setState('ALL');
    setTeamId('');
  };

  return (
    <>
      <div className={css.bar}>
        <SearchField className={css.search} value={typed} onChange={setTyped} placeholder={t('people.search')} />
        <Segmented<StateFilter>
          label={t('people.state.label')}
          value={state}
          onChange={setState}
          options={[
            { value: 'ALL', label: t('people.state.ALL') },
            { value: 'ACTIVE', label: t('people.state.ACTIVE'), count: count('ACTIVE') },
            { value: 'INACTIVE', label: t('people.state.INACTIVE'), count: count('INACTIVE') },
          ]}
        />
        <SelectField
          className={css.team}
          aria-label={t('people.team.filter')}
          value={teamId}
          onChange={(event) => setTeamId(event.target.value)}
          placeholder={t('people.team.all')}
          options={teams.map((team) => ({ value: team.id, label: t('people.team.one', { name: team.name }) }))}
        />
        <span className={css.house} role="status">
          <bdi>
            {t('people.online', { count: house.online })} ·{' '}
            {t('people.houseLoad', { load: formatNumber(house.load), capacity: formatNumber(house.capacity) })}
          </bdi>
        </span>
      </div>
      {rows.length === 0 ? (
        <Panel>
          <EmptyState icon={Search} title={t('people.none')} action={<Button onClick={everybody}>{t('people.showAll')}</Button>}>
            {t('people.noneText')}
          </EmptyState>
        </Panel>
      ) : (
        <AgentsTable agents={rows} sort={sort} onSort={setSort} opened={opened} onOpen={onOpen} />
      )}
      {last > 0 && (
        <div className={css.foot}>
          <span className="num grow">{t('people.range', { from: at * PAGE + 1, to: at * PAGE + rows.length, of: shown.length })}</span>
          <Button disabled={at === 0} onClick={() => setPage(at - 1)}>
            {t('people.previous')}
          </Button>
          <Button disabled={at === last} onClick={() => setPage(at + 1)}>
            {t('people.next')}
          </Button>
        </div>
      )}
    </>
  );
}
