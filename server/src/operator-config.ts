import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ParleyConfig } from '@parley/plugin';
import { ConfigError } from './lib/config';

const FILE = 'parley.config.ts';

/** The operator's list of plugins and screens; an empty one when there is no file. */
export const readOperatorConfig = async (root: string): Promise<ParleyConfig> => {
  const file = join(root, FILE);
  if (!existsSync(file)) return { plugins: [] };
  const module = (await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw new ConfigError(`${FILE}: ${(error as Error).message}`);
  })) as { default?: ParleyConfig };
  if (!Array.isArray(module.default?.plugins)) throw new ConfigError(`${FILE}: export default { plugins: [ … ] }`);
  return module.default;
};
