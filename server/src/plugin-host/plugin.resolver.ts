import { Plugin, PluginCallStats, PluginFailure, PluginHealth, PluginInboxSetting } from '@parley/plugin';
import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Allow } from '../api/allow';
import type { SignedInContext } from '../api/context';
import { payload } from '../lib/errors';
import { pageSize } from '../lib/paging';
import type { PluginOverview } from './overview';
import type { PluginHost } from './plugin-host';
import { PluginFailureInput, PluginFailurePayload, PluginPayload, PluginUpdateInput } from './plugin.inputs';

/** Shows the plugins, switches them on and off, and changes their settings. */
@Resolver(() => Plugin)
export class PluginResolver {
  constructor(private readonly host: PluginHost) {}

  @Query(() => [Plugin], { description: 'Every plugin that is configured, with its state and what to do about it.' })
  @Allow('plugins.read')
  plugins(@Ctx() { viewer }: SignedInContext): PluginOverview[] {
    return this.host.desk.list(viewer.orgId);
  }

  @Mutation(() => PluginPayload, {
    description: 'Switches a plugin on or off, or changes its settings, in the organization or for one inbox.',
  })
  @Allow('plugins.manage')
  pluginUpdate(@Ctx() { viewer }: SignedInContext, @Arg('input', () => PluginUpdateInput) { pluginId, ...change }: PluginUpdateInput) {
    return payload({ plugin: null as PluginOverview | null }, async () => ({
      plugin: await this.host.desk.update(viewer.orgId, viewer.agentId, pluginId, change),
    }));
  }

  @Mutation(() => PluginFailurePayload, { description: 'Tries once more. A job goes back into the queue, an event is told at once.' })
  @Allow('plugins.manage')
  pluginFailureReplay(@Ctx() { viewer }: SignedInContext, @Arg('input', () => PluginFailureInput) { failureId }: PluginFailureInput) {
    return payload({ failure: null as PluginFailure | null }, async () => ({
      failure: await this.host.desk.replay(viewer.orgId, failureId),
    }));
  }

  @Mutation(() => PluginFailurePayload, { description: 'Gives it up for good.' })
  @Allow('plugins.manage')
  pluginFailureDiscard(@Ctx() { viewer }: SignedInContext, @Arg('input', () => PluginFailureInput) { failureId }: PluginFailureInput) {
    return payload({ failure: null as PluginFailure | null }, async () => {
      await this.host.desk.discard(viewer.orgId, failureId);
      return { failure: null };
    });
  }

  @FieldResolver(() => Boolean, { description: 'In the organization; an inbox may differ.' })
  enabled(@Root() { id }: PluginOverview, @Ctx() { viewer }: SignedInContext): boolean {
    return this.host.desk.isEnabled(viewer.orgId, id);
  }

  @FieldResolver(() => GraphQLJSON, {
    nullable: true,
    description:
      'JSON Schema of the settings. A property may carry scope (installation, organization, inbox), secret, placeholder, multiline. Null: it takes none.',
  })
  settingsSchema(@Root() { id }: PluginOverview) {
    return this.host.desk.settingsSchema(id);
  }

  @FieldResolver(() => GraphQLJSON, { description: 'As they are in the organization, defaults filled in, secrets masked.' })
  settings(@Root() { id }: PluginOverview, @Ctx() { viewer }: SignedInContext) {
    return this.host.desk.settings(viewer.orgId, id);
  }

  @FieldResolver(() => [PluginInboxSetting])
  inboxSettings(@Root() { id }: PluginOverview, @Ctx() { viewer }: SignedInContext): PluginInboxSetting[] {
    return this.host.desk.inboxSettings(viewer.orgId, id);
  }

  @FieldResolver(() => PluginHealth, { nullable: true, description: 'Null: it was not asked yet, or has nothing to say.' })
  health(@Root() { id }: PluginOverview): PluginHealth | null {
    return this.host.desk.health(id);
  }

  @FieldResolver(() => [PluginCallStats], { description: 'Since the server started.' })
  calls(@Root() { id }: PluginOverview): PluginCallStats[] {
    return this.host.desk.calls(id);
  }

  @FieldResolver(() => [PluginFailure], { description: 'What it failed on again and again, the latest first.' })
  failures(
    @Root() { id }: PluginOverview,
    @Ctx() { viewer }: SignedInContext,
    @Arg('first', () => Int, { nullable: true }) first?: number | null,
  ): Promise<PluginFailure[]> {
    return this.host.desk.failures(viewer.orgId, id, pageSize(first));
  }
}
