import { SLOTS, UiSlot } from '@parley/plugin';
import { Ctx, Query, Resolver } from 'type-graphql';
import { Allow } from '../api/allow';
import type { SignedInContext } from '../api/context';
import { InboxRow } from '../inboxes/inbox.entity';
import type { Kernel } from '../kernel';
import type { Permission } from '../people/permissions';
import type { PluginHost } from '../plugin-host/plugin-host';
import type { UiBuildService } from './ui-build.service';

/** What the plugins show in the screens. */
@Resolver(() => UiSlot)
export class UiSlotResolver {
  constructor(
    private readonly kernel: Kernel,
    private readonly builds: UiBuildService,
    private readonly plugins: Pick<PluginHost, 'plugin' | 'isOn'>,
  ) {}

  @Query(() => [UiSlot], { description: 'What the plugins show in the screens, as far as this viewer may see it.' })
  @Allow('signed-in')
  async uiSlots(@Ctx() { viewer }: SignedInContext): Promise<UiSlot[]> {
    const inboxes = await this.kernel.db.read.find(InboxRow, {
      select: { id: true },
      where: { orgId: viewer.orgId },
      order: { id: 'ASC' },
    });
    const slots: UiSlot[] = [];
    for (const { row, installed } of this.builds.active()) {
      const owner = this.plugins.plugin(row.remote);
      if (installed.build.kind !== 'plugin' || !owner || !this.plugins.isOn(owner, viewer.orgId)) continue;
      const disabledInboxIds = inboxes.map(({ id }) => id).filter((id) => !this.plugins.isOn(owner, viewer.orgId, id));
      const shown = { plugin: owner.id, pluginLabel: installed.build.label, disabledInboxIds };
      for (const { slot, label, component, permission, path = null, icon = null, kind = null, rule = null } of row.slots) {
        // a published build may be newer than this server
        if (!Object.hasOwn(SLOTS, slot) || (permission && !viewer.permissions.has(permission as Permission))) continue;
        slots.push({ ...shown, slot, label, component, path, icon, kind, rule });
      }
    }
    return slots;
  }
}
