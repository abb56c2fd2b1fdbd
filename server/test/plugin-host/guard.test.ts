import { Conversation } from '@parley/plugin';
import { graphql, printSchema } from 'graphql';
import { Query, Resolver } from 'type-graphql';
import { AccessChecker, Allow } from '../../src/api/allow';
import { PluginResolver } from '../../src/plugin-host/plugin.resolver';
import { GOOD, Workshop } from './support';

/** A piece of the core's API, enough for a plugin to trespass on. */
@Resolver()
class CoreResolver {
  @Query(() => [Conversation])
  @Allow('public')
  conversations(): Partial<Conversation>[] {
    return [{ id: 'conv_1', closeReason: 'by the core' }];
  }
}

const schema = { resolvers: [PluginResolver, CoreResolver] as const, authChecker: AccessChecker, validate: false as const };
const HEAD = `
  const { Arg, Authorized, Field, FieldResolver, ObjectType, Query, Resolver, Root } = require('type-graphql');
  const { Conversation } = require('@parley/plugin');
  const on = (cls, name, ...decorators) => decorators.reverse().forEach((d) => d(cls.prototype, name, Object.getOwnPropertyDescriptor(cls.prototype, name)));
`;
let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
});
afterEach(() => shop.close());

const load = async (...packages: string[]) => {
  const host = shop.host(packages, { schema });
  await host.load();
  await host.start();
  return host;
};
const core = async (host: Awaited<ReturnType<typeof load>>) => {
  const built = host.buildSchema({
    ...schema,
    container: { get: (cls: new (h: unknown) => unknown) => new cls(host) },
    globalMiddlewares: [host.fields],
  });
  const run = (source: string) =>
    graphql({ schema: built, source, contextValue: { viewer: { permissions: new Set(), orgId: 'org_1', agentId: 'agent_1' } } });
  return { text: printSchema(built), run };
};

