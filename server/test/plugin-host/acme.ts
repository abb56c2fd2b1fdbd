import type { PluginContext, PluginDefinition } from '@parley/plugin';
import {
  Count,
  createTable,
  Entity,
  Flag,
  integer,
  Line,
  PrimaryId,
  Ref,
  varchar,
  type MigrationInterface,
  type QueryRunner,
} from '@parley/plugin/tables';
import type { GivenPlugin } from '../../src/plugin-host/plugin-host';

declare module '@parley/plugin' {
  interface EventData {
    'acme.pointsEarned': { points: number };
  }
  interface JobData {
    'acme.expire': { contactId: string };
    'acme.sweep': undefined;
  }
  interface Services {
    'acme.balance': { input: { contactId: string }; output: number };
    'other.echo': { input: string; output: string };
  }
}

/** A table of the tests' own plugin. */
@Entity('acme_point')
export class Point {
  @PrimaryId() id: string;
  @Ref() organizationId: string;
  @Ref() contactId: string;
  @Count() points: number;
  @Flag() expired: boolean;
  @Line({ nullable: true }) note: string | null;
}

export class CreatePoint implements MigrationInterface {
  name = 'acme-1-point';
  up = (q: QueryRunner) =>
    createTable(q, 'acme_point', {
      id: varchar(40, { primary: true }),
      organizationId: varchar(40),
      contactId: varchar(40),
      points: integer(),
      expired: integer(),
      note: varchar(190, { nullable: true }),
    });
  down = (q: QueryRunner) => q.dropTable('acme_point');
}

/** A plugin with a table, handed over in memory; `started` holds the context that its start was given last. */
export const acme = (definition: PluginDefinition<never> = {}, manifest: Partial<GivenPlugin['manifest']> = {}) => {
  const started: PluginContext[] = [];
  const plugin: GivenPlugin = {
    manifest: { id: 'acme', prefix: 'acme', contract: '^1.0', label: 'Acme', ...manifest },
    definition: {
      entities: [Point],
      migrations: [CreatePoint],
      start: async (ctx: PluginContext) => void started.push(ctx),
      ...definition,
    },
  };
  /** The plugin acting in an organization. */
  const within = (organizationId: string): PluginContext => {
    const ctx = started[started.length - 1];
    if (!ctx) throw new Error('the plugin has not started');
    return ctx.inOrganization(organizationId);
  };
  return { plugin, started, within };
};
