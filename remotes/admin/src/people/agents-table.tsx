import { Icon, Panel, Table, useSession, useTranslation } from '@parley/plugin-ui';
import { ArrowDown, ArrowUp } from '@parley/plugin-ui/icons';
import { AgentRow } from './agent-row';
import type { Agent, Sort, SortKey } from './agents';
import css from './people.module.css';

/** What {@link AgentsTable} takes. */
export interface AgentsTableProps {
  agents: readonly Agent[];
  sort: Sort;
  onSort(sort: Sort): void;
  opened: string | null;
  onOpen(id: string): void;
}

/** The table of agents. Columns that there is no room for are left out, the least important first. */
export function AgentsTable({ agents, sort, onSort, opened, onOpen }: AgentsTableProps) {
  const { t } = useTranslation('admin');
  const { can } = useSession();
  const manages = can('people.manage');
  const sortable = (key: SortKey, label: string, className?: string) => (
    <th scope="col" className={className} aria-sort={sort.key === key ? (sort.down ? 'descending' : 'ascending') : undefined}>
      <button type="button" className={css.sort} onClick={() => onSort({ key, down: sort.key === key ? !sort.down : key !== 'name' })}>
        {label}
        {sort.key === key && <Icon of={sort.down ? ArrowDown : ArrowUp} size="xs" />}
      </button>
    </th>
  );
  return (
    <Panel className={css.wrap} aria-label={t('people.tabs.agents')}>
      <Table className={css.agents}>
        <caption className="sr">{t('people.tabs.agents')}</caption>
        <thead>
          <tr>
            {sortable('name', t('people.name'), css.cName)}
            {manages && (
              <th scope="col" className={css.cEmail}>
                {t('people.email')}
              </th>
            )}
            {manages && (
              <th scope="col" className={css.cPhone}>
                {t('people.phone')}
              </th>
            )}
            <th scope="col" className={css.cTeam}>
              {t('people.team.label')}
            </th>
            {sortable('load', t('people.load'), css.cLoad)}
            {sortable('createdAt', t('people.created'), css.cCreated)}
            <th scope="col" className={css.cState}>
              {t('people.status')}
            </th>
            {manages && (
              <th scope="col" className={css.cActions}>
                <span className="sr">{t('people.actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <AgentRow key={agent.id} agent={agent} manages={manages} picked={agent.id === opened} onOpen={onOpen} />
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