describe('what a plugin adds to the API', () => {
  it('carries its prefix, and then it works', async () => {
    const fine = shop.plugin(
      'acme-loyalty',
      { prefix: 'acme' },
      `${HEAD}
      class AcmeCard {}
      on(AcmeCard, 'level', Field(() => String)); ObjectType()(AcmeCard);
      class Cards { acmeCard() { return { level: 'gold' } } acmePoints(c) { return c.id.length } }
      on(Cards, 'acmeCard', Query(() => AcmeCard, { nullable: true }), Authorized('signed-in'));
      Root()(Cards.prototype, 'acmePoints', 0); on(Cards, 'acmePoints', FieldResolver(() => Number, { nullable: true })); Resolver(() => Conversation)(Cards);
      exports.default = { graphql: { resolvers: [Cards] } };`,
    );
    const host = await load(fine);
    expect(host.statuses()).toMatchObject([{ state: 'READY' }]);
    const { run } = await core(host);
    expect((await run('{ acmeCard { level } conversations { acmePoints closeReason } }')).data).toEqual({
      acmeCard: { level: 'gold' },
      conversations: [{ acmePoints: 6, closeReason: 'by the core' }],
    });
  });

  const wrong: [what: string, code: string, reason: RegExp][] = [
    [
      'redefines a field of the core',
      `class Bad { closeReason() { return 'by the plugin' } } on(Bad, 'closeReason', FieldResolver(() => String, { nullable: true })); Resolver(() => Conversation)(Bad);
       exports.default = { graphql: { resolvers: [Bad] } };`,
      /redefines or adds Conversation\.closeReason/,
    ],
    [
      'redefines a query of the core',
      `class Bad { conversations() { return [] } } on(Bad, 'conversations', Query(() => [Conversation]), Authorized('public')); Resolver()(Bad); exports.default = { graphql: { resolvers: [Bad] } };`,
      /Query\.conversations, which does not start with its prefix bad/,
    ],
    [
      'adds a field to a type of the core without its prefix',
      `class Bad { subject() { return 'x' } } on(Bad, 'subject', FieldResolver(() => String)); Resolver(() => Conversation)(Bad); exports.default = { graphql: { resolvers: [Bad] } };`,
      /Conversation\.subject; its fields on types of the core start with bad/,
    ],
    [
      'adds a field whose failure would take what the core answers with it',
      `class Bad { badPoints() { return 1 } } on(Bad, 'badPoints', FieldResolver(() => Number)); Resolver(() => Conversation)(Bad); exports.default = { graphql: { resolvers: [Bad] } };`,
      /Conversation\.badPoints is not nullable/,
    ],
    [
      'decorates a class of the core',
      `Field(() => String)(Conversation.prototype, 'badSubject'); exports.default = {};`,
      /changes Conversation, which is not its own/,
    ],
    [
      'defines a second type of the same name',
      `class Conversation2 {} on(Conversation2, 'id', Field(() => String)); ObjectType('Conversation')(Conversation2);
       class Bad { badOne() { return {} } } on(Bad, 'badOne', Query(() => Conversation2), Authorized('public')); Resolver()(Bad); exports.default = { graphql: { resolvers: [Bad] } };`,
      /defines the type Conversation, which does not start with Bad/,
    ],
    [
      'names no permission',
      `class Bad { badOne() { return 'x' } } on(Bad, 'badOne', Query(() => String)); Resolver()(Bad); exports.default = { graphql: { resolvers: [Bad] } };`,
      /Query\.badOne names no permission/,
    ],
    [
      'cannot be built',
      `class Nothing {} class Bad { badOne() { return 'x' } } on(Bad, 'badOne', Query(() => Nothing), Authorized('public')); Resolver()(Bad); exports.default = { graphql: { resolvers: [Bad] } };`,
      /the API cannot be built with it/,
    ],
    [
      'adds a field to the core in its own name, but cannot be built',
      `class Nothing {} class Bad { badOne() { return 'x' } badPoints() { return 1 } } on(Bad, 'badPoints', FieldResolver(() => Number)); Resolver(() => Conversation)(Bad);
       on(Bad, 'badOne', Query(() => Nothing), Authorized('public')); exports.default = { graphql: { resolvers: [Bad] } };`,
      /the API cannot be built with it/,
    ],
    [
      'has a field resolver that belongs to no type',
      `class Bad { badOne() { return 'x' } } on(Bad, 'badOne', FieldResolver(() => String)); exports.default = { graphql: { resolvers: [Bad] } };`,
      /belongs to no type/,
    ],
    [
      'throws after it has decorated the core',
      `Field(() => String)(Conversation.prototype, 'badSubject'); throw new Error('half way');`,
      /half way/,
    ],
    [
      'keeps a table without its prefix',
      `const { Entity, PrimaryColumn } = require('typeorm'); class Row {} PrimaryColumn({ type: 'varchar' })(Row.prototype, 'id'); Entity('message')(Row); exports.default = { entities: [Row] };`,
      /table message; its tables start with bad_/,
    ],
  ];

  it.each(wrong)('is refused when it %s; the API stays as it was', async (_, code, reason) => {
    const before = (await core(await load())).text;
    const host = await load(shop.plugin('good', {}, GOOD), shop.plugin('bad', {}, HEAD + code));
    expect(host.statuses()).toMatchObject([
      { id: 'good', state: 'READY' },
      { id: 'bad', state: 'QUARANTINED' },
    ]);
    expect(host.statuses()[1]?.reason).toMatch(reason);
    const after = await core(host);
    expect(after.text).toBe(before);
    expect((await after.run('{ conversations { id closeReason } }')).data).toEqual({
      conversations: [{ id: 'conv_1', closeReason: 'by the core' }],
    });
  });

  it('answers null and PLUGIN_UNAVAILABLE for a field whose plugin fails', async () => {
    const host = await load(
      shop.plugin(
        'acme-late',
        { prefix: 'late' },
        `${HEAD}
        class Late { lateOne() { throw new Error('maya@example.com wrote'); } }
        on(Late, 'lateOne', Query(() => String, { nullable: true }), Authorized('signed-in')); Resolver()(Late); exports.default = { graphql: { resolvers: [Late] } };`,
      ),
    );
    const result = await (await core(host)).run('{ lateOne conversations { id } }');
    expect(result.data).toEqual({ lateOne: null, conversations: [{ id: 'conv_1' }] });
    expect(result.errors?.map((error) => [error.extensions.code, error.message])).toEqual([
      ['PLUGIN_UNAVAILABLE', 'The plugin acme-late failed.'],
    ]);
    expect(JSON.stringify(shop.lines)).not.toContain('maya@example.com');
  });

  it('shows the plugins and their state to those who may see them', async () => {
    const host = await load(shop.plugin('bad', {}, `throw new Error('broken')`));
    const built = host.buildSchema({ ...schema, container: { get: (cls: new (h: unknown) => unknown) => new cls(host) } });
    const source = '{ plugins { id version state reason remedy step label } }';
    const as = (permission: string) => graphql({ schema: built, source, contextValue: { viewer: { permissions: new Set([permission]) } } });
    expect((await as('plugins.read')).data).toEqual({
      plugins: [
        {
          id: 'bad',
          version: '1.2.0',
          state: 'QUARANTINED',
          reason: 'Its import failed: broken',
          remedy: 'Install the plugin again; if that does not help, ask its author',
          step: 'import',
          label: 'bad',
        },
      ],
    });
    expect((await as('people.read')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
