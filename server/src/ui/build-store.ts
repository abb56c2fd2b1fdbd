import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What names a build's files: the address carries the content, so that what is cached stays true. */
export interface BuildKey {
  remote: string;
  version: string;
  digest: string;
}

/** `1.4.0-9f07a95394`: the last part of a build's address. */
export const buildName = ({ version, digest }: Pick<BuildKey, 'version' | 'digest'>): string => `${version}-${digest.slice(0, 10)}`;

/** Where a build is served, without a slash at the end. */
export const buildPath = (key: BuildKey): string => `/ui/${key.remote}/${buildName(key)}`;

const LEFT_BEHIND_MS = 3_600_000;

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The files of the builds, in `DATA_DIR/ui/<remote>/<version>-<digest>`. A folder appears whole or not at all. */
export class BuildStore {
  private readonly incoming: string;

  constructor(private readonly folder: string) {
    this.incoming = join(folder, '.incoming');
  }

  folderOf(key: BuildKey): string {
    return join(this.folder, key.remote, buildName(key));
  }

  has(key: BuildKey): Promise<boolean> {
    return isThere(this.folderOf(key));
  }

  /** Copies a built folder; does nothing when the build is there already. */
  async keep(key: BuildKey, from: string): Promise<void> {
    const to = this.folderOf(key);
    if (await isThere(to)) return;
    const temporary = await this.room();
    await cp(from, temporary, { recursive: true, verbatimSymlinks: true });
    await mkdir(dirname(to), { recursive: true });
    try {
      await rename(temporary, to);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      // another server was faster: it is the same content
      if (!(await isThere(to))) throw error;
    }
  }

  async remove(key: BuildKey): Promise<void> {
    await rm(this.folderOf(key), { recursive: true, force: true });
  }

  /** An empty folder for what has just arrived; the caller removes it. One that a crash left behind goes after an hour. */
  async room(): Promise<string> {
    const folder = join(this.incoming, randomUUID());
    await mkdir(folder, { recursive: true });
    const { mtimeMs } = await stat(folder);
    for (const name of await readdir(this.incoming)) {
      const other = join(this.incoming, name);
      const age = mtimeMs - (await stat(other).catch(() => ({ mtimeMs }))).mtimeMs;
      if (age > LEFT_BEHIND_MS) await rm(other, { recursive: true, force: true });
    }
    return folder;
  }
}
