import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CONTRACT_VERSION } from '@parley/plugin';
import semver from 'semver';
import { z } from 'zod';
import { ENTRY, type UiPackage } from './ui-package';

/** What was found in a build's folder. */
export interface Inspected {
  /** SHA-384 over names and bytes, hex; empty: there are no files. */
  digest: string;
  /** Relative, with slashes, sorted. */
  files: string[];
  /** Why the shell could not run it; null: it can. */
  problem: string | null;
}

const assets = z.object({ sync: z.array(z.string()).default([]), async: z.array(z.string()).default([]) }).partial();

/** The part of `mf-manifest.json` that matters here; the rest is the federation runtime's own. */
const entrySchema = z.object({
  metaData: z.object({ remoteEntry: z.object({ name: z.string().min(1), path: z.string().default('') }) }),
  exposes: z.array(z.object({ path: z.string(), assets: z.object({ js: assets, css: assets }).partial().optional() })),
});

/** Every file below a folder; links are not followed. Empty when there is no such folder. */
export const filesIn = async (folder: string): Promise<string[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
};

const digestOf = async (folder: string, files: readonly string[]): Promise<string> => {
  const hash = createHash('sha384');
  for (const name of files) {
    const bytes = await readFile(join(folder, name));
    // the length keeps one file's end apart from the next one's name
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
};

const entryProblem = (text: string, files: ReadonlySet<string>, wanted: { module: string | null; slots: UiPackage['slots'] }) => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return `${ENTRY} is not JSON`;
  }
  const parsed = entrySchema.safeParse(json);
  if (!parsed.success) return `${ENTRY} is not a federation manifest: ${parsed.error.issues[0]?.path.join('.')} is missing or wrong`;
  const { metaData, exposes } = parsed.data;
  const exposed = new Set(exposes.map(({ path }) => path));
  const wants = [...(wanted.module ? [{ component: wanted.module, who: 'the shell mounts' }] : [])].concat(
    wanted.slots.map(({ component, slot }) => ({ component, who: `the slot ${slot} names` })),
  );
  const absent = wants.find(({ component }) => !exposed.has(component));
  if (absent) return `${ENTRY} does not expose ${absent.component}, which ${absent.who}`;
  const remoteEntry = [metaData.remoteEntry.path.replace(/^\/|\/$/g, ''), metaData.remoteEntry.name].filter(Boolean).join('/');
  const named = exposes.flatMap(({ assets: of }) => [...(of?.js?.sync ?? []), ...(of?.css?.sync ?? [])]);
  const lost = [remoteEntry, ...named].find((file) => !files.has(file));
  return lost === undefined ? null : `${ENTRY} names ${lost}, which is not there`;
};

const contractProblem = (range: string): string | null => {
  if (semver.validRange(range) === null) return `Its contract range is not one: ${range}. It looks like ^1.0`;
  if (semver.satisfies(CONTRACT_VERSION, range)) return null;
  return `It was built for contract ${range}, this server has ${CONTRACT_VERSION}. Install a build, or a server, that fits`;
};

/** Looks whether a built screen is whole and fits this server. */
export const inspectBuild = async (build: Pick<UiPackage, 'folder' | 'contract' | 'module' | 'slots'>): Promise<Inspected> => {
  const { folder } = build;
  const files = await filesIn(folder);
  if (!files.includes(ENTRY))
    return { digest: '', files: [], problem: `It is not built: ${ENTRY} is missing. Build it, or install it again` };
  const problem = contractProblem(build.contract) ?? entryProblem(await readFile(join(folder, ENTRY), 'utf8'), new Set(files), build);
  return { digest: await digestOf(folder, files), files, problem };
};
