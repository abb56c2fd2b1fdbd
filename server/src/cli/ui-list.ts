import { defineCommand, table } from './command';
import { nameOf, SERVER, ServerClient } from './server-client';

export const command = defineCommand({
  options: SERVER,
  run: ({ args: [remote], options }, io) =>
    ServerClient.use(options, io, async (server) => {
      const builds = await server.builds(remote);
      if (builds.length === 0) return io.out(remote ? `There is no build of ${remote}.\n` : 'There are no builds.\n');
      const rows = builds.map((build) => [
        build.active ? '*' : '',
        build.remote,
        nameOf(build),
        build.origin,
        build.publishedAt.slice(0, 16).replace('T', ' '),
        build.problem ?? '',
      ]);
      io.out(`${table([['', 'SCREEN', 'BUILD', 'ORIGIN', 'PUBLISHED (UTC)', 'PROBLEM'], ...rows])}\n\n* what new tabs get\n`);
    }),
});
