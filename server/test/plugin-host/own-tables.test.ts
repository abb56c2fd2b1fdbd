import { definePlugin, type PluginContext } from '@parley/plugin';
import { PluginMigrationRow } from '../../src/plugin-host/plugin-migration.entity';
import { startTestApp, type TestApp } from '../support/app';
import { acme, Point } from './acme';

/** A plugin's own tables, on a whole server with two organizations. */
const jobs: unknown[] = [];
const { plugin, started, within } = acme(definePlugin({ jobs: { 'acme.expire': { run: async (_ctx, data) => void jobs.push(data) } } }));
let app: TestApp;
let ctx: PluginContext;
let elsewhere: PluginContext;

beforeAll(async () => {
  app = await startTestApp({ plugins: [plugin] });
  const { organization } = await app.app.kernel.db.write((manager) =>
    app.app.rooms.organizations.create(manager, { account: '515151', name: 'Elsewhere' }),
  );
  ctx = within(app.organizationId);
  elsewhere = within(organization.id);
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
    const twice = 'select id, points * ? as twice from acme_point where organizationId = ? order by id';
    // a computed number is text on MySQL
    expect((await ctx.db.query(twice, [2, app.organizationId])).map((row) => [row.id, Number(row.twice)])).toEqual([
      ['a', 4],
      ['b', 6],
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
    const { events } = app.app.kernel;
    const before = await events.latest(app.organizationId);
    const half = ctx.db.transaction(async () => {
      await ctx.db.insert(Point, point('a'));
      expect(await ctx.db.count(Point)).toBe(1);
      await ctx.emit('acme.pointsEarned', { nodeId: app.organizationId, data: { points: 1 } });
      await ctx.enqueue('acme.expire', { contactId: 'cont_1' });
      await ctx.db.transaction(async () => ctx.db.insert(Point, point('b')));
      throw new Error('no');
    });
    await expect(half).rejects.toThrow('no');
    expect(await ctx.db.count(Point)).toBe(0);
    expect(await events.latest(app.organizationId)).toBe(before);
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
