import { BotInfo } from '@parley/plugin';
import { Ctx, Query, Resolver } from 'type-graphql';
import { Allow } from '../api/allow';
import type { SignedInContext } from '../api/context';
import { formSchema } from '../lib/form-settings';
import type { Kernel } from '../kernel';
import type { BotDoor } from './bots.service';

/** The bots that plugins offer to an organization. */
@Resolver()
export class BotResolver {
  constructor(
    private readonly kernel: Kernel,
    private readonly plugins: BotDoor,
  ) {}

  @Query(() => [BotInfo], { description: 'The bots on offer, with the form of their settings.' })
  @Allow('inboxes.read', 'inboxes.manage')
  async bots(@Ctx() { viewer }: SignedInContext): Promise<BotInfo[]> {
    const busy = await this.conversations(viewer.orgId);
    return this.plugins
      .bots()
      .filter(({ plugin }) => this.plugins.isOn(plugin, viewer.orgId))
      .map(({ id, plugin, bot }) => ({
        id,
        plugin: plugin.id,
        label: bot.label,
        conversations: busy.get(id) ?? 0,
        settingsSchema: formSchema(bot.settings),
      }));
  }

  /** Bot → how many conversations it has. */
  private async conversations(orgId: string): Promise<Map<string, number>> {
    const rows = (await this.kernel.db.read.query(
      "select i.bot as bot, count(*) as n from conversation c join inbox i on i.id = c.inboxId where c.orgId = ? and c.status = 'BOT' group by i.bot",
      [orgId],
    )) as { bot: string | null; n: number | string }[];
    return new Map(rows.flatMap(({ bot, n }) => (bot === null ? [] : [[bot, Number(n)] as const])));
  }
}
