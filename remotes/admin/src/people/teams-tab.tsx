import { EmptyState, Panel, Table, useTranslation } from '@parley/plugin-ui';
import { UsersRound } from '@parley/plugin-ui/icons';
import type { RoleLineFragment, TeamLineFragment } from '../gql/generated';
import css from './people.module.css';

/** The teams, the role that each gives its people, and how many they are. */
export function TeamsTab({ teams, roles }: { teams: readonly TeamLineFragment[]; roles: readonly RoleLineFragment[] }) {
  const { t } = useTranslation('admin');
  const may = (roleId: string) => roles.find((role) => role.id === roleId)?.permissions.length ?? 0;
  if (teams.length === 0)
    return (
      <Panel className={css.gap}>
        <EmptyState icon={UsersRound} title={t('people.team.none')}>
          {t('people.team.noneText')}
        </EmptyState>
      </Panel>
    );
  return (
    <Panel className={css.gap} aria-label={t('people.tabs.teams')}>
      <Table>
        <caption className="sr">{t('people.tabs.teams')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('people.name')}</th>
            <th scope="col">{t('people.role')}</th>
            <th scope="col" data-end>
              {t('people.mayDo')}
            </th>
            <th scope="col" data-end>
              {t('people.tabs.agents')}
            </th>
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <tr key={team.id}>
              <td className="medium" dir="auto">
                {team.name}
              </td>
              <td className="muted">{team.role.name}</td>
              <td className="num muted" data-end>
                {t('people.permissionCount', { count: may(team.role.id) })}
              </td>
              <td className="num" data-end>
                {team.agentCount}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
