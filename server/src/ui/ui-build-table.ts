import type { EntityManager } from 'typeorm';
import type { Kernel } from '../kernel';
import { newId } from '../lib/ids';
import type { OrganizationService } from '../organizations/organization.service';
import type { Viewer } from '../people/viewer';
import { buildName } from './build-store';
import type { Inspected } from './inspect';
import { UiBuildRow } from './ui-build.entity';
import type { UiPackage } from './ui-package';

/** Files are kept of so many of a remote's newest builds: for tabs that are open, and to go back to. */
const KEPT_FILES = 3;
/** Rows are kept for the record. */
const KEPT_ROWS = 10;
export const FILES_GONE = 'Its files were taken away: those of the newest three builds are kept. Publish it again.';

/** What every change of the table does, inside the caller's transaction. */
export class UiBuildTable {
  constructor(
    private readonly kernel: Kernel,
    private readonly organizations: OrganizationService,
  ) {}

  active(manager: EntityManager, remote: string): Promise<UiBuildRow | null> {
    return manager.findOneBy(UiBuildRow, { remote, active: true });
  }

  /** The row of a build's content: made, or brought up to date. */
  async save(
    manager: EntityManager,
    build: UiPackage,
    { digest, problem }: Pick<Inspected, 'digest' | 'problem'>,
    origin: UiBuildRow['origin'],
  ): Promise<UiBuildRow> {
    const { remote, version, contract, label, module, slots } = build;
    const now = this.kernel.clock.now();
    const known = await manager.findOneBy(UiBuildRow, { remote, version, digest });
    const fresh = { id: newId('build', now), remote, version, digest, origin, active: false, pinned: false, publishedAt: now };
    const row = Object.assign(
      new UiBuildRow(),
      known ?? { ...fresh, activatedAt: null, activatedById: null },
      { contract, label, module, slots, problem },
      // published once more: it is the newest again
      origin === 'published' ? { publishedAt: now } : {},
    );
    return manager.save(UiBuildRow, row);
  }

  /** Makes a build the active one, and tells it. */
  async activate(manager: EntityManager, row: UiBuildRow, by: Viewer | null, pinned: boolean): Promise<UiBuildRow> {
    const before = await this.active(manager, row.remote);
    const set = { active: true, pinned, activatedAt: this.kernel.clock.now(), activatedById: by?.agentId ?? null };
    await manager.update(UiBuildRow, { remote: row.remote }, { active: false, pinned: false });
    await manager.update(UiBuildRow, { id: row.id }, set);
    await this.tell(manager, by, { remote: row.remote, from: before ? buildName(before) : null, to: buildName(row) });
    return Object.assign(row, set);
  }

  /**
   * Lets go of a remote's old builds: their files first, their rows later. The active one stays, and what `stays` says.
   *
   * @returns the builds whose files are to be removed, after the commit
   */
  async prune(manager: EntityManager, remote: string, stays: (row: UiBuildRow) => boolean): Promise<UiBuildRow[]> {
    const rows = await manager.find(UiBuildRow, { where: { remote }, order: { publishedAt: 'DESC', id: 'DESC' } });
    const old = rows.filter((row, place) => place >= KEPT_FILES && !row.active && !stays(row));
    for (const row of old) {
      if (rows.indexOf(row) >= KEPT_ROWS) await manager.delete(UiBuildRow, { id: row.id });
      else await manager.update(UiBuildRow, { id: row.id }, { problem: FILES_GONE });
    }
    return old.filter((row) => row.problem !== FILES_GONE);
  }

  /** Appends `ui.changed` for every organization: the screens are everybody's. */
  async tell(manager: EntityManager, by: Viewer | null, data: Record<string, unknown>): Promise<void> {
    const organizations = await this.organizations.all();
    await this.kernel.events.append(
      manager,
      organizations.map(({ id }) => ({
        orgId: id,
        type: 'ui.changed',
        nodeId: id,
        // another organization is not told who it was
        actorId: by?.orgId === id ? by.agentId : null,
        audience: { all: true as const },
        data,
      })),
    );
  }
}
