import { definePlugin, Refused, type PluginContext } from '@parley/plugin';
import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';
import { RoleRow } from '../../src/people/role.entity';
import { PluginMigrationRow } from '../../src/plugin-host/plugin-migration.entity';
import { acme, Point } from './acme';

/** Asks the API on behalf of whoever asked it, and itself again and again. */
@Resolver()
class AcmeResolver {
  @Query(() => String, { nullable: true })
  @Authorized('signed-in')
  async acmeInboxes(@Ctx() own: PluginContext): Promise<string> {
    const { inboxes } = await own.core.graphql<{ inboxes: { name: string }[] }>('{ inboxes { name } }');
    return `${own.actor.kind}: ${inboxes.map(({ name }) => name).join()}`;
  }

  @Query(() => String, { nullable: true })
  @Authorized('signed-in')
  async acmeCircle(@Ctx() own: PluginContext): Promise<string> {
    return JSON.stringify(await own.core.graphql('{ acmeCircle }'));
  }

  @Query(() => String, { nullable: true })
  @Authorized('signed-in')
  acmeRefusal(): string {
    throw new Refused('ACME_NO_POINTS', 'This customer has no points left.');
  }
}

/** What every handler of a plugin gets, on a whole server. */
const jobs: { data: unknown; organizationId: string | undefined }[] = [];
const { plugin, started, within } = acme(
  definePlugin({
    graphql: { resolvers: [AcmeResolver] },
    jobs: { 'acme.expire': { run: async (ctx, data) => void jobs.push({ data, organizationId: ctx.organizationId }) } },
    services: {
      'acme.balance': async (ctx, { contactId }) => (await ctx.db.first(Point, { where: { contactId } }))?.points ?? 0,
    },
  }),
  { needs: ['contacts.read.all', 'inboxes.read'] },
);
const echo: { ctx: PluginContext | null } = { ctx: null };
let app: TestApp;
let admin: Client;
let line: Line;
let ctx: PluginContext;
let elsewhere: PluginContext;
let contactId: string;
let conversationId: string;

beforeAll(async () => {
  app = await startTestApp({
    plugins: [
      linePlugin(),
      plugin,
      {
        manifest: { id: 'other', prefix: 'other', contract: '^1.0', optional: { acme: '^1' } },
        definition: definePlugin({
          start: async (own) => void (echo.ctx = own as PluginContext),
          services: { 'other.echo': async (own, input) => `${input} for ${own.actor.id}` },
        }),
      },
    ],
  });
  const { organization } = await app.app.kernel.db.write((manager) =>
    app.app.rooms.organizations.create(manager, { account: '515151', name: 'Elsewhere' }),
  );
  ctx = within(app.organizationId);
  elsewhere = within(organization.id);
  const ana = await app.agent('ana');
  admin = await app.signIn('admin');
  line = await openLine(app, admin, [ana]);
  const { latestEventId } = await admin.ask('{ latestEventId }');
  const log = await admin.events(latestEventId);
  await line.says('4930001', 'hello');
  conversationId = (await log.until('conversation.opened')).nodeId;
  const { node } = await admin.ask('query($id: ID!) { node(id: $id) { ... on Conversation { contact { id } } } }', { id: conversationId });
  contactId = node.contact.id;
});
afterAll(() => app.close());
beforeEach(async () => {
  await ctx.db.remove(Point, {});
  await elsewhere.db.remove(Point, {});
});

const point = (id: string, more: Partial<Point> = {}): Partial<Point> => ({ id, contactId: 'cont_1', points: 1, expired: false, ...more });
const ids = async (rows: Promise<Point[]>) => (await rows).map(({ id }) => id);

