import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestSchema, type PluginEntry, type PluginManifest } from '@parley/plugin';
import semver from 'semver';
import { z } from 'zod';
import { packageFolder } from '../lib/package-folder';
import { LoadedPlugin, PluginProblem } from './status';

const packageSchema = z.object({
  version: z.string().refine((version) => semver.valid(version) !== null, 'write a version like 1.2.3'),
  description: z.string().nullish(),
  parley: manifestSchema,
});

/** What stands in for a manifest that cannot be read. */
const unknownManifest = (id: string): PluginManifest => ({ id, prefix: id, contract: '*', requires: {}, optional: {}, needs: [] });

/** First sentence of what is wrong with a value: `parley.prefix: a lower case letter, …`. */
export const firstIssue = (error: z.ZodError): string => {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return path === '' ? (issue?.message ?? 'not valid') : `${path}: ${issue?.message}`;
};

/**
 * Reads a plugin's manifest, the `"parley"` key of its package.json. No code of the plugin runs.
 *
 * @param root folder that names and relative paths start from
 */
export const readManifest = (entry: PluginEntry, root: string): LoadedPlugin => {
  const out = (folder: string | null, reason: string, remedy: string): LoadedPlugin => {
    const plugin = new LoadedPlugin(entry.package, '0.0.0', unknownManifest(entry.package), folder, entry);
    plugin.problem = new PluginProblem('manifest', reason, remedy);
    return plugin;
  };
  const folder = packageFolder(entry.package, root);
  if (!folder)
    return out(null, `${entry.package} is not installed`, `Run npm install ${entry.package}, or take it out of parley.config.ts`);
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch (error) {
    return out(folder, `Its package.json cannot be read: ${(error as Error).message}`, 'Install the plugin again');
  }
  if ((text as { parley?: unknown } | null)?.parley === undefined) {
    return out(folder, 'Its package.json has no "parley" key: it is not a plugin', 'Name a plugin in parley.config.ts, or ask its author');
  }
  const parsed = packageSchema.safeParse(text);
  if (!parsed.success)
    return out(folder, `Its manifest is not valid: ${firstIssue(parsed.error)}`, 'Ask its author for a version with a valid manifest');
  const { parley, version, description } = parsed.data;
  return new LoadedPlugin(parley.id, version, parley, folder, entry, null, description ?? null);
};
