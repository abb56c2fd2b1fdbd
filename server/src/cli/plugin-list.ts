import { defineCommand, table } from './command';
import { loadPlugins, openInstallation } from './installation';

export const command = defineCommand({
  options: { json: { help: 'Write the list as JSON' } },
  run: async ({ options }, io) => {
    const statuses = (await loadPlugins(await openInstallation(io))).statuses();
    if (options.json) return io.out(`${JSON.stringify(statuses, null, 2)}\n`);
    if (statuses.length === 0) return io.out('parley.config.ts names no plugins.\n');
    io.out(`${table([['PLUGIN', 'VERSION', 'STATE'], ...statuses.map(({ id, version, state }) => [id, version, state.toLowerCase()])])}\n`);
    const troubled = statuses.filter(({ reason, state }) => reason !== null && state !== 'DISABLED');
    for (const { id, reason, remedy } of troubled) io.out(`\n${id}: ${reason}.\n  → ${remedy}.\n`);
  },
});