describe('ctx.db', () => {
  it('finds rows by conditions, in an order, page by page', async () => {
    await ctx.db.insert(Point, [
      point('a', { points: 3, note: 'gold' }),
      point('b', { points: 1, expired: true }),
      point('c', { points: 2, note: 'silver' }),
      point('d', { points: 2 }),
    ]);
    expect(await ids(ctx.db.find(Point))).toEqual(['a', 'b', 'c', 'd']);
    expect(await ids(ctx.db.find(Point, { where: { note: null } }))).toEqual(['b', 'd']);
    expect(await ids(ctx.db.find(Point, { where: { note: { not: null } } }))).toEqual(['a', 'c']);
    expect(await ids(ctx.db.find(Point, { where: { id: { in: ['a', 'd', 'x'] } } }))).toEqual(['a', 'd']);
    expect(await ids(ctx.db.find(Point, { where: { id: { in: [] } } }))).toEqual([]);
    expect(await ids(ctx.db.find(Point, { where: { points: { gte: 2, lt: 3 } } }))).toEqual(['c', 'd']);
    expect(await ids(ctx.db.find(Point, { where: { points: { not: 2 } } }))).toEqual(['a', 'b']);
    expect(await ids(ctx.db.find(Point, { where: { note: { like: 'g%' } } }))).toEqual(['a']);
    expect(await ids(ctx.db.find(Point, { where: { expired: true } }))).toEqual(['b']);
    expect(await ids(ctx.db.find(Point, { orderBy: { points: 'desc' }, limit: 2 }))).toEqual(['a', 'c']);
    expect(await ids(ctx.db.find(Point, { orderBy: { points: 'desc' }, limit: 2, offset: 2 }))).toEqual(['d', 'b']);
    expect(await ctx.db.first(Point, { where: { id: 'b' } })).toMatchObject({ points: 1, expired: true, note: null });
    expect(await ctx.db.first(Point, { where: { id: 'z' } })).toBeNull();
    expect(await ctx.db.count(Point, { points: { gt: 1 } })).toBe(3);
  });

  it('changes and removes rows, and tells how many', async () => {
    await ctx.db.insert(Point, [point('a'), point('b'), point('c', { points: 9 })]);
    expect(await ctx.db.update(Point, { points: 1 }, { points: 5, note: 'more' })).toBe(2);
    await ctx.db.save(Point, point('c', { points: 10 }));
    await ctx.db.save(Point, point('d', { points: 11 }));
    expect((await ctx.db.find(Point)).map(({ id, points, note }) => [id, points, note])).toEqual([
      ['a', 5, 'more'],
      ['b', 5, 'more'],
      ['c', 10, null],
      ['d', 11, null],
    ]);
    expect(await ctx.db.remove(Point, { points: { gt: 9 } })).toBe(2);
    await expect(ctx.db.insert(Point, point('a'))).rejects.toThrow(/UNIQUE|Duplicate/i);
  });

  it('R044 keeps to the organization of the call, and fills it in', async () => {
    await ctx.db.insert(Point, point('mine'));
    await elsewhere.db.insert(Point, point('theirs'));
    expect((await ctx.db.first(Point))?.organizationId).toBe(app.organizationId);
    expect(await ids(ctx.db.find(Point))).toEqual(['mine']);
    expect(await ids(ctx.db.find(Point, { where: { organizationId: elsewhere.organizationId ?? '' } }))).toEqual([]);
    expect(await ctx.db.update(Point, {}, { points: 7 })).toBe(1);
    expect(await ctx.db.remove(Point, { id: 'theirs' })).toBe(0);
    await expect(ctx.db.save(Point, point('theirs', { points: 99 }))).rejects.toThrow(/belongs to another organization/);
    await expect(ctx.db.insert(Point, point('x', { organizationId: elsewhere.organizationId ?? '' }))).rejects.toThrow(
      /another organization cannot be written/,
    );
    expect(await elsewhere.db.find(Point)).toMatchObject([{ id: 'theirs', points: 1 }]);
    const everywhere = started[0] as PluginContext;
    expect(await ids(everywhere.db.find(Point))).toEqual(['mine', 'theirs']);
    expect(() => ctx.inOrganization(elsewhere.organizationId ?? '')).toThrow(/never crosses/);
  });

  it('refuses what is not its own, with a sentence', async () => {
    await expect(ctx.db.find(PluginMigrationRow)).rejects.toThrow('PluginMigrationRow is not one of the entities of acme');
    await expect(ctx.db.find(Point, { where: { nothing: 1 } as never })).rejects.toThrow('acme_point has no column nothing');
    await expect(ctx.db.find(Point, { where: { id: undefined as never } })).rejects.toThrow(/acme_point\.id is undefined/);
    await expect(ctx.db.update(Point, { id: undefined as never }, { points: 0 })).rejects.toThrow(/undefined/);
    await expect(ctx.db.find(Point, { where: { id: { near: 1 } as never } })).rejects.toThrow(/a condition that nobody knows/);
    await expect(ctx.db.save(Point, { points: 3 })).rejects.toThrow(/give id, the primary key/);
    await expect(ctx.db.find(Point, { limit: -1 })).rejects.toThrow(/limit is a whole number/);
  });

  it('runs SQL over its own tables only', async () => {
    await ctx.db.insert(Point, [point('a', { points: 2 }), point('b', { points: 3 })]);
    expect(
      await ctx.db.query('select id, points * ? as twice from acme_point where organizationId = ? order by id', [2, app.organizationId]),
    ).toEqual([
      { id: 'a', twice: 4 },
      { id: 'b', twice: 6 },
    ]);
    const best =
      'with best as (select max(points) as most from acme_point) select p.id from acme_point p join best on best.most = p.points';
    expect(await ctx.db.query(best)).toEqual([{ id: 'b' }]);
    expect(await ctx.db.query("update acme_point set note = 'from conversation' where id = ?", ['a'])).toEqual([]);
    expect(await ctx.db.first(Point, { where: { id: 'a' } })).toMatchObject({ note: 'from conversation' });
  });

  it.each([
    ['select * from conversation', 'conversation'],
    ['select * from acme_point, conversation c', 'conversation'],
    ['select * from acme_point a left join message m on 1 = 1', 'message'],
    ['select * from (select id from agent) x', 'agent'],
    ['select (select count(*) from inbox) as n from acme_point', 'inbox'],
    ['select * from acme_point where id in (select id from `role`)', 'role'],
    ['select * from main.event', 'main.event'],
    ['select * from acme_point union select * from team', 'team'],
    ["update conversation set status = 'CLOSED'", 'conversation'],
    ['delete from message', 'message'],
    ['insert into agent(id) select id from acme_point', 'agent'],
    ['with x as (select * from session) select * from x', 'session'],
    ['select * from acmeish', 'acmeish'],
  ])('refuses %s', async (sql, table) => {
    await expect(ctx.db.query(sql)).rejects.toThrow(`${table} is not a table of acme; its tables start with acme_`);
  });

  it.each([
    ['drop table acme_point', /made and changed by migrations/],
    ['pragma table_info(acme_point)', /write select, with, insert/],
    ['select 1; delete from acme_point', /one statement at a time/],
  ])('refuses %s', async (sql, why) => {
    await expect(ctx.db.query(sql)).rejects.toThrow(why);
  });

  it('does together what belongs together, or not at all', async () => {
    const before = await admin.ask('{ latestEventId }');
    jobs.length = 0;
    const half = ctx.db.transaction(async () => {
      await ctx.db.insert(Point, point('a'));
      expect(await ctx.db.count(Point)).toBe(1);
      await ctx.emit('acme.pointsEarned', { nodeId: contactId, data: { points: 1 } });
      await ctx.enqueue('acme.expire', { contactId });
      await ctx.db.transaction(async () => ctx.db.insert(Point, point('b')));
      throw new Error('no');
    });
    await expect(half).rejects.toThrow('no');
    expect(await ctx.db.count(Point)).toBe(0);
    expect(await admin.ask('{ latestEventId }')).toEqual(before);
    await app.app.rooms.jobs.runDue();
    expect(jobs).toEqual([]);
    await ctx.db.transaction(async () => ctx.db.insert(Point, [point('a'), point('b')]));
    expect(await ctx.db.count(Point)).toBe(2);
  });

  it('refuses what was not awaited and comes after the end of a transaction', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let late: Promise<unknown> = Promise.resolve();
    await ctx.db.transaction(async () => {
      late = gate.then(() => ctx.db.insert(Point, point('late')));
    });
    open();
    await expect(late).rejects.toThrow(/The transaction has ended/);
    expect(await ctx.db.count(Point)).toBe(0);
  });
});

