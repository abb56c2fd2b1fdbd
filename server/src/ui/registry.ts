import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import type { ParleyConfig } from '@parley/plugin';

/** One federated screen as the shell needs it. */
export interface Remote {
  id: string;
  label: string;
  version: string;
  /** Semver range of the contract it was built for. */
  contract: string;
  /** Address of its manifest. */
  entry: string;
  module: string;
  permission?: string;
}

/** A folder of built assets and where it is served. */
export interface Assets {
  path: string;
  folder: string;
}

/** The folder of a package, wherever the workspace put it. */
const folderOf = (name: string, root: string): string | null => {
  if (name.startsWith('.') || isAbsolute(name)) return join(isAbsolute(name) ? '' : root, name);
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    const linked = join(root, 'node_modules', name);
    return existsSync(linked) ? linked : null;
  }
};

/** Says which build of a screen this is: two builds of one version must not share an immutable address. */
const buildOf = (folder: string, file: string): string => {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, 'dist', file)))
    .digest('hex')
    .slice(0, 10);
  return `${version}-${digest}`;
};

/**
 * What is installed of the screens: read at boot from the packages that `parley.config.ts` names. A screen that was not built is
 * left out; the shell says so when somebody opens it.
 */
export class UiRegistry {
  readonly remotes: Remote[] = [];
  readonly assets: Assets[] = [];
  readonly shell: string | null;

  constructor(config: ParleyConfig, root: string) {
    for (const remote of config.ui?.remotes ?? []) {
      const folder = folderOf(remote.package, root);
      if (!folder || !existsSync(join(folder, 'dist', 'mf-manifest.json'))) continue;
      const version = buildOf(folder, 'mf-manifest.json');
      const path = `/ui/${remote.id}/${version}`;
      this.assets.push({ path, folder: join(folder, 'dist') });
      this.remotes.push({
        id: remote.id,
        label: remote.label,
        version,
        contract: '^1.0',
        entry: `${path}/mf-manifest.json`,
        module: remote.module,
        ...(remote.permission ? { permission: remote.permission } : {}),
      });
    }
    const shell = config.ui ? folderOf(config.ui.shell, root) : null;
    this.shell = shell && existsSync(join(shell, 'dist', 'index.html')) ? join(shell, 'dist') : null;
    if (this.shell && shell) {
      const { version } = JSON.parse(readFileSync(join(shell, 'package.json'), 'utf8')) as { version: string };
      this.assets.push({ path: `/ui/shell/${version}`, folder: this.shell });
    }
  }
}
