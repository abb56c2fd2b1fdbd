import { RoleRow } from '../people/role.entity';
import { TeamRow } from '../people/team.entity';
import { CommandError, defineCommand } from './command';
import { ACCOUNT, withPeople, type PeopleDesk } from './people';
import { readSecret } from './secret';

const roleOf = async ({ db, organization }: PeopleDesk, name: string): Promise<RoleRow> => {
  const roles = await db.read.findBy(RoleRow, { orgId: organization.id });
  const role = roles.find((one) => one.roleKey === name || one.name.toLowerCase() === name.toLowerCase());
  if (!role) throw new CommandError(`There is no role ${name}. There are: ${roles.map(({ roleKey }) => roleKey).join(', ')}.`);
  return role;
};

/** The team by its name; else one with the role, else the oldest. */
const teamOf = async ({ db, organization }: PeopleDesk, name: string | undefined, roleId: string): Promise<TeamRow> => {
  const teams = await db.read.find(TeamRow, { where: { orgId: organization.id }, order: { createdAt: 'ASC', id: 'ASC' } });
  const team = name
    ? teams.find((one) => one.name.toLowerCase() === name.toLowerCase())
    : (teams.find((one) => one.roleId === roleId) ?? teams[0]);
  if (!team)
    throw new CommandError(
      name ? `There is no team ${name}. There are: ${teams.map((one) => one.name).join(', ')}.` : 'There is no team yet.',
    );
  return team;
};

export const command = defineCommand({
  about: 'The password is read from PARLEY_NEW_PASSWORD or from standard input, never from the command line.',
  options: {
    ...ACCOUNT,
    name: { value: '<name>', help: 'How others see them; the username unless given' },
    role: { value: '<role>', help: 'admin, supervisor, service, sales, inbox_manager, or a role of your own; admin unless given' },
    team: { value: '<name>', help: 'Their team; one with that role unless given' },
  },
  run: ({ args: [username = ''], options }, io) =>
    withPeople(io, options.account, async (desk) => {
      const role = await roleOf(desk, options.role ?? 'admin');
      const team = await teamOf(desk, options.team, role.id);
      const password = await readSecret(io, 'PARLEY_NEW_PASSWORD', `Password for ${username}`);
      const person = await desk.rooms.people.createAgent(desk.organization.id, null, {
        name: options.name ?? username,
        username,
        password,
        teamId: team.id,
        // the team's own role moves with the team
        roleId: team.roleId === role.id ? null : role.id,
      });
      io.out(
        `${person.username} is a person of ${desk.organization.name} (account ${desk.organization.account}), as ${role.name} in ${team.name}.\n`,
      );
    }),
});
