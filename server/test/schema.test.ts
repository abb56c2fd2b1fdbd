import 'reflect-metadata';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSchema, lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import operatorConfig from '../../parley.config';
import { accessTable } from '../src/api/allow';
import { coreSchema } from '../src/api/api';
import { BUILT_IN_ROLES, PERMISSIONS, type Permission } from '../src/people/permissions';
import { readManifest } from '../src/plugin-host/manifest';
import { PluginHost, type PluginHostOptions } from '../src/plugin-host/plugin-host';
import { ManualClock } from '../src/lib/clock';
import { createLog } from '../src/lib/log';
import { schemaAdditions } from './support/schema-additions';

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'schema');
const update = process.env.UPDATE_SCHEMA === '1';

const hostOf = (options: PluginHostOptions = {}): PluginHost =>
  new PluginHost({ config: {} as never, clock: new ManualClock(), log: createLog('silent', false) }, { schema: coreSchema, ...options });

const build = (): GraphQLSchema => hostOf().buildSchema(coreSchema);

/** The file as it is committed; written anew by `npm run schema`. */
const agrees = (file: string, emitted: string): void => {
  const path = join(FOLDER, file);
  if (update) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, emitted);
  }
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

describe('schema/plugins', () => {
  it('holds what each plugin of this installation adds to the API, and no file for one that adds nothing', async () => {
    const plugins = operatorConfig.plugins.map((entry) => ({ ...entry, enabled: true }));
    const host = hostOf({ config: { plugins }, root: ROOT });
    await host.load();
    expect(host.statuses().filter((plugin) => plugin.reason !== null)).toEqual([]);
    const core = build();
    const all = host.buildSchema(coreSchema);
    const emitted = plugins.flatMap((entry) => {
      const { manifest } = readManifest(entry, ROOT);
      const added = schemaAdditions(core, all, manifest.prefix);
      return added === '' ? [] : [[`${manifest.id}.graphql`, `# Emitted from the server by: npm run schema\n\n${added}\n`] as const];
    });
    for (const [name, text] of emitted) agrees(`plugins/${name}`, text);
    const folder = join(FOLDER, 'plugins');
    const left = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => !emitted.some(([one]) => one === name));
    if (update) left.forEach((name) => rmSync(join(folder, name)));
    else expect(left).toEqual([]);
  });

  it('tells new fields of the core’s types, with their arguments, and new types', () => {
    const core = buildSchema('type Query { node: Contact } "A customer." type Contact { id: ID! } input ContactFilter { name: String }');
    const all = buildSchema(`
      type Query { node: Contact acmeTiers("From so many." min: Int = 0): [AcmeTier!]! otherThing: Int }
      "A customer." type Contact { id: ID! "Collected." acmePoints: Int }
      input ContactFilter { name: String acmeMin: Int }
      "A level." type AcmeTier { name: String! }
      type OtherType { id: ID }
    `);
    expect(schemaAdditions(core, all, 'acme')).toBe(
      [
        'extend type Contact {\n  """Collected."""\n  acmePoints: Int\n}',
        'extend input ContactFilter {\n  acmeMin: Int\n}',
        'extend type Query {\n  acmeTiers(\n    """From so many."""\n    min: Int = 0\n  ): [AcmeTier!]!\n}',
        '"""A level."""\ntype AcmeTier {\n  name: String!\n}',
      ].join('\n\n'),
    );
    expect(schemaAdditions(core, core, 'acme')).toBe('');
  });
});
