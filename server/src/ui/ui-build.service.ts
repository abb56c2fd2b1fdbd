import { join } from 'node:path';
import type { ParleyConfig } from '@parley/plugin';
import type { Kernel } from '../kernel';
import { refuse } from '../lib/errors';
import type { OrganizationService } from '../organizations/organization.service';
import type { Viewer } from '../people/viewer';
import type { PluginHost } from '../plugin-host/plugin-host';
import { Assets } from './assets';
import { buildName, buildPath, BuildStore } from './build-store';
import { filesIn, inspectBuild, type Inspected } from './inspect';
import { installedApps } from './installed';
import { FILES_GONE, UiBuildTable } from './ui-build-table';
import { UiBuildRow } from './ui-build.entity';
import { pluginUi, readUiPackage, UiPackageError, type UiPackage } from './ui-package';

/** A screen of an installed package, and what was found of its build. */
export interface InstalledUi {
  build: UiPackage;
  digest: string;
  /** Who may open it; absent: everybody who is signed in. */
  permission?: string;
}

/** What the rooms of the screens stand on. */
export interface UiOptions {
  kernel: Kernel;
  organizations: OrganizationService;
  plugins: Pick<PluginHost, 'uis' | 'report'>;
  operator: ParleyConfig;
  /** Folder from which packages are found. */
  root: string;
}

/**
 * Which builds of the screens there are, and which of them new tabs get. An installed package's own build is taken over at boot;
 * others are published into the running product. Every change is told to every organization as `ui.changed`, and whoever hears it,
 * another server too, reads the table again.
 *
 * A person may choose another build than the installed one: it is *pinned*, and a package that is installed later waits for somebody to
 * activate it. Activating the installed build ends that.
 */
export class UiBuildService {
  readonly assets = new Assets();
  private readonly store: BuildStore;
  private readonly table: UiBuildTable;
  /** Newest first. */
  private rows: UiBuildRow[] = [];
  private installed = new Map<string, InstalledUi>();
  private reading: Promise<void> = Promise.resolve();
  private unlisten: () => void = () => undefined;

  constructor(private readonly options: UiOptions) {
    this.store = new BuildStore(join(options.kernel.config.dataDir, 'ui'));
    this.table = new UiBuildTable(options.kernel, options.organizations);
  }

  /** Takes over what is installed, and begins to listen. */
  async start(): Promise<void> {
    const { events, log } = this.options.kernel;
    await this.takeOver();
    this.unlisten = events.listen((batch) => {
      if (!batch.some((event) => event.type === 'ui.changed')) return;
      this.reload().catch((error: unknown) => log.error({ err: error }, 'the builds of the screens could not be read again'));
    });
  }

  stop(): void {
    this.unlisten();
  }

  /** The builds, newest first; of one remote if it is named. */
  list(remote?: string | null): UiBuildRow[] {
    return remote ? this.rows.filter((row) => row.remote === remote) : this.rows;
  }

  byId(id: string): UiBuildRow | null {
    return this.rows.find((row) => row.id === id) ?? null;
  }

  /** What new tabs get: the active builds of what is installed and runs, in the order of `parley.config.ts`. */
  active(): { row: UiBuildRow; installed: InstalledUi }[] {
    const running = new Set(this.options.plugins.uis().map(({ id }) => id));
    return [...this.installed].flatMap(([remote, installed]) => {
      const row = this.rows.find((one) => one.remote === remote && one.active && one.problem === null);
      return row && (installed.build.kind === 'app' || running.has(remote)) ? [{ row, installed }] : [];
    });
  }

  /** Where the files of a build lie. */
  folderOf(row: UiBuildRow): string {
    return this.store.folderOf(row);
  }

  /** Looks at the installed packages and takes over their builds where they are new. */
  async takeOver(): Promise<void> {
    const { kernel } = this.options;
    const found = await this.lookAtPackages();
    const gone = await kernel.db.write(async (manager) => {
      const gone: UiBuildRow[] = [];
      for (const [build, inspected] of found) {
        const row = await this.table.save(manager, build, inspected, 'package');
        // what was missing then is there now
        if (inspected.digest) await manager.delete(UiBuildRow, { remote: build.remote, digest: '' });
        const active = await this.table.active(manager, build.remote);
        const lost = active && active.id !== row.id ? await this.problemOf(active) : null;
        if (active && lost) await manager.update(UiBuildRow, { id: active.id }, { problem: lost });
        const isChosen = active?.pinned === true && !lost;
        if (row.active) await manager.update(UiBuildRow, { id: row.id }, { pinned: false });
        else if (row.problem === null && !isChosen) await this.table.activate(manager, row, null, false);
        gone.push(...(await this.table.prune(manager, build.remote, this.isInstalled)));
      }
      return gone;
    }, 3);
    for (const row of gone) await this.store.remove(row);
    await this.reload();
  }

  /**
   * Takes a build that was published. It is not activated.
   *
   * @param folder an unpacked package
   * @throws Refused UI_PACKAGE_INVALID, UI_REMOTE_UNKNOWN, UI_BUILD_BROKEN, UI_NOT_OPERATOR
   */
  async publish(viewer: Viewer, folder: string): Promise<UiBuildRow> {
    await this.requireOperator(viewer);
    const build = readPublished(folder);
    if (this.installed.get(build.remote)?.build.kind !== build.kind) throw unknownRemote(build);
    const { digest, problem } = await inspectBuild(build);
    if (problem) throw refuse('UI_BUILD_BROKEN', `The build cannot be shown: ${problem}.`);
    await this.store.keep({ ...build, digest }, build.folder);
    const { row, gone } = await this.options.kernel.db.write(async (manager) => {
      const row = await this.table.save(manager, build, { digest, problem }, 'published');
      await this.table.tell(manager, viewer, { remote: row.remote, published: buildName(row) });
      return { row, gone: await this.table.prune(manager, row.remote, this.isInstalled) };
    }, 3);
    for (const one of gone) await this.store.remove(one);
    await this.reload();
    return row;
  }