describe('ctx.emit', () => {
  const read = async (client: Client) => {
    const { events } = await client.ask('{ events(after: "evt_0", first: 100) { nodes { type nodeId } } }');
    return (events.nodes as { type: string; nodeId: string }[]).filter(({ type }) => type.startsWith('acme.')).map(({ nodeId }) => nodeId);
  };

  it('I13 tells whoever may see the node, and nobody else', async () => {
    await app.agent('ben');
    const ben = await app.signIn('ben');
    for (const nodeId of [conversationId, contactId, line.inboxId]) await ctx.emit('acme.pointsEarned', { nodeId, data: { points: 5 } });
    expect(await read(admin)).toEqual([conversationId, contactId, line.inboxId]);
    expect(await read(ben)).toEqual([line.inboxId]);
  });

  it('refuses a foreign name, a foreign node and no organization', async () => {
    const emit = ctx.emit as (type: string, event: { nodeId: string; data?: unknown }) => Promise<void>;
    await expect(emit('conversation.closed', { nodeId: conversationId })).rejects.toThrow(/starts with acme\./);
    await expect(emit(`acme.${'x'.repeat(40)}`, { nodeId: conversationId })).rejects.toThrow(/at most 40/);
    await expect(emit('acme.pointsEarned', { nodeId: 'conv_nowhere' })).rejects.toThrow(/is not in this organization/);
    await expect(emit('acme.pointsEarned', { nodeId: conversationId, data: { text: 'x'.repeat(70_000) } })).rejects.toThrow(
      /at most 64 kB/,
    );
    await expect(elsewhere.emit('acme.pointsEarned', { nodeId: conversationId, data: { points: 1 } })).rejects.toThrow(
      /not in this organization/,
    );
    await expect(started[0]?.emit('acme.pointsEarned', { nodeId: conversationId, data: { points: 1 } })).rejects.toThrow(
      /needs an organization/,
    );
  });
});

