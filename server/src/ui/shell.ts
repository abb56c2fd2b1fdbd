import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParleyConfig } from '@parley/plugin';
import { packageFolder } from '../lib/package-folder';
import { Assets } from './assets';
import { filesIn } from './inspect';

/** The frame around every screen: its pages, and what they load. */
export class Shell {
  readonly assets = new Assets();
  private readonly pages = new Map<string, string>();

  /** The file of a page, `index.html`; null: it is not built. */
  page(name: string): string | null {
    return this.pages.get(name) ?? null;
  }

  /** Looks at the installed shell; one that is not built has no pages. */
  static async open(operator: ParleyConfig, root: string): Promise<Shell> {
    const shell = new Shell();
    const folder = operator.ui ? packageFolder(operator.ui.shell, root) : null;
    if (!folder) return shell;
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    const built = join(folder, 'dist');
    const files = await filesIn(built);
    // its address carries the version alone: only names that carry a hash may be kept
    shell.assets.put(`/ui/shell/${version}`, built, files, (name) => name.startsWith('static/'));
    for (const name of files) if (name.endsWith('.html')) shell.pages.set(name, join(built, name));
    return shell;
  }
}
