import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mount = (...args: string[]): boolean => spawnSync('mount', args, { stdio: 'ignore' }).status === 0;

/** A disk of a few megabytes that a test fills, or makes read-only. Real: what it answers is the kernel's own. */
export class SmallDisk {
  private readonly ballast: string;

  private constructor(readonly path: string) {
    this.ballast = join(path, 'ballast');
  }

  /** @returns null where this process may not mount */
  static make(megabytes: number): SmallDisk | null {
    const path = mkdtempSync(join(tmpdir(), 'parley-disk-'));
    if (mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path)) return new SmallDisk(path);
    rmSync(path, { recursive: true });
    return null;
  }

  /** Leaves not a byte. */
  fill(): void {
    for (const size of [1 << 20, 1 << 12, 1]) {
      try {
        for (;;) appendFileSync(this.ballast, Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  }

  makeRoom(): void {
    rmSync(this.ballast, { force: true });
  }

  /** @returns false where the kernel refuses, because a file is open for writing */
  readOnly(on: boolean): boolean {
    return mount('-o', `remount,${on ? 'ro' : 'rw'}`, this.path);
  }

  remove(): void {
    spawnSync('umount', ['-l', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}