describe('ctx.enqueue', () => {
  const run = async () => {
    jobs.length = 0;
    await app.app.rooms.jobs.runDue();
    return jobs;
  };

  it('hands work to its own jobs, in the organization of the call', async () => {
    await ctx.enqueue('acme.expire', { contactId: 'one' });
    await started[0]?.enqueue('acme.expire', { contactId: 'nobody' });
    expect(await run()).toEqual([
      { data: { contactId: 'one' }, organizationId: app.organizationId },
      { data: { contactId: 'nobody' }, organizationId: undefined },
    ]);
  });

  it('does it at its time, and once for a key in an organization', async () => {
    const at = app.clock.now() + 60_000;
    await ctx.enqueue('acme.expire', { contactId: 'first' }, { at, key: 'k' });
    await ctx.enqueue('acme.expire', { contactId: 'second' }, { at, key: 'k' });
    await elsewhere.enqueue('acme.expire', { contactId: 'theirs' }, { at, key: 'k' });
    expect(await run()).toEqual([]);
    app.clock.advance(60_000);
    expect((await run()).map(({ data }) => data)).toEqual([{ contactId: 'second' }, { contactId: 'theirs' }]);
  });

  it('refuses a job that is not its own', async () => {
    await expect(ctx.enqueue('other.job' as never, {} as never)).rejects.toThrow('acme has no job other.job');
    await expect(ctx.enqueue('acme.expire', { contactId: 'x' }, { at: Number.NaN })).rejects.toThrow(/epoch milliseconds/);
    await expect(ctx.enqueue('acme.expire', { contactId: 'x' }, { key: '' })).rejects.toThrow(/key has 1 to 100/);
  });
});

