import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { accessTable } from '../src/api/allow';
import { coreSchema } from '../src/api/api';
import { BUILT_IN_ROLES, PERMISSIONS, type Permission } from '../src/people/permissions';
import { PluginHost } from '../src/plugin-host/plugin-host';
import { ManualClock } from '../src/lib/clock';
import { createLog } from '../src/lib/log';

const FOLDER = join(__dirname, '../../schema');
const update = process.env.UPDATE_SCHEMA === '1';

const build = (): GraphQLSchema => {
  const host = new PluginHost({ config: {} as never, clock: new ManualClock(), log: createLog('silent', false) });
  return host.buildSchema(coreSchema);
};

/** The file as it is committed; written anew by `npm run schema`. */
const agrees = (file: string, emitted: string): void => {
  const path = join(FOLDER, file);
  if (update) writeFileSync(path, emitted);
  const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (committed !== emitted)
    throw new Error(`schema/${file} is not what the server emits. Run: npm run schema, and look at the difference.`);
};

test('schema/core.graphql is the schema that the server serves', () => {
  agrees('core.graphql', `# Emitted from the server by: npm run schema\n\n${printSchema(lexicographicSortSchema(build()))}\n`);
});

test('R262 schema/permissions.md names the permission of every operation and the roles that have it', () => {
  const schema = build();
  const roles = Object.entries(BUILT_IN_ROLES);
  const row = (kind: string, name: string): string => {
    const access = [...accessTable].find(([key]) => key.endsWith(`.${name}`) || key.endsWith(`.${name}Tail`))?.[1];
    if (!access) throw new Error(`${kind} ${name} names no permission: put @Allow(…) on it`);
    const who = access.includes('public')
      ? ['everybody']
      : access.includes('signed-in')
        ? ['everybody signed in']
        : roles.filter(([, role]) => access.some((one) => role.permissions.includes(one as Permission))).map(([key]) => key);
    return `| ${kind} | \`${name}\` | ${access.map((one) => `\`${one}\``).join(' or ')} | ${who.join(', ')} |`;
  };
  const operations = (['query', 'mutation', 'subscription'] as const).flatMap((kind) =>
    Object.keys(schema.getRootType(kind as never)?.getFields() ?? {})
      .sort()
      .map((name) => row(kind, name)),
  );
  const permissions = Object.entries(PERMISSIONS).map(
    ([name, meaning]) =>
      `| \`${name}\` | ${meaning} | ${roles
        .filter(([, role]) => role.permissions.includes(name as Permission))
        .map(([key]) => key)
        .join(', ')} |`,
  );
  agrees(
    'permissions.md',
    [
      '# Permissions',
      '',
      'Emitted from the server by: npm run schema',
      '',
      '## Operations',
      '',
      '| kind | operation | permission | roles that have it |',
      '| --- | --- | --- | --- |',
      ...operations,
      '',
      '## What each permission means',
      '',
      '| permission | meaning | roles |',
      '| --- | --- | --- |',
      ...permissions,
      '',
    ].join('\n'),
  );
});
