import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The parts of a plugin's package.json that the check looks at itself. */
export interface PluginPackage {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  parley?: unknown;
}

/** The tarball of a plugin. */
export interface Tarball {
  /** In the folder into which it was packed. */
  fileName: string;
  /** Paths in it. */
  files: string[];
  /** Its bytes. */
  size: number;
}

/** The plugin could not be packed or installed; the message says what npm said. */
export class PackError extends Error {}

const npm = async (args: string[], cwd: string): Promise<string> => {
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    // the npm that started us, or the one in the path
    const cli = process.env.npm_execpath;
    const [command, ...before] = cli?.endsWith('.js') ? [process.execPath, cli] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
    return (await promisify(execFile)(command, [...before, ...args, ...options], { cwd, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new PackError((stderr || message).trim().split('\n').slice(0, 5).join('\n'));
  }
};

/** The folder of an installed package, seen from one of several places; null where it is in none of them. */
const installed = (name: string, from: readonly string[]): string | null => {
  for (const place of from) {
    for (let at = place; ; at = dirname(at)) {
      const folder = join(at, 'node_modules', name);
      if (existsSync(join(folder, 'package.json'))) return realpathSync(folder);
      if (dirname(at) === at) break;
    }
  }
  return null;
};

/** Links what a server brings into the folder, so that there is one copy of each. */
const linkPeers = async (root: string, peers: readonly string[], from: readonly string[]): Promise<string[]> => {
  const missing: string[] = [];
  for (const peer of peers) {
    const folder = installed(peer, from);
    if (!folder) {
      missing.push(peer);
      continue;
    }
    const link = join(root, 'node_modules', peer);
    await mkdir(dirname(link), { recursive: true });
    await symlink(folder, link, 'junction').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return missing;
};

/**
 * Packs a plugin as `npm publish` would. Nothing is built, and no script runs.
 *
 * @param source the plugin's folder
 * @param into where the tarball is put
 * @throws PackError
 */
export const pack = async (source: string, into: string): Promise<Tarball> => {
  const answer = JSON.parse(await npm(['pack', '--json', `--pack-destination=${into}`], source)) as object;
  const [packed] = Object.values(answer) as { filename: string; size: number; files: { path: string }[] }[];
  if (!packed) throw new PackError('npm pack made no tarball');
  return { fileName: packed.filename, files: packed.files.map(({ path }) => path), size: packed.size };
};

/**
 * Installs a tarball into an empty folder: the plugin's own dependencies come from the registry, its peers are those of this server.
 *
 * @param root the folder, with the tarball in it
 * @param source the plugin's own folder: where peers are found that no server brings
 * @returns the plugin's folder in `node_modules`, and peers that are nowhere
 * @throws PackError
 */
export const install = async (
  { fileName }: Tarball,
  root: string,
  source: string,
  plugin: PluginPackage,
): Promise<{ folder: string; missingPeers: string[] }> => {
  await writeFile(join(root, 'package.json'), JSON.stringify({ name: 'parley-plugin-check', private: true }));
  await npm(['install', '--legacy-peer-deps', `./${fileName}`], root);
  const missingPeers = await linkPeers(root, Object.keys(plugin.peerDependencies ?? {}), [__dirname, source]);
  return { folder: join(root, 'node_modules', plugin.name), missingPeers };
};
