import type { EntityManager } from 'typeorm';
import { EventCounterRow } from '../events/event-counter.entity';
import type { Kernel } from '../kernel';
import { newId } from '../lib/ids';
import { BUILT_IN_ROLES } from '../people/permissions';
import { RoleRow } from '../people/role.entity';
import { OrganizationRow } from './organization.entity';
import { settingsSchema, type Settings } from './settings';

/** The tenants and what they have set. */
export class OrganizationService {
  private readonly cache = new Map<string, Settings>();

  constructor(private readonly kernel: Kernel) {
    kernel.events.listen((events) => events.forEach((e) => e.type === 'organization.updated' && this.cache.delete(e.orgId)));
  }

  byAccount(account: string): Promise<OrganizationRow | null> {
    return this.kernel.db.read.findOneBy(OrganizationRow, { account: account.trim() });
  }

  all(): Promise<OrganizationRow[]> {
    return this.kernel.db.read.find(OrganizationRow);
  }

  /** Whoever runs the server: the first organization that was made on it; null before that. */
  operator(): Promise<OrganizationRow | null> {
    return this.kernel.db.read.findOne(OrganizationRow, { where: {}, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async settings(orgId: string): Promise<Settings> {
    const known = this.cache.get(orgId);
    if (known) return known;
    const row = await this.kernel.db.read.findOneByOrFail(OrganizationRow, { id: orgId });
    const settings = settingsSchema.parse(row.settings ?? {});
    this.cache.set(orgId, settings);
    return settings;
  }

  /** Makes a tenant with its built-in roles and its empty log; inside the caller's transaction. */
  async create(
    manager: EntityManager,
    input: { account: string; name: string; settings?: Partial<Settings> },
  ): Promise<{ organization: OrganizationRow; roles: Record<string, RoleRow> }> {
    const now = this.kernel.clock.now();
    const organization = Object.assign(new OrganizationRow(), {
      id: newId('org', now),
      account: input.account,
      name: input.name,
      settings: input.settings ?? {},
      createdAt: now,
    });
    await manager.insert(OrganizationRow, organization);
    await manager.insert(EventCounterRow, { orgId: organization.id, seq: 0 });
    const roles: Record<string, RoleRow> = {};
    for (const [roleKey, { name, permissions }] of Object.entries(BUILT_IN_ROLES)) {
      roles[roleKey] = Object.assign(new RoleRow(), {
        id: newId('role', now),
        orgId: organization.id,
        roleKey,
        name,
        permissions,
        builtIn: true,
      });
    }
    await manager.insert(RoleRow, Object.values(roles));
    return { organization, roles };
  }
}