describe('ctx.service', () => {
  const other = () => (echo.ctx as PluginContext).inOrganization(app.organizationId);

  it('calls a function of another plugin, with that plugin at work in the same organization', async () => {
    await ctx.db.insert(Point, point('a', { points: 42 }));
    expect(await other().service('acme.balance')?.({ contactId: 'cont_1' })).toBe(42);
    expect(
      await (echo.ctx as PluginContext).inOrganization(elsewhere.organizationId ?? '').service('acme.balance')?.({ contactId: 'cont_1' }),
    ).toBe(0);
    expect(await other().service('other.echo')?.('heard')).toBe('heard for other');
  });

  it('is null where there is no such function, and refused where the manifest does not name the plugin', () => {
    expect(other().service('acme.nothing' as never)).toBeNull();
    expect(() => ctx.service('other.echo')).toThrow(/name that plugin in "requires" or "optional"/);
  });

  it('is null where the plugin is switched off', async () => {
    const set = (enabled: boolean) =>
      admin.ask('mutation($input: PluginUpdateInput!) { pluginUpdate(input: $input) { errors { message } } }', {
        input: { pluginId: 'acme', enabled },
      });
    await set(false);
    expect(other().service('acme.balance')).toBeNull();
    const field = await admin.raw('{ acmeInboxes }');
    expect([field.data, field.errors?.[0]?.extensions.code]).toEqual([{ acmeInboxes: null }, 'PLUGIN_UNAVAILABLE']);
    await expect(ctx.emit('acme.pointsEarned', { nodeId: contactId, data: { points: 1 } })).rejects.toThrow('Acme is switched off there');
    await set(true);
    expect(other().service('acme.balance')).not.toBeNull();
  });
});

describe('ctx.core.graphql', () => {
  const CONTACT = 'query($id: ID!) { node(id: $id) { ... on Contact { name } } }';

  it('asks the public API with the permissions that the manifest needs', async () => {
    expect(await ctx.core.graphql(CONTACT, { id: contactId })).toEqual({ node: { name: 'Customer 4930001' } });
    expect(await ctx.core.graphql('{ inboxes { name } }')).toEqual({ inboxes: [{ name: 'Line line-1' }] });
    await expect(ctx.core.graphql('{ agents { name } }')).rejects.toThrow(/lacks a permission; name it in "needs"/);
    expect(await elsewhere.core.graphql(CONTACT, { id: contactId })).toEqual({ node: null });
    await expect(started[0]?.core.graphql('{ inboxes { name } }')).rejects.toThrow(/needs an organization/);
  });

  it('is validated and limited as over HTTP', async () => {
    await expect(ctx.core.graphql('{ nothing }')).rejects.toThrow(/Cannot query field/);
    const deep = `{ contacts { nodes ${'{ conversations { nodes { contact '.repeat(6)} { id } ${'} } }'.repeat(6)} } }`;
    await expect(ctx.core.graphql(deep)).rejects.toThrow(/depth/i);
    await expect(ctx.core.graphql('{ contacts(first: 100) { nodes { conversations(first: 100) { nodes { id } } } } }')).rejects.toThrow(
      /at most 1000 is allowed/,
    );
  });

  it('asks on behalf of the agent who asked, with what that agent may', async () => {
    expect(await admin.ask('{ acmeInboxes }')).toEqual({ acmeInboxes: 'agent: Line line-1' });
    const { organizationId, roles } = app;
    const narrow = await app.app.kernel.db.write(async (manager) => {
      const role = {
        ...roles.sales,
        id: 'role_narrow',
        orgId: organizationId,
        roleKey: 'narrow',
        permissions: ['events.read'],
        builtIn: false,
      };
      await manager.insert(RoleRow, role as RoleRow);
      return role;
    });
    roles.narrow = narrow as RoleRow;
    await app.agent('cleo', { role: 'narrow' });
    const answer = await (await app.signIn('cleo', 'api')).raw('{ acmeInboxes }');
    expect(answer.errors?.[0]?.extensions.code).toBe('PLUGIN_UNAVAILABLE');
  });

  it('ends a circle of plugins that ask themselves', async () => {
    const answer = await admin.raw('{ acmeCircle }');
    expect(answer.data).toEqual({ acmeCircle: null });
    expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'PLUGIN_UNAVAILABLE' } });
  });

  it('shows what a plugin refuses as it is said', async () => {
    const answer = await admin.raw('{ acmeRefusal }');
    expect(answer.errors?.[0]).toMatchObject({ message: 'This customer has no points left.', extensions: { code: 'BAD_REQUEST' } });
    const { plugins } = await admin.ask('{ plugins { id state } }');
    expect(plugins).toContainEqual({ id: 'line', state: 'READY' });
  });
});