  /**
   * Makes a build the one that new tabs get. An earlier one: that is rolling back.
   *
   * @throws Refused UI_BUILD_NOT_FOUND, UI_BUILD_BROKEN, UI_NOT_OPERATOR
   */
  async activate(viewer: Viewer, buildId: string): Promise<UiBuildRow> {
    await this.requireOperator(viewer);
    const known = this.byId(buildId);
    const lost = known && !known.active ? (known.problem ?? (await this.problemOf(known))) : null;
    if (lost) throw refuse('UI_BUILD_BROKEN', `This build cannot be activated. ${lost}`, ['buildId']);
    const row = await this.options.kernel.db.write(async (manager) => {
      const found = await manager.findOneBy(UiBuildRow, { id: buildId });
      if (!found) throw refuse('UI_BUILD_NOT_FOUND', 'There is no such build.', ['buildId']);
      if (found.active) return found;
      return this.table.activate(manager, found, viewer, !this.isInstalled(found));
    });
    await this.reload();
    return row;
  }

  /**
   * The screens are the installation's, not an organization's: whoever runs the server decides, and that is its first organization.
   *
   * @throws Refused UI_NOT_OPERATOR
   */
  async requireOperator(viewer: Viewer): Promise<void> {
    if ((await this.options.organizations.operator())?.id !== viewer.orgId)
      throw refuse('UI_NOT_OPERATOR', 'The screens belong to the whole server: its first organization decides about them.');
  }

  /** An empty folder for a package that arrives; the caller removes it. */
  room(): Promise<string> {
    return this.store.room();
  }

  /** Reads the table again, and serves what is in it; one reader after the other. */
  reload(): Promise<void> {
    const next = this.reading.then(async () => {
      this.rows = await this.options.kernel.db.read.find(UiBuildRow, { order: { publishedAt: 'DESC', id: 'DESC' } });
      const kept = this.rows.filter((row) => row.digest !== '' && row.problem !== FILES_GONE);
      this.assets.retain(new Set(kept.map(buildPath)));
      for (const row of kept) {
        if (this.assets.has(buildPath(row))) continue;
        const files = await filesIn(this.store.folderOf(row));
        if (files.length > 0) this.assets.put(buildPath(row), this.store.folderOf(row), files);
      }
    });
    this.reading = next.catch(() => undefined);
    return next;
  }

  private readonly isInstalled = (row: UiBuildRow): boolean => row.digest === this.installed.get(row.remote)?.digest;

  private async lookAtPackages(): Promise<Map<UiPackage, Inspected>> {
    const { operator, root, plugins, kernel } = this.options;
    const installed = new Map<string, InstalledUi>();
    const found = new Map<UiPackage, Inspected>();
    const look = async (build: UiPackage, permission?: string): Promise<string | null> => {
      const inspected = await inspectBuild(build);
      if (!inspected.problem) inspected.problem = await this.copy({ ...build, digest: inspected.digest });
      found.set(build, inspected);
      installed.set(build.remote, { build, digest: inspected.digest, ...(permission ? { permission } : {}) });
      return inspected.problem;
    };
    for (const one of installedApps(operator, root)) {
      const reason = 'problem' in one ? one.problem : await look(one.app, one.permission);
      if (reason) kernel.log.error({ remote: one.id, reason }, 'a screen cannot be shown');
    }
    for (const ui of plugins.uis()) {
      const reason = await Promise.resolve(ui)
        .then((one) => look(pluginUi(one)))
        .catch((error: unknown) => {
          if (error instanceof UiPackageError) return error.message;
          throw error;
        });
      plugins.report(ui.id, 'ui', reason ? { reason: `Its screen cannot be shown: ${reason}`, remedy: REMEDY, step: 'check' } : null);
    }
    this.installed = installed;
    return found;
  }

  /** Copies an installed build; a full disk is a problem of that screen, not of the boot. */
  private async copy(build: UiPackage & { digest: string }): Promise<string | null> {
    try {
      await this.store.keep(build, build.folder);
      return null;
    } catch (error) {
      return `Its files could not be copied to DATA_DIR: ${(error as Error).message}`;
    }
  }

  /** What is wrong with a build's files now; null: nothing. */
  private async problemOf(row: UiBuildRow): Promise<string | null> {
    const { digest, problem } = await inspectBuild({ ...row, folder: this.store.folderOf(row) });
    return digest === '' ? FILES_GONE : problem;
  }
}

const REMEDY = 'Build the plugin for this server, or install it again; everything else of it works';

const unknownRemote = ({ kind, remote }: UiPackage) =>
  refuse(
    'UI_REMOTE_UNKNOWN',
    kind === 'app'
      ? `No screen called ${remote} is named in parley.config.ts, under ui.remotes.`
      : `No plugin called ${remote} with a screen of its own runs here. Install it first.`,
  );

const readPublished = (folder: string): UiPackage => {
  try {
    return readUiPackage(folder);
  } catch (error) {
    if (error instanceof UiPackageError) throw refuse('UI_PACKAGE_INVALID', `${error.message}.`);
    throw error;
  }
};
