import type { ChannelAbilities } from '@parley/plugin';
import { In, type EntityManager } from 'typeorm';
import { ConnectionRow } from '../channels/connection.entity';
import type { Kernel } from '../kernel';
import { isRace } from '../lib/db';
import { refuse } from '../lib/errors';
import { newId } from '../lib/ids';
import { once } from '../lib/mutation-keys';
import { AgentRow } from '../people/agent.entity';
import { ChannelAccess, type ChannelEnd, type ConnectionEnd, type PluginDoor } from './channel-access';
import { InboxBots } from './inbox-bots';
import { InboxAgentRow } from './inbox-agent.entity';
import { InboxRuleRow } from './inbox-rule.entity';
import { InboxRow } from './inbox.entity';
import { InboxRules, type RuleInput } from './inbox-rules';
import { checkSettings, mergeSettings, shownSettings, splitSettings, type Settings } from '../lib/form-settings';

export interface InboxInput {
  name: string;
  channel: string;
  address: string;
  settings: unknown;
  agentIds?: string[] | null;
  /** An inbox of the same connection shares its credentials and its webhook address. */
  connectionId?: string | null;
  clientMutationKey?: string | null;
}

export interface InboxPatch {
  name?: string | null;
  settings?: unknown;
  active?: boolean | null;
}

/** A channel may take so long to say whether an inbox works, in ms. */
const CONNECT_MS = 15_000;

/** Inboxes: made, changed, connected to their channel. */
export class InboxService {
  readonly rules: InboxRules;
  readonly bots: InboxBots;
  private readonly access: ChannelAccess;

  constructor(
    private readonly kernel: Kernel,
    private readonly plugins: PluginDoor,
  ) {
    this.access = new ChannelAccess(kernel, plugins);
    this.rules = new InboxRules(plugins);
    this.bots = new InboxBots(kernel, plugins);
  }

  stop(): void {
    this.access.stop();
  }

  /** The channel behind an inbox with its decrypted settings; null: the plugin is not there, or the inbox is off. */
  channelInbox(inboxId: string): Promise<ChannelEnd | null> {
    return this.access.channelInbox(inboxId);
  }

  /** The connection that a webhook names; null: there is none. */
  connection(connectionId: string): Promise<ConnectionEnd | null> {
    return this.access.connection(connectionId);
  }

  /** What a channel can do; null: no plugin offers it now. */
  abilities(channelId: string): ChannelAbilities | null {
    return this.access.abilities(channelId);
  }

  list(orgId: string): Promise<InboxRow[]> {
    return this.kernel.db.read.find(InboxRow, { where: { orgId }, order: { name: 'ASC', id: 'ASC' } });
  }

  /** Settings without secrets, for whoever manages inboxes. */
  async settingsOf(inbox: InboxRow): Promise<Settings> {
    const connection = await this.kernel.db.read.findOneByOrFail(ConnectionRow, { id: inbox.connectionId });
    const stored = {
      ...this.kernel.secrets.unseal<Settings>(connection.settings),
      ...this.kernel.secrets.unseal<Settings>(inbox.settings),
    };
    const offer = this.plugins.channel(inbox.channel);
    // without the plugin nobody knows which of them are secret
    return offer ? shownSettings(offer.channel.settings, stored) : {};
  }

