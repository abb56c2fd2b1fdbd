import { definePlugin, type PluginEvent } from '@parley/plugin';
import { EventCounterRow } from '../../src/events/event-counter.entity';
import { EventLog } from '../../src/events/event-log';
import { Jobs } from '../../src/jobs/jobs.service';
import { openTestDb } from '../support/db';
import { Workshop } from './support';

describe('what a plugin does by itself', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(() => shop.close());
  const given = (definition: object) => ({ given: [{ manifest: { id: 'busy', prefix: 'busy', contract: '^1.0' }, definition }] });

  it('is told of the events it asked for, after the commit, and of no others', async () => {
    const { db, close } = await openTestDb();
    const events = new EventLog(db, shop.clock);
    const told: PluginEvent[] = [];
    const host = shop.host(
      [],
      given(
        definePlugin({
          on: {
            'conversation.opened': async (ctx, event) => void told.push({ ...event, id: `${event.id} for ${ctx.organizationId}` }),
            'contact.created': async () => {
              throw new Error('mine only');
            },
          },
        }),
      ),
    );
    await host.load();
    host.wire({ events });
    await host.start();
    await db.write((manager) => manager.insert(EventCounterRow, { orgId: 'org_1', seq: 0 }));
    const say = (type: string) =>
      db.write((manager) => events.append(manager, [{ orgId: 'org_1', type, nodeId: 'conv_1', audience: { all: true } }]));
    await say('contact.created');
    await say('conversation.closed');
    await say('conversation.opened');
    await db
      .write(async (manager) => {
        await events.append(manager, [{ orgId: 'org_1', type: 'conversation.opened', nodeId: 'conv_2', audience: { all: true } }]);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect(told).toEqual([
      { id: 'evt_3 for org_1', type: 'conversation.opened', organizationId: 'org_1', nodeId: 'conv_1', at: shop.clock.now() },
    ]);
    await host.stop();
    await say('conversation.opened');
    expect(told).toHaveLength(1);
    await close();
  });

  it('does its jobs when the queue says so', async () => {
    const { db, close } = await openTestDb();
    const jobs = new Jobs({ ...shop.kernel(), db, nodeId: 'test' });
    const done: unknown[] = [];
    const definition = definePlugin({
      jobs: {
        tidy: { every: '5 min', run: async (ctx) => void done.push(ctx.plugin.id) },
        broken: {
          every: '1 h',
          run: async () => {
            throw new Error('not today');
          },
        },
      },
    });
    const host = shop.host([], given(definition));
    await host.load();
    host.wire({ jobs });
    await jobs.start();
    await host.start();
    shop.clock.advance(1);
    await jobs.runDue();
    shop.clock.advance(5 * 60_000);
    await jobs.runDue();
    expect(done).toEqual(['busy', 'busy']);
    expect(shop.lines).toContainEqual(expect.objectContaining({ plugin: 'busy', call: 'job.broken', code: 'THREW' }));
    await jobs.stop();
    await close();
  });
});
