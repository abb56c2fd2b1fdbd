import { Conversation, definePlugin, Refused, type PluginContext } from '@parley/plugin';
import { Authorized, Ctx, FieldResolver, Query, Resolver } from 'type-graphql';
import { startTestApp, type TestApp } from '../support/app';
import type { Client } from '../support/client';
import { linePlugin, openLine, type Line } from '../support/line';
import { RoleRow } from '../../src/people/role.entity';
import { acme, Point } from './acme';

/** Asks the API on behalf of whoever asked it, and itself again and again. */
@Resolver(() => Conversation)
class AcmeResolver {
  @FieldResolver(() => String, { nullable: true })
  acmeViewer(@Ctx() own: PluginContext): string {
    return own.actor.id;
  }

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
    expect(await run()).toEqual([{ data: { contactId: 'one' }, organizationId: app.organizationId }]);
    await started[0]?.enqueue('acme.expire', { contactId: 'nobody' });
    expect(await run()).toEqual([{ data: { contactId: 'nobody' }, organizationId: undefined }]);
  });

  it('does it at its time, and once for a key in an organization', async () => {
    const at = app.clock.now() + 60_000;
    await ctx.enqueue('acme.expire', { contactId: 'first' }, { at, key: 'k' });
    await ctx.enqueue('acme.expire', { contactId: 'second' }, { at, key: 'k' });
    await elsewhere.enqueue('acme.expire', { contactId: 'theirs' }, { at, key: 'k' });
    expect(await run()).toEqual([]);
    app.clock.advance(60_000);
    expect((await run()).map(({ data }) => (data as { contactId: string }).contactId).sort()).toEqual(['second', 'theirs']);
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
    await ctx.db.insert(Point, { id: 'a', contactId: 'cont_1', points: 42, expired: false });
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

  it('I13 gives each socket what the plugin answers to its own viewer, also where the core’s answers are shared', async () => {
    const clients = [];
    for (const username of ['dora', 'emil']) {
      await app.agent(username, { role: 'supervisor' });
      clients.push(await app.signIn(username, 'admin'));
    }
    const { latestEventId } = await admin.ask('{ latestEventId }');
    const tails = await Promise.all(
      clients.map((client) => client.events(latestEventId, 'type nodeId node { ... on Conversation { acmeViewer } }')),
    );
    await line.says('4930009', 'hello');
    const told = await Promise.all(tails.map((tail) => tail.until('conversation.opened')));
    const viewers = await Promise.all(clients.map(async (client) => (await client.ask('{ viewer { agent { id } } }')).viewer.agent.id));
    expect(told.map(({ node }) => node?.acmeViewer)).toEqual(viewers);
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