  /**
   * Makes an inbox, then asks the channel whether it works; what is wrong stands in `problem`.
   *
   * @throws Refused INBOX_CHANNEL_UNKNOWN, INBOX_ADDRESS_TAKEN, INBOX_NAME_INVALID, INBOX_ADDRESS_INVALID, SETTINGS_INVALID, CONNECTION_NOT_FOUND, AGENT_NOT_FOUND
   */
  async create(orgId: string, actorId: string | null, input: InboxInput): Promise<InboxRow> {
    const offer = this.plugins.channel(input.channel);
    if (!offer)
      throw refuse('INBOX_CHANNEL_UNKNOWN', `No plugin offers the channel "${input.channel}" now. Choose one of the channels.`, [
        'channel',
      ]);
    const { channel } = offer;
    this.requireOn(offer.plugin, orgId, ['channel']);
    const name = required(input.name, 'name', 'INBOX_NAME_INVALID');
    const address = required(input.address, 'address', 'INBOX_ADDRESS_INVALID');
    const write = async (manager: EntityManager): Promise<{ row: InboxRow; fresh: boolean }> => {
      const now = this.kernel.clock.now();
      const id = await once(manager, orgId, input.clientMutationKey, now, () => newId('inbox', now));
      const existing = await manager.findOneBy(InboxRow, { id, orgId });
      if (existing) return { row: existing, fresh: false };
      if (await manager.existsBy(InboxRow, { orgId, channel: channel.id, address })) throw taken();
      const old = input.connectionId
        ? await manager.findOneBy(ConnectionRow, { id: input.connectionId, orgId, channel: channel.id })
        : null;
      if (input.connectionId && !old)
        throw refuse('CONNECTION_NOT_FOUND', 'There is no such connection of this channel.', ['connectionId']);
      const settings = mergeSettings(channel.settings, old ? this.kernel.secrets.unseal<Settings>(old.settings) : {}, input.settings);
      checkSettings(channel.settings, settings);
      const split = splitSettings(settings, (channel.connectionKeys ?? []) as string[]);
      const sealed = this.kernel.secrets.seal(split.connection);
      const connectionId = old?.id ?? newId('conn', now);
      if (old) await manager.update(ConnectionRow, { id: old.id }, { settings: sealed });
      else await manager.insert(ConnectionRow, { id: connectionId, orgId, channel: channel.id, settings: sealed, createdAt: now });
      const row = Object.assign(new InboxRow(), {
        id,
        orgId,
        connectionId,
        channel: channel.id,
        name,
        address,
        displayAddress: address,
        settings: this.kernel.secrets.seal(split.inbox),
        active: true,
        problem: null,
        bot: null,
        botSettings: null,
        createdAt: now,
      });
      await manager.insert(InboxRow, row);
      await this.putAgents(manager, row, input.agentIds ?? []);
      const rule = this.rules.fallback();
      if (rule) await manager.insert(InboxRuleRow, { inboxId: id, position: 0, ...rule } as never);
      await this.tell(manager, 'inbox.created', row, actorId, { channel: row.channel, address: row.address });
      return { row, fresh: true };
    };
    const { row, fresh } = await this.kernel.db.write(write, 3).catch((error: unknown) => {
      throw isRace(error) ? taken() : error;
    });
    return fresh ? this.connect(row, actorId) : row;
  }

  /**
   * Changes an inbox. Settings may be partial: absent keys and masked secrets stay as they are.
   *
   * @throws Refused INBOX_NOT_FOUND, INBOX_CHANNEL_UNKNOWN, INBOX_NAME_INVALID, SETTINGS_INVALID
   */
  async update(orgId: string, actorId: string | null, inboxId: string, patch: InboxPatch): Promise<InboxRow> {
    const row = await this.kernel.db.write(async (manager) => {
      const inbox = await this.require(manager, orgId, inboxId);
      const changed: string[] = [];
      const next: Partial<InboxRow> = {};
      if (patch.name !== undefined && patch.name !== null) next.name = required(patch.name, 'name', 'INBOX_NAME_INVALID');
      if (patch.active !== undefined && patch.active !== null) next.active = patch.active;
      const offer = patch.active === true ? this.plugins.channel(inbox.channel) : undefined;
      if (offer) this.requireOn(offer.plugin, orgId, ['active']);
      if (patch.settings !== undefined && patch.settings !== null)
        next.settings = await this.putSettings(manager, inbox, patch.settings, changed);
      if (Object.keys(next).length === 0) return inbox;
      await manager.update(InboxRow, { id: inboxId }, next);
      const updated = Object.assign(new InboxRow(), inbox, next);
      // names of what changed, never their values
      await this.tell(manager, 'inbox.updated', updated, actorId, { changed: [...Object.keys(next), ...changed] });
      return updated;
    });
    const touches = (patch.settings !== undefined && patch.settings !== null) || patch.active === true;
    return touches ? this.connect(row, actorId) : row;
  }

