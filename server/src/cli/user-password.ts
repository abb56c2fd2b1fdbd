import { defineCommand } from './command';
import { ACCOUNT, NOTICE, personOf, withPeople } from './people';
import { readSecret } from './secret';

export const command = defineCommand({
  about: 'The password is read from PARLEY_NEW_PASSWORD or from standard input, never from the command line.',
  options: ACCOUNT,
  run: ({ args: [username = ''], options }, io) =>
    withPeople(io, options.account, async (desk) => {
      const person = await personOf(desk, username);
      const password = await readSecret(io, 'PARLEY_NEW_PASSWORD', `New password for ${person.username ?? username}`);
      await desk.rooms.people.setPassword(desk.organization.id, null, person.id, password);
      io.out(`${person.name} has a new password, and their sessions are ended.\n${NOTICE}`);
    }),
});
