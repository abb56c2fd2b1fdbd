import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Agent, AssignmentRuleInfo, AssignmentRuleSetting, ChannelInfo, Inbox, InboxBot } from '@parley/plugin';
import { Allow } from '../api/allow';
import type { ApiContext, SignedInContext } from '../api/context';
import type { Kernel } from '../kernel';
import { payload } from '../lib/errors';
import { AgentRow } from '../people/agent.entity';
import type { PluginDoor } from './channel-access';
import { InboxAgentRow } from './inbox-agent.entity';
import type { InboxBots, ShownBot } from './inbox-bots';
import { countsOf } from './inbox-counts';
import { InboxRuleRow } from './inbox-rule.entity';
import type { InboxRow } from './inbox.entity';
import {
  InboxAgentsSetInput,
  InboxBotSetInput,
  InboxCreateInput,
  InboxPayload,
  InboxRulesSetInput,
  InboxUpdateInput,
} from './inbox.inputs';
import type { InboxService } from './inbox.service';
import { formSchema } from '../lib/form-settings';

const none = { inbox: null as InboxRow | null };

@Resolver(() => Inbox)
export class InboxResolver {
  constructor(
    private readonly kernel: Kernel,
    private readonly service: InboxService,
    private readonly plugins: PluginDoor,
  ) {}

  @Query(() => [Inbox])
  @Allow('inboxes.read', 'inboxes.manage')
  inboxes(@Ctx() { viewer }: SignedInContext) {
    return this.service.list(viewer.orgId);
  }

  @Query(() => [ChannelInfo], { description: 'The channels on offer, with the form of their settings.' })
  @Allow('inboxes.read', 'inboxes.manage')
  channels(): ChannelInfo[] {
    return this.plugins.channels().map(({ plugin, channel }) => ({
      id: channel.id,
      plugin: plugin.id,
      label: channel.label,
      abilities: channel.abilities,
      settingsSchema: formSchema(channel.settings),
    }));
  }

  @Query(() => [AssignmentRuleInfo], { description: 'The assignment rules on offer, with the form of their settings.' })
  @Allow('inboxes.read', 'inboxes.manage')
  assignmentRules(): AssignmentRuleInfo[] {
    return this.plugins
      .rules()
      .map(({ id, plugin, rule }) => ({ id, plugin: plugin.id, label: rule.label, settingsSchema: formSchema(rule.settings) }));
  }

  @Mutation(() => InboxPayload)
  @Allow('inboxes.manage')
  inboxCreate(@Ctx() { viewer }: SignedInContext, @Arg('input', () => InboxCreateInput) input: InboxCreateInput) {
    return payload(none, async () => ({ inbox: await this.service.create(viewer.orgId, viewer.agentId, input) }));
  }

  @Mutation(() => InboxPayload)
  @Allow('inboxes.manage')
  inboxUpdate(@Ctx() { viewer }: SignedInContext, @Arg('input', () => InboxUpdateInput) { inboxId, ...patch }: InboxUpdateInput) {
    return payload(none, async () => ({ inbox: await this.service.update(viewer.orgId, viewer.agentId, inboxId, patch) }));
  }

  @Mutation(() => InboxPayload)
  @Allow('inboxes.manage')
  inboxAgentsSet(@Ctx() { viewer }: SignedInContext, @Arg('input', () => InboxAgentsSetInput) input: InboxAgentsSetInput) {
    return payload(none, async () => ({
      inbox: await this.service.setAgents(viewer.orgId, viewer.agentId, input.inboxId, input.agentIds),
    }));
  }

  @Mutation(() => InboxPayload)
  @Allow('inboxes.manage')
  inboxRulesSet(@Ctx() { viewer }: SignedInContext, @Arg('input', () => InboxRulesSetInput) input: InboxRulesSetInput) {
    return payload(none, async () => ({ inbox: await this.service.setRules(viewer.orgId, viewer.agentId, input.inboxId, input.rules) }));
  }

  @Mutation(() => InboxPayload, { description: 'Sets the bot that answers new conversations before a person does.' })
  @Allow('inboxes.manage')
  inboxBotSet(@Ctx() { viewer }: SignedInContext, @Arg('input', () => InboxBotSetInput) { inboxId, bot, settings }: InboxBotSetInput) {
    return payload(none, async () => ({ inbox: await this.service.setBot(viewer.orgId, viewer.agentId, inboxId, bot ?? null, settings) }));
  }

  @FieldResolver(() => String, { description: "What the provider's webhook address has to be." })
  webhookUrl(@Root() row: InboxRow): string {
    return `${this.kernel.config.publicUrl}/webhooks/${row.connectionId}`;
  }

  @FieldResolver(() => [Agent], { description: 'Who may receive from it.' })
  async agents(@Root() row: InboxRow, @Ctx() { loaders }: ApiContext): Promise<AgentRow[]> {
    const members = await loaders.by(InboxAgentRow, 'inboxId').load(row.id);
    const agents = await Promise.all(members.map(({ agentId }) => loaders.row(AgentRow).load(agentId)));
    return agents.filter((agent) => agent !== null).sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  }

  @FieldResolver(() => [AssignmentRuleSetting])
  async rules(@Root() row: InboxRow, @Ctx() { loaders }: ApiContext): Promise<AssignmentRuleSetting[]> {
    const rules = await loaders.by(InboxRuleRow, 'inboxId', { position: 'ASC' }).load(row.id);
    return rules.map(({ rule, settings }) => ({ rule, settings, ...this.service.rules.describe(rule) }));
  }

  @FieldResolver(() => InboxBot, { nullable: true, description: 'Who answers new conversations before a person does.' })
  bot(@Root() row: InboxRow): ShownBot | null {
    return this.service.bots.describe(row);
  }

  @FieldResolver(() => GraphQLJSON, { description: 'With secrets masked. Permission inboxes.manage.' })
  @Allow('inboxes.manage')
  settings(@Root() row: InboxRow) {
    return this.service.settingsOf(row);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why the channel could not be connected, in words. Permission inboxes.manage.',
  })
  problem(@Root() row: InboxRow, @Ctx() { viewer }: ApiContext): string | null {
    return viewer?.permissions.has('inboxes.manage') ? row.problem : null;
  }

  @FieldResolver(() => Int, { description: 'Conversations in the queue.' })
  async waitingCount(@Root() row: InboxRow, @Ctx() { loaders }: ApiContext): Promise<number> {
    return (await countsOf(loaders, this.kernel.db).load(row.id)).waiting;
  }

  @FieldResolver(() => Int, { description: 'Conversations that are not closed.' })
  async openCount(@Root() row: InboxRow, @Ctx() { loaders }: ApiContext): Promise<number> {
    return (await countsOf(loaders, this.kernel.db).load(row.id)).open;
  }
}

@Resolver(() => InboxBot)
export class InboxBotResolver {
  constructor(private readonly bots: InboxBots) {}

  @FieldResolver(() => GraphQLJSON, { description: 'With secrets masked. Permission inboxes.manage.' })
  @Allow('inboxes.manage')
  settings(@Root() { inbox }: ShownBot) {
    return this.bots.settingsOf(inbox);
  }
}
