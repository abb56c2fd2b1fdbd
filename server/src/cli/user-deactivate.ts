import { defineCommand } from './command';
import { ACCOUNT, NOTICE, personOf, withPeople } from './people';

export const command = defineCommand({
  options: ACCOUNT,
  run: ({ args: [username = ''], options }, io) =>
    withPeople(io, options.account, async (desk) => {
      const person = await personOf(desk, username);
      await desk.rooms.people.setState(desk.organization.id, null, person.id, 'INACTIVE');
      io.out(`${person.name} cannot sign in any more. An admin can switch them on again in the console.\n${NOTICE}`);
    }),
});
