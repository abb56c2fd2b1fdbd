import { CommandError, defineCommand } from './command';
import { nameOf, SERVER, ServerClient, type Build } from './server-client';

/** The build that a person means: by its id, its name, or its version where only one build has that. */
const find = (builds: readonly Build[], remote: string, word: string): Build => {
  const named = builds.filter((build) => build.id === word || nameOf(build) === word);
  const found = named.length > 0 ? named : builds.filter(({ version }) => version === word);
  const names = builds.map(nameOf).join(', ');
  if (found.length > 1)
    throw new CommandError(`Several builds of ${remote} have the version ${word}. Name one of: ${found.map(nameOf).join(', ')}.`);
  if (!found[0])
    throw new CommandError(names ? `There is no build ${word} of ${remote}. There are: ${names}.` : `There is no build of ${remote}.`);
  return found[0];
};

export const command = defineCommand({
  about: "Another build than the installed package's own is kept until somebody chooses again, also when a newer package is installed.",
  options: SERVER,
  run: ({ args: [remote = '', word = ''], options }, io) =>
    ServerClient.use(options, io, async (server) => {
      const build = find(await server.builds(remote), remote, word);
      if (build.active) return io.out(`${remote} ${nameOf(build)} is active already.\n`);
      await server.activate(build.id);
      io.out(`${remote} ${nameOf(build)} is active: new tabs get it, open ones are told.\n`);
    }),
});
