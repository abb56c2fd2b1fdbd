import { defineAssignmentRule, definePlugin } from '@parley/plugin';
import {
  createTable,
  Entity,
  integer,
  Count,
  PrimaryId,
  Ref,
  varchar,
  type MigrationInterface,
  type QueryRunner,
} from '@parley/plugin/tables';
import { z } from 'zod';

declare module '@parley/plugin' {
  interface EventData {
    'visits.counted': { visits: number };
  }
  interface JobData {
    'visits.forget': { contactId: string };
  }
}

@Entity('visits_visit')
export class Visit {
  @PrimaryId() contactId: string;
  @Ref() organizationId: string;
  @Count() visits: number;
}

class CreateVisit implements MigrationInterface {
  name = 'visits-1';
  up = (q: QueryRunner) =>
    createTable(q, 'visits_visit', { contactId: varchar(40, { primary: true }), organizationId: varchar(40), visits: integer() });
  down = (q: QueryRunner) => q.dropTable('visits_visit');
}

const DAY = 86_400_000;
export const manifest = { id: 'visits', prefix: 'visits', contract: '^1.0', needs: ['conversations.read.all'] };

/** Counts how often each customer came, and forgets them a day after; the first who is online gets the conversation. */
export const visits = definePlugin({
  settings: z.object({ step: z.number().int().default(1) }),
  entities: [Visit],
  migrations: [CreateVisit],
  on: {
    'conversation.opened': async (ctx, { nodeId }) => {
      await ctx.db.transaction(async () => {
        const before = await ctx.db.first(Visit, { where: { contactId: nodeId } });
        const count = (before?.visits ?? 0) + ctx.settings.step;
        await ctx.db.save(Visit, { contactId: nodeId, visits: count });
        await ctx.emit('visits.counted', { nodeId, data: { visits: count } });
        await ctx.enqueue('visits.forget', { contactId: nodeId }, { at: ctx.clock.now() + DAY, key: nodeId });
      });
    },
  },
  jobs: { 'visits.forget': { run: async (ctx, { contactId }) => void (await ctx.db.remove(Visit, { contactId })) } },
  assignment: [
    defineAssignmentRule({
      id: 'first',
      label: 'The first who is online',
      settings: z.object({}),
      pick: (_ctx, { candidates }) => {
        const free = candidates.find(({ presence, load, capacity }) => presence === 'ONLINE' && load < capacity);
        return free ? { agent: free.id, why: 'The first who is online' } : { wait: true, why: 'Nobody is online' };
      },
    }),
  ],
});
