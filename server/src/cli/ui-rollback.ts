import { CommandError, defineCommand } from './command';
import { nameOf, SERVER, ServerClient } from './server-client';

export const command = defineCommand({
  options: SERVER,
  run: ({ args: [remote = ''], options }, io) =>
    ServerClient.use(options, io, async (server) => {
      const builds = await server.builds(remote);
      if (builds.length === 0) throw new CommandError(`There is no build of ${remote}. See: parley ui list.`);
      const before = builds
        .filter(({ active, activatedAt, problem }) => !active && activatedAt !== null && problem === null)
        .sort((a, b) => String(b.activatedAt).localeCompare(String(a.activatedAt)))[0];
      if (!before) throw new CommandError(`No earlier build of ${remote} was active and is still kept. See: parley ui list ${remote}.`);
      await server.activate(before.id);
      io.out(`${remote} is back at ${nameOf(before)}: new tabs get it, open ones are told.\n`);
    }),
});
