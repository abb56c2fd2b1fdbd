import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/**
 * The folder of a package: a path that starts with `.` or `/`, or a name looked up in every `node_modules` from `root` upwards.
 *
 * @param root folder that names and relative paths start from
 * @returns its real path; null: it is not installed
 */
export const packageFolder = (name: string, root: string): string | null => {
  if (name.startsWith('.') || isAbsolute(name)) {
    const folder = resolve(root, name);
    return existsSync(join(folder, 'package.json')) ? realpathSync(folder) : null;
  }
  for (let at = resolve(root); ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return realpathSync(folder);
    if (dirname(at) === at) return null;
  }
};
