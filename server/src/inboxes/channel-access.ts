import type { Channel, ChannelAbilities, ChannelInbox } from '@parley/plugin';
import type { IntakeConnection } from '../channels/intake/unit';
import { ConnectionRow } from '../channels/connection.entity';
import type { Kernel } from '../kernel';
import type { PluginHost } from '../plugin-host/plugin-host';
import type { LoadedPlugin } from '../plugin-host/status';
import { InboxRow } from './inbox.entity';
import type { Settings } from '../lib/form-settings';

/** What the rooms of inboxes and channels ask of the plugin host. */
export type PluginDoor = Pick<PluginHost, 'channel' | 'channels' | 'rule' | 'rules' | 'bots' | 'isOn' | 'call'>;

/** A channel, ready to act for one inbox. */
export interface ChannelEnd {
  plugin: LoadedPlugin;
  channel: Channel;
  inbox: ChannelInbox;
}

interface Known {
  row: ConnectionRow;
  settings: Settings;
  inboxes: { row: InboxRow; settings: Settings }[];
  inboxByAddress: ReadonlyMap<string, string>;
  inboxesWithBot: ReadonlySet<string>;
  /** By inbox, null for the connection alone: settings as a channel of the plugin that runs has parsed them. */
  parsed: Map<string | null, { channel: Channel; settings: unknown }>;
}

/** A connection as a webhook needs it. */
export interface ConnectionEnd extends IntakeConnection {
  channelId: string;
  /** Null: its plugin is not there. */
  end: ChannelEnd | null;
}

/**
 * The channels behind connections and inboxes, with decrypted settings. Kept in memory until an inbox changes, here or on another
 * server.
 */
export class ChannelAccess {
  private readonly connections = new Map<string, Promise<Known | null>>();
  private readonly connectionOf = new Map<string, string>();
  private readonly unlisten: () => void;

  constructor(
    private readonly kernel: Kernel,
    private readonly plugins: PluginDoor,
  ) {
    this.unlisten = kernel.events.listen((events) => {
      if (events.some((event) => event.type === 'inbox.created' || event.type === 'inbox.updated')) this.forget();
    });
  }

  /** Something changed: what is asked next is read anew. */
  forget(): void {
    this.connections.clear();
    this.connectionOf.clear();
  }

  stop(): void {
    this.unlisten();
  }

  /** The connection of a webhook; null: there is none. */
  async connection(connectionId: string): Promise<ConnectionEnd | null> {
    const known = await this.known(connectionId);
    if (!known) return null;
    const first = known.inboxes[0];
    const windowMs = this.abilities(known.row.channel)?.serviceWindowMs;
    return {
      id: known.row.id,
      orgId: known.row.orgId,
      channelId: known.row.channel,
      ...(windowMs === undefined ? {} : { serviceWindowMs: windowMs }),
      inboxByAddress: known.inboxByAddress,
      inboxesWithBot: known.inboxesWithBot,
      end: this.end(known, first),
    };
  }

  /** The channel behind an inbox; null: there is no such inbox, it is off, or its plugin is not there. */
  async channelInbox(inboxId: string): Promise<ChannelEnd | null> {
    let connectionId = this.connectionOf.get(inboxId);
    if (connectionId === undefined) {
      const row = await this.kernel.db.read.findOneBy(InboxRow, { id: inboxId });
      if (!row) return null;
      this.connectionOf.set(inboxId, (connectionId = row.connectionId));
    }
    const known = await this.known(connectionId);
    const inbox = known?.inboxes.find(({ row }) => row.id === inboxId);
    return known && inbox?.row.active ? this.end(known, inbox) : null;
  }

  /** What a channel can do; null: no plugin offers it now. */
  abilities(channelId: string): ChannelAbilities | null {
    return this.plugins.channel(channelId)?.channel.abilities ?? null;
  }

  private end(known: Known, inbox: Known['inboxes'][number] | undefined): ChannelEnd | null {
    const offer = this.plugins.channel(known.row.channel);
    if (!offer) return null;
    const id = inbox?.row.id ?? null;
    let parsed = known.parsed.get(id);
    // a newer version of the plugin may have more defaults
    if (parsed?.channel !== offer.channel) {
      const stored = { ...known.settings, ...inbox?.settings };
      const { success, data } = offer.channel.settings.safeParse(stored);
      known.parsed.set(id, (parsed = { channel: offer.channel, settings: success ? data : stored }));
    }
    return {
      ...offer,
      inbox: {
        inboxId: inbox?.row.id ?? '',
        connectionId: known.row.id,
        address: inbox?.row.address ?? '',
        settings: parsed.settings as ChannelInbox['settings'],
      },
    };
  }

  private async known(connectionId: string): Promise<Known | null> {
    const cached = this.connections.get(connectionId);
    if (cached) return cached;
    const loading = this.load(connectionId);
    this.connections.set(connectionId, loading);
    try {
      const known = await loading;
      // a made-up id must not fill the memory
      if (!known && this.connections.get(connectionId) === loading) this.connections.delete(connectionId);
      return known;
    } catch (error) {
      if (this.connections.get(connectionId) === loading) this.connections.delete(connectionId);
      throw error;
    }
  }

  private async load(connectionId: string): Promise<Known | null> {
    const row = await this.kernel.db.read.findOneBy(ConnectionRow, { id: connectionId });
    if (!row) return null;
    const inboxes = await this.kernel.db.read.find(InboxRow, { where: { connectionId }, order: { id: 'ASC' } });
    const { secrets } = this.kernel;
    return {
      row,
      settings: secrets.unseal(row.settings),
      inboxes: inboxes.map((inbox) => ({ row: inbox, settings: secrets.unseal(inbox.settings) })),
      inboxByAddress: new Map(inboxes.map(({ address, id }) => [address, id])),
      inboxesWithBot: new Set(inboxes.filter(({ bot }) => bot !== null).map(({ id }) => id)),
      parsed: new Map(),
    };
  }
}
