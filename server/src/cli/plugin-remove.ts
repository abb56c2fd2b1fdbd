import { CommandError, defineCommand } from './command';
import { loadPlugins, openInstallation } from './installation';
import { configured, findRemains, openAsIs, placeOf, showRemains } from './plugin-remains';

export const command = defineCommand({
  about: 'It changes nothing: the configuration is yours to edit, and the data stays until "parley plugin purge".',
  run: async ({ args: [id = ''] }, io) => {
    const installation = await openInstallation(io);
    const named = configured(installation, id);
    if (!named)
      throw new CommandError(`parley.config.ts names no plugin ${id}. What it left in the database goes with: parley plugin purge ${id}`);
    const host = await loadPlugins(installation);
    const dependents = installation.operator.plugins
      .map(({ package: name }) => host.statuses().find((status) => host.plugin(status.id)?.entry.package === name)?.id)
      .filter((other) => other !== undefined && host.plugin(other)?.manifest.requires[id] !== undefined);
    const { definition, manifest } = host.plugin(id) ?? named;
    io.out(`What stops when ${id} ${named.version} is taken out:\n\n`);
    const lines: [string, string[]][] = [
      ['channels', (definition.channels ?? []).map((one) => one.id)],
      ['rules', (definition.assignment ?? []).map((one) => one.id)],
      ['bots', (definition.bots ?? []).map((one) => one.id)],
      ['templates', (definition.templates ?? []).map((one) => one.id)],
      ['quick replies', (definition.quickReplies ?? []).map((one) => one.id)],
      ['event handlers', Object.keys(definition.on ?? {})],
      ['jobs', Object.keys(definition.jobs ?? {})],
      ['services', Object.keys(definition.services ?? {})],
      ['paths', definition.routes ? [definition.routes.mount ?? `/plugins/${id}`] : []],
      ['slots', (manifest.ui?.slots ?? []).map(({ slot, label }) => `${slot} (${label})`)],
      ['plugins that require it', dependents.map(String)],
    ];
    for (const [what, names] of lines) if (names.length > 0) io.out(`  ${what}: ${names.join(', ')}\n`);
    if (lines.every(([, names]) => names.length === 0)) io.out('  nothing\n');
    io.out('\nWhat stays in the database until it is purged:\n\n');
    const db = await openAsIs(installation);
    try {
      showRemains(io, await findRemains(db, id, named));
    } finally {
      await db.close();
    }
    io.out(
      `\nTo take it out:\n  1. take out ${placeOf(installation, named)}\n  2. start the server again\n  3. npm uninstall ${named.entry.package}\n`,
    );
    io.out(`To delete its data as well, afterwards: parley plugin purge ${id} --export ${id}.jsonl\n`);
  },
});
