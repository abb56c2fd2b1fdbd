import type { Bot, InboxBot } from '@parley/plugin';
import type { ZodType } from 'zod';
import type { Kernel } from '../kernel';
import { refuse } from '../lib/errors';
import type { PluginDoor } from './channel-access';
import type { InboxRow } from './inbox.entity';
import { checkSettings, mergeSettings, shownSettings, type Settings } from '../lib/form-settings';

/** The bot of an inbox as the API shows it. */
export interface ShownBot extends InboxBot {
  inbox: InboxRow;
}

/** The bots that plugins offer, as inboxes use them. */
export class InboxBots {
  constructor(
    private readonly kernel: Pick<Kernel, 'secrets'>,
    private readonly plugins: PluginDoor,
  ) {}

  /**
   * A bot with checked settings, as an inbox keeps them. One whose plugin is not ready may stay where it is, as it is.
   *
   * @param settings what a person wrote; absent: what is there already, or nothing
   * @throws Refused BOT_UNKNOWN, SETTINGS_INVALID
   */
  check(inbox: InboxRow, id: string, settings: unknown): Pick<InboxRow, 'bot' | 'botSettings'> {
    const offer = this.offer(id);
    if (!offer) {
      if (inbox.bot === id && settings == null) return { bot: id, botSettings: inbox.botSettings };
      throw refuse('BOT_UNKNOWN', `No plugin offers the bot "${id}" now. Choose one of the bots.`, ['bot']);
    }
    const schema = offer.bot.settings as ZodType<Settings>;
    const merged = mergeSettings(schema, inbox.bot === id ? this.stored(inbox) : {}, settings ?? {});
    return { bot: id, botSettings: this.kernel.secrets.seal(checkSettings(schema, merged)) };
  }

  /** The bot of an inbox: what to call it, and whether it answers now; null: there is none. */
  describe(inbox: InboxRow): ShownBot | null {
    if (inbox.bot === null) return null;
    const offer = this.offer(inbox.bot);
    const available = offer !== undefined && this.plugins.isOn(offer.plugin, inbox.orgId, inbox.id);
    return { id: inbox.bot, label: offer?.bot.label ?? inbox.bot, available, inbox };
  }

  /** Its settings without secrets. */
  settingsOf(inbox: InboxRow): Settings {
    const offer = inbox.bot === null ? undefined : this.offer(inbox.bot);
    // without the plugin nobody knows which of them are secret
    return offer ? shownSettings(offer.bot.settings as ZodType, this.stored(inbox)) : {};
  }

  /** Its settings as they are kept, secrets included. */
  stored(inbox: Pick<InboxRow, 'botSettings'>): Settings {
    return inbox.botSettings === null ? {} : this.kernel.secrets.unseal<Settings>(inbox.botSettings);
  }

  private offer(id: string): { plugin: Parameters<PluginDoor['isOn']>[0]; bot: Bot } | undefined {
    return this.plugins.bots().find((one) => one.id === id);
  }
}
