import { AgentRow } from '../people/agent.entity';
import { RoleRow } from '../people/role.entity';
import { TeamRow } from '../people/team.entity';
import { defineCommand, table } from './command';
import { ACCOUNT, namesOf, withPeople } from './people';

export const command = defineCommand({
  options: ACCOUNT,
  run: ({ options }, io) =>
    withPeople(io, options.account, async ({ db, organization }) => {
      const people = await db.read.find(AgentRow, { where: { orgId: organization.id }, order: { name: 'ASC', id: 'ASC' } });
      const teams = await db.read.findBy(TeamRow, { orgId: organization.id });
      const roles = await namesOf(db, RoleRow, [...people.map(({ roleId }) => roleId), ...teams.map(({ roleId }) => roleId)]);
      const rows = people.map((person) => {
        const team = teams.find(({ id }) => id === person.teamId);
        const role = roles.get(person.roleId ?? team?.roleId ?? '') ?? '';
        return [person.username ?? '', person.name, role, team?.name ?? '', person.state.toLowerCase()];
      });
      io.out(
        `${organization.name}, account ${organization.account}\n\n${table([['USERNAME', 'NAME', 'ROLE', 'TEAM', 'STATE'], ...rows])}\n`,
      );
    }),
});