  /**
   * Names the agents who may receive from an inbox.
   *
   * @throws Refused INBOX_NOT_FOUND, AGENT_NOT_FOUND
   */
  setAgents(orgId: string, actorId: string | null, inboxId: string, agentIds: readonly string[]): Promise<InboxRow> {
    return this.kernel.db.write(async (manager) => {
      const row = await this.require(manager, orgId, inboxId);
      await this.putAgents(manager, row, agentIds);
      await this.tell(manager, 'inbox.updated', row, actorId, { agentIds: [...new Set(agentIds)] });
      return row;
    });
  }

  /**
   * Sets the rules of an inbox, in the order in which they are asked.
   *
   * @throws Refused INBOX_NOT_FOUND, RULE_UNKNOWN, SETTINGS_INVALID
   */
  setRules(orgId: string, actorId: string | null, inboxId: string, rules: readonly RuleInput[]): Promise<InboxRow> {
    return this.kernel.db.write(async (manager) => {
      const row = await this.require(manager, orgId, inboxId);
      const before = await manager.findBy(InboxRuleRow, { inboxId });
      const next = this.rules.check(rules, before);
      await manager.delete(InboxRuleRow, { inboxId });
      if (next.length > 0) await manager.insert(InboxRuleRow, next.map((rule, position) => ({ inboxId, position, ...rule })) as never);
      await this.tell(manager, 'inbox.updated', row, actorId, { rules: next.map(({ rule }) => rule) });
      return row;
    });
  }

  /**
   * Sets the bot that answers new conversations first; null: nobody does, and those it has go to people.
   *
   * @throws Refused INBOX_NOT_FOUND, BOT_UNKNOWN, SETTINGS_INVALID
   */
  setBot(orgId: string, actorId: string | null, inboxId: string, bot: string | null, settings: unknown): Promise<InboxRow> {
    return this.kernel.db.write(async (manager) => {
      const row = await this.require(manager, orgId, inboxId);
      const next = bot === null ? { bot: null, botSettings: null } : this.bots.check(row, bot, settings);
      await manager.update(InboxRow, { id: inboxId }, next);
      const updated = Object.assign(new InboxRow(), row, next);
      await this.tell(manager, 'inbox.updated', updated, actorId, { bot });
      return updated;
    });
  }

  /** An inbox does not work on a plugin that is switched off in the organization. */
  private requireOn(plugin: Parameters<PluginDoor['isOn']>[0] & { label: string }, orgId: string, path: string[]): void {
    if (!this.plugins.isOn(plugin, orgId))
      throw refuse(
        'CHANNEL_SWITCHED_OFF',
        `${plugin.label} is switched off for your organization. Switch it on on the plugins page first.`,
        path,
      );
  }

  private async require(manager: EntityManager, orgId: string, id: string): Promise<InboxRow> {
    const row = await manager.findOneBy(InboxRow, { id, orgId });
    if (!row) throw refuse('INBOX_NOT_FOUND', 'There is no such inbox.', ['inboxId']);
    return row;
  }

  /** @returns the sealed settings of the inbox alone; those of the connection are stored here */
  private async putSettings(manager: EntityManager, inbox: InboxRow, given: unknown, changed: string[]): Promise<string> {
    const offer = this.plugins.channel(inbox.channel);
    if (!offer)
      throw refuse(
        'INBOX_CHANNEL_UNKNOWN',
        `The plugin of the channel "${inbox.channel}" is not ready. Look at the plugins page, then try again.`,
        ['settings'],
      );
    const { secrets } = this.kernel;
    const connection = await manager.findOneByOrFail(ConnectionRow, { id: inbox.connectionId });
    const stored = { ...secrets.unseal<Settings>(connection.settings), ...secrets.unseal<Settings>(inbox.settings) };
    const settings = mergeSettings(offer.channel.settings, stored, given);
    checkSettings(offer.channel.settings, settings);
    changed.push(
      ...Object.keys({ ...stored, ...settings })
        .filter((key) => JSON.stringify(stored[key]) !== JSON.stringify(settings[key]))
        .map((key) => `settings.${key}`),
    );
    const split = splitSettings(settings, (offer.channel.connectionKeys ?? []) as string[]);
    await manager.update(ConnectionRow, { id: connection.id }, { settings: secrets.seal(split.connection) });
    return secrets.seal(split.inbox);
  }

