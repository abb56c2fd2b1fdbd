import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { manifestSchema, type SlotEntry } from '@parley/plugin';
import semver from 'semver';
import { z } from 'zod';
import type { PluginUi } from '../plugin-host/uis';

/** `app`: the shell mounts it as a whole. `plugin`: it fills slots. */
export type UiKind = 'app' | 'plugin';

/** A screen as its package brings it. */
export interface UiPackage {
  remote: string;
  kind: UiKind;
  label: string;
  version: string;
  /** Semver range of the contract it was built for. */
  contract: string;
  /** What the shell mounts, `./App`; null: a plugin. */
  module: string | null;
  slots: SlotEntry[];
  /** Absolute: where its `mf-manifest.json` lies; everything in there is served. */
  folder: string;
}

/** The file that a federated build leaves and that the shell reads first. */
export const ENTRY = 'mf-manifest.json';

const entryPath = z.string().regex(/(^|\/)mf-manifest\.json$/, 'the build leaves mf-manifest.json');

/** `"parleyRemote"` of an application's package.json: what `workbench` and `admin` say of themselves. */
const appSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'lower case letters, digits and dashes, at most 40'),
  label: z.string().optional(),
  module: z.string().regex(/^\.\/\w+$/, 'like ./App'),
  contract: z.string(),
  entry: entryPath.default(`./dist/${ENTRY}`),
});

const packageSchema = z.object({
  version: z.string().refine((version) => semver.valid(version) !== null, 'write a version like 1.2.3'),
  parley: manifestSchema.optional(),
  parleyRemote: appSchema.optional(),
});

/** A package has no screen, or says it wrongly; the message is a sentence for whoever brought it. */
export class UiPackageError extends Error {}

/** The folder beside an entry: all of it is served, so that it must be neither the package itself nor outside of it. */
const builtFolder = (folder: string, entry: string): string => {
  const inside = relative(folder, join(folder, dirname(entry)));
  if (inside === '' || inside.split(sep)[0] === '..')
    throw new UiPackageError(`Its ${ENTRY} must lie in a folder of its own inside the package, like ./dist/ui/${ENTRY}`);
  return join(folder, inside);
};

/**
 * The screen of a plugin.
 *
 * @throws UiPackageError when its entry lies where it must not
 */
export const pluginUi = ({ id, label, version, contract, folder, entry, slots }: PluginUi): UiPackage => ({
  remote: id,
  kind: 'plugin',
  label,
  version,
  contract,
  module: null,
  slots,
  folder: builtFolder(folder, entry),
});

/**
 * Reads what a package's `package.json` says of its screen: `"parley"` with `ui` for a plugin, `"parleyRemote"` for an application.
 * Nothing of the package runs.
 *
 * @throws UiPackageError
 */
export const readUiPackage = (folder: string): UiPackage => {
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is none' : (error as Error).message;
    throw new UiPackageError(`Its package.json cannot be read: ${why}`);
  }
  const parsed = packageSchema.safeParse(text);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UiPackageError(`Its package.json is not valid: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { version, parley, parleyRemote: app } = parsed.data;
  if (app) {
    const { id, label = id, module, contract, entry } = app;
    return { remote: id, kind: 'app', label, version, contract, module, slots: [], folder: builtFolder(folder, entry) };
  }
  if (parley?.ui) {
    const { id, label = id, contract, ui } = parley;
    return pluginUi({ id, label, version, contract, folder, entry: ui.entry, slots: ui.slots });
  }
  throw new UiPackageError('Its package.json names no screen: a plugin has "parley" with "ui", an application has "parleyRemote"');
};
