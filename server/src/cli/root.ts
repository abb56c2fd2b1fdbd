import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError, type Io } from './command';

const FILE = 'parley.config.ts';

/**
 * The folder of the installation: `PARLEY_ROOT`, else the nearest one upwards that holds `parley.config.ts`. Packages are found from
 * there, and `DATA_DIR` is relative to it.
 *
 * @throws CommandError when there is none
 */
export const findRoot = ({ cwd, env }: Pick<Io, 'cwd' | 'env'>): string => {
  if (env.PARLEY_ROOT) {
    const root = resolve(cwd, env.PARLEY_ROOT);
    if (!existsSync(join(root, FILE))) throw new CommandError(`PARLEY_ROOT: there is no ${FILE} in ${root}.`);
    return root;
  }
  for (let at = resolve(cwd); ; at = dirname(at)) {
    if (existsSync(join(at, FILE))) return at;
    if (dirname(at) === at)
      throw new CommandError(`There is no ${FILE} in ${cwd} or above. Go to the folder that holds it, or set PARLEY_ROOT.`);
  }
};