  private async putAgents(manager: EntityManager, inbox: InboxRow, agentIds: readonly string[]): Promise<void> {
    const ids = [...new Set(agentIds)];
    const found = ids.length > 0 ? await manager.findBy(AgentRow, { id: In(ids), orgId: inbox.orgId }) : [];
    if (found.length < ids.length) throw refuse('AGENT_NOT_FOUND', 'One of the agents does not exist.', ['agentIds']);
    const before = await manager.findBy(InboxAgentRow, { inboxId: inbox.id });
    const gone = before.map((one) => one.agentId).filter((id) => !ids.includes(id));
    const fresh = ids.filter((id) => !before.some((one) => one.agentId === id));
    if (gone.length > 0) await manager.delete(InboxAgentRow, { inboxId: inbox.id, agentId: In(gone) });
    if (fresh.length > 0)
      await manager.insert(
        InboxAgentRow,
        fresh.map((agentId) => ({ inboxId: inbox.id, agentId, lastAssignedAt: null })),
      );
  }

  /** Asks the channel whether the inbox works, outside of any transaction, and writes down what it says. */
  private async connect(inbox: InboxRow, actorId: string | null): Promise<InboxRow> {
    const said = await this.ask(inbox, actorId);
    if (!said) return inbox;
    const next = { displayAddress: (said.displayAddress ?? inbox.displayAddress).slice(0, 190), problem: said.problem ?? null };
    if (next.displayAddress === inbox.displayAddress && next.problem === inbox.problem) return inbox;
    return this.kernel.db.write(async (manager) => {
      await manager.update(InboxRow, { id: inbox.id }, next);
      const row = await manager.findOneByOrFail(InboxRow, { id: inbox.id });
      await this.tell(manager, 'inbox.updated', row, actorId, { problem: next.problem !== null });
      return row;
    });
  }

  /** @returns null when there is nothing to ask */
  private async ask(inbox: InboxRow, actorId: string | null): Promise<{ displayAddress?: string; problem?: string } | null> {
    const end = await this.channelInbox(inbox.id);
    const connect = end?.channel.connect;
    if (!end || !connect) return end && inbox.problem !== null ? {} : null;
    const options = {
      name: 'connect',
      deadlineMs: CONNECT_MS,
      organizationId: inbox.orgId,
      inboxId: inbox.id,
      ...(actorId ? { actor: { kind: 'agent' as const, id: actorId } } : {}),
    };
    try {
      return await this.plugins.call(end.plugin, options, (ctx) => connect.call(end.channel, ctx, end.inbox));
    } catch (error) {
      return { problem: `The channel could not be connected: ${(error as Error).message}` };
    }
  }

  private tell(
    manager: EntityManager,
    type: string,
    row: InboxRow,
    actorId: string | null,
    data: Record<string, unknown>,
  ): Promise<unknown> {
    // the log may tell a moment later; the next call of this very request must not see the old settings
    this.kernel.db.afterCommit(() => this.access.forget());
    return this.kernel.events.append(manager, [
      { orgId: row.orgId, type, nodeId: row.id, actorId, audience: { all: true }, data, rows: [[InboxRow, row]] },
    ]);
  }
}

const taken = () => refuse('INBOX_ADDRESS_TAKEN', 'Another inbox of this channel has this address already.', ['address']);

const required = (value: string, field: string, code: string): string => {
  const text = value.trim();
  if (text === '' || text.length > 190) throw refuse(code, `${field}: write 1 to 190 characters.`, [field]);
  return text;
};
